"""Conversion of pydantic's errors to problems: one problem per mistake, at the exact path."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast, get_args

from meshwright.source.place import Part
from meshwright.source.problem import MissingKey, OverLimit, Problem, UnknownKey, UnknownValue, WrongType
from meshwright.standards import value_phrases
from meshwright.standards.block import Block, BlockVariant, Since, Words
from meshwright.standards.block import title as title_of
from meshwright.standards.key_suggestions import near
from meshwright.standards.quality_faults import of_sorts
from meshwright.standards.shape import Place, Shape, fields, place, shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from meshwright.source.place import Path

    Written = Callable[[Path], str | None]

_TYPES = {
    "string_type": "a string",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "union_tag_not_found": "a mapping",
}
_LIMITS = {
    "greater_than_equal": ("ge", "at least {}"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "at most {}"),
    "less_than": ("lt", "less than {}"),
    "too_short": ("min_length", "at least {} item{}"),
    "too_long": ("max_length", "at most {} item{}"),
    "string_too_short": ("min_length", "at least {} character{}"),
    "string_too_long": ("max_length", "at most {} character{}"),
}
_MEANT = {("a schema property", "type"): "logicalType"}
"""Keys from other formats, with the intended keys, which are too different to be found by edit distance."""
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]+)?")
_TRUTHS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}


def problems(
    model: type[BaseModel], value: object, error: ValidationError, written: Written
) -> Iterator[Problem]:
    """Yield the problems of `error` from parsing `value` with `model`; `written` returns a scalar as in the file.

    They are computed lazily, because callers may need only the first few.
    """
    details = [each for each in error.errors(include_url=False) if not _is_shadow(each)]
    lacking: dict[Path, list[str]] = {}
    for detail in details:
        if detail["type"] == "missing":
            missing = _missing_key(place(model, value, detail["loc"]))
            lacking.setdefault(missing.path, []).append(missing.key)
    yield from of_sorts((_in_context(model, value, each, written, lacking) for each in details), value)


def _in_context(
    model: type[BaseModel],
    value: object,
    detail: ErrorDetails,
    written: Written,
    lacking: Mapping[Path, Sequence[str]],
) -> Problem:
    """Complete a problem with information from neighbouring keys."""
    here = place(model, value, detail["loc"])
    problem = _problem(detail, here, written)
    if isinstance(problem, MissingKey):
        return _misspelt(problem, value, here) or problem
    if not isinstance(problem, UnknownKey):
        return problem
    problem = _in_company(problem, value, here, detail["input"])
    is_stray = problem.near is problem.home is problem.since is None
    return _for_missing(problem, lacking) if is_stray else problem


def _for_missing(problem: UnknownKey, lacking: Mapping[Path, Sequence[str]]) -> UnknownKey:
    """Match an unknown key with the only missing key next to it, if one contains the other: `user` for `username`."""
    missing = lacking.get(problem.path[:-1], ())
    word = problem.key.casefold()
    is_part = len(missing) == 1 and (word in missing[0].casefold() or missing[0].casefold() in word)
    return replace(problem, near=missing[0]) if is_part and word else problem


def _misspelt(problem: MissingKey, document: object, here: Place) -> UnknownKey | None:
    """Return a key that is probably a misspelling of a missing key, in a block that permits arbitrary keys."""
    owner = _at(document, here.owner_path)
    known = tuple(fields(here.owner))
    is_open = here.owner.model_config.get("extra") != "forbid"
    strangers = [each for each in owner if isinstance(each, str) and each not in known] if is_open else []
    meant = [each for each in strangers if near(each, known) == problem.key]
    if len(meant) != 1:
        return None
    path = (*here.owner_path, meant[0])
    return UnknownKey(
        path=path, part=Part.KEY, key=meant[0], owner=problem.owner, known=known, near=problem.key
    )


def _at(document: object, path: Path) -> dict[Any, object]:
    value: Any = document
    for step in path:
        value = value[step]
    return value if isinstance(value, dict) else {}


def _in_company(problem: UnknownKey, document: object, here: Place, given: object) -> UnknownKey:
    """Add to a problem the value of the unknown key, and the known keys next to it."""
    owner = _at(document, here.owner_path)
    beside = tuple(key for key in problem.known if key in owner)
    return replace(problem, value=given if isinstance(given, str | bool) else None, beside=beside)


def _is_shadow(detail: ErrorDetails) -> bool:
    """Return whether a list is too short only because its items have errors of their own."""
    given = detail["input"]
    if detail["type"] != "too_short" or not isinstance(given, list | tuple):
        return False
    least: int = detail["ctx"]["min_length"]
    return len(given) >= least


def _problem(detail: ErrorDetails, here: Place, written: Written) -> Problem:
    kind = detail["type"]
    context = detail.get("ctx", {})
    given: object = detail["input"]
    match kind:
        case "extra_forbidden" | "invalid_key":
            return _unknown_key(here)
        case "missing":
            return _missing_key(here)
        case "literal_error" | "union_tag_invalid":
            return _unlisted(here, given, written)
        case "depth":
            return OverLimit(path=here.path, what="depth", limit=context["limit"])
        case "kind":
            return _wrong_type(here, given, context["expected"], written)
        case "tuple_type" | "list_type":
            return _wrong_type(here, given, value_phrases.of_list(here.shape), written)
        case "repeated":
            position = context["position"]
            item = given[position] if isinstance(given, list | tuple) else given
            return UnknownValue(
                path=(*here.path, position),
                found=value_phrases.text(item.get("value", item) if isinstance(item, dict) else item),
                expected="a value that is not listed yet",
            )
    if kind in _TYPES:
        return _wrong_type(here, given, _TYPES[kind], written)
    if isinstance(given, list | tuple):
        found = value_phrases.count(given)
    else:
        found = value_phrases.text(here.path[-1] if here.is_key else given, written(here.path))
    return UnknownValue(
        path=here.path,
        part=Part.KEY if here.is_key else Part.VALUE,
        found=found,
        expected=_expected(kind, context, here.shape, detail["msg"]),
        is_counted=isinstance(given, list | tuple),
    )


def _expected(kind: str, context: Mapping[str, Any], here: Shape, message: str) -> str:
    if kind in _LIMITS:
        key, phrase = _LIMITS[kind]
        return phrase.format(context[key], "" if context[key] == 1 else "s")
    if kind == "string_pattern_mismatch":
        mark: Words | None = here.mark(Words)
        if mark is not None:
            return mark.text
        from meshwright.standards.governance.values import IN_WORDS

        pattern = str(context["pattern"])
        return IN_WORDS.get(pattern, f"text that matches `{pattern}`")
    return message


def _wrong_type(here: Place, given: object, expected: str, written: Written) -> WrongType:
    source = written(here.path) if isinstance(given, bool | int | float) else None
    return WrongType(
        path=here.path,
        expected=expected,
        found=value_phrases.found(given, source),
        rewrite=_rewritten(given, expected, source),
        is_removable=given is None and _is_optional(here),
    )


def _is_optional(here: Place) -> bool:
    """Return whether the key is optional in its block."""
    key = here.path[-1] if here.path else None
    info = fields(here.owner).get(key) if isinstance(key, str) and here.path[:-1] == here.owner_path else None
    form = form_of(here.owner)
    return info is not None and not info.is_required() and (form is None or key not in form.needed)


def _rewritten(given: object, expected: str, source: str | None) -> str | None:
    if "a string" in expected and source is not None:
        return json.dumps(source)
    if not isinstance(given, str):
        return None
    if expected == "true or false":
        return _TRUTHS.get(given.casefold())
    if expected == "a whole number" and _WHOLE.fullmatch(given):
        return given
    return given if expected == "a number" and _DECIMAL.fullmatch(given) else None


def _unlisted(here: Place, given: object, written: Written) -> Problem:
    known = here.shape.literals or _tags(here.shape)
    if known and all(isinstance(value, str) for value in known) and not isinstance(given, str):
        return _wrong_type(here, given, "a string", written)
    listed = tuple(value_phrases.text(value) for value in known)
    found = value_phrases.text(given, written(here.path))
    return UnknownValue(path=here.path, found=found, known=listed, near=near(found, listed))


def _tags(here: Shape) -> tuple[object, ...]:
    tags = (metadata for branch in get_args(here.kind) for metadata in shape(branch).metadata)
    return tuple(tag.tag for tag in tags if hasattr(tag, "tag"))


def _unknown_key(here: Place) -> UnknownKey:
    step = here.path[-1]
    key = step if isinstance(step, str) else str(step)
    known = tuple(fields(here.owner))
    form = form_of(here.owner)
    owner = title_of(here.owner)
    home = since = None
    if form is not None:
        own = _vocabulary(form.block)
        since = form.later.get(key)
        if key in own and since is None and not own[key].lacks(form.edition):
            owner = form.title
            home = form.others or None
        elif since is None:
            home = _home(form, key)
    return UnknownKey(
        path=here.path,
        part=Part.KEY,
        key=key,
        owner=owner,
        known=known,
        near=None if since or home else _MEANT.get((owner, key)) or near(key, known),
        home=home,
        since=since,
    )


def _missing_key(here: Place) -> MissingKey:
    key = str(here.path[-1])
    form = form_of(here.owner)
    owner = title_of(here.owner)
    why = ""
    if form is not None and key in form.needed:
        why = owner if owner != title_of(form.block) else form.title
        owner = title_of(form.block)
    return MissingKey(path=here.owner_path, part=Part.NAME, key=key, owner=owner, why=why)


def form_of(model: type[BaseModel]) -> BlockVariant | None:
    """Return the variant of a block that a class represents; None for a class of a governance document."""
    return model.form if issubclass(model, Block) else None


@cache
def _vocabulary(block: type[Block]) -> Mapping[str, Since]:
    """Return the keys of a block in any version, each with the version that added it."""
    marks = {
        key: shape(info.annotation, tuple(info.metadata)).mark(Since) for key, info in fields(block).items()
    }
    return {key: mark or Since() for key, mark in marks.items()}


def _home(form: BlockVariant, key: str) -> str | None:
    """Return the other block of the standard that has a key; None unless there is exactly one."""
    homes = {
        block
        for block in _blocks(form.edition.standard)
        if key in _vocabulary(block) and not _vocabulary(block)[key].lacks(form.edition)
    }
    return title_of(homes.pop()) if len(homes) == 1 else None


@cache
def _blocks(standard: str) -> frozenset[type[Block]]:
    """Return the classes of the vocabulary in documents of a standard."""
    if standard == "ODCS":
        from meshwright.standards.odcs.contract import DataContract as Root
    else:
        from meshwright.standards.odps.product import DataProduct as Root  # type: ignore[assignment] # one or the other
    seen: set[type[Block]] = set()
    ahead: list[type[Block]] = [Root]
    while ahead:
        block = ahead.pop()
        if block not in seen:
            seen.add(block)
            ahead.extend(
                cast("type[Block]", found)
                for info in block.model_fields.values()
                for found in _classes(info.annotation)
            )
    return frozenset(seen)


def _classes(annotation: object) -> Iterator[object]:
    if isinstance(annotation, type) and issubclass(annotation, Block):
        yield annotation
    for argument in get_args(annotation):
        yield from _classes(argument)
