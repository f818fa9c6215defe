"""The required kinds of values in a source; a document with a value of another kind violates its standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCALAR, _MAPPING, _LIST = "a scalar", "a mapping", "a list"
DCS = {
    "dataContractSpecification": (_SCALAR,),
    "id": (_SCALAR,),
    "info": (_MAPPING,),
    "models": (_MAPPING,),
}
"""The kinds of values that the Data Contract Specification permits for each key."""
ODCS2 = {
    **dict.fromkeys(("apiVersion", "standardVersion", "templateVersion"), (_SCALAR,)),
    **dict.fromkeys(("uuid", "id", "name", "version", "quantumName", "datasetDomain"), (_SCALAR,)),
    "dataset": (_LIST, _MAPPING),
    "stakeholders": (_LIST,),
}
"""The kinds of values that ODCS 2 permits for each key."""


class WrongKindError(Exception):
    """A part of a source violates its standard; the message names the part."""


def check_kinds(value: Mapping[str, Any], known: Mapping[str, tuple[str, ...]]) -> None:
    """Raise WrongKindError for the first key with a value of the wrong kind; missing keys are allowed."""
    for key, kinds in known.items():
        _check(f"`{key}`", value.get(key), kinds)


def check_models(value: Mapping[str, Any]) -> None:
    """Raise WrongKindError for the first model that is not a mapping."""
    for name, each in (value.get("models") or {}).items():
        _check(f"model `{name}`", each, (_MAPPING,))


def check_dataset(value: Mapping[str, Any]) -> None:
    """Raise WrongKindError for the first table of ODCS 2 that is not a mapping."""
    dataset = value.get("dataset")
    for number, each in enumerate(dataset if isinstance(dataset, list) else (), start=1):
        _check(f"item {number:,} of `dataset`", each, (_MAPPING,))


def _check(what: str, value: object, kinds: tuple[str, ...]) -> None:
    found = _MAPPING if isinstance(value, dict) else _LIST if isinstance(value, list) else _SCALAR
    if value is not None and found not in kinds:
        raise WrongKindError(f"{what} is {found}; expected {' or '.join(kinds)}")
