"""Recovery of a model from a document with mistakes: valid values stay, and wrong ones become absent or empty.

Later passes work only on models, and one mistake must not hide the rest of the file.
List items keep their positions, because locations depend on them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import BaseModel, ValidationError, create_model

from meshwright.standards.shape import fields, shape
from meshwright.standards.version_grammar import neutral

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.standards.shape import Shape

M = TypeVar("M", bound=BaseModel)

_DROPPED = object()
_ROUNDS = 4
"""The maximum number of attempts: dropping a value can break another check. After the last attempt, the block is empty."""


def recover(model: type[M], value: Mapping[Any, object]) -> M:
    """Parse `value` with `model` as far as possible."""
    try:
        return _read(model, value)
    except ValidationError as error:
        faulty = {detail["loc"][0] for detail in error.errors(include_url=False) if detail["loc"]}
    known = fields(model)
    kept_items: dict[str, object] = {}
    for key, item in value.items():
        if key not in faulty:
            kept_items[key] = item
        elif key in known:
            kept = _kept(shape(known[key].annotation, tuple(known[key].metadata)), item)
            if kept is not _DROPPED:
                kept_items[key] = kept
    for _ in range(_ROUNDS):
        needed = (key for key, info in known.items() if info.is_required() and key not in kept_items)
        lenient = cast("type[M]", _lenient(model, frozenset(needed)))
        try:
            return _read(lenient, kept_items)
        except ValidationError as error:
            places = [detail["loc"] for detail in error.errors(include_url=False)]
        broken = set(kept_items) if not all(places) else {loc[0] for loc in places}
        kept_items = {key: item for key, item in kept_items.items() if key not in broken}
    return lenient.model_construct()


def _read(model: type[M], value: Mapping[str, object]) -> M:
    read: M = model.__pydantic_validator__.validate_python(value)
    return read


def _kept(here: Shape, value: object) -> object:
    branch = here.branch(value)
    if branch is not None:
        return _kept(branch, value)
    if here.item is not None and isinstance(value, list | tuple):
        return tuple(_recovered_item(here.item, item) for item in value)
    block = here.block(value)
    return recover(block, value) if block is not None and isinstance(value, dict) else _DROPPED


def _recovered_item(here: Shape, value: object) -> object:
    kept = _kept(here, value)
    if kept is not _DROPPED:
        return kept
    block = here.block({})
    if block is not None:
        return recover(block, {})
    return value if isinstance(value, str) and here.kind is str else neutral(here.kind)


@lru_cache(maxsize=256)
def _lenient(model: type[BaseModel], absent: frozenset[str]) -> type[BaseModel]:
    """Build a subclass without required keys."""
    if not absent:
        return model
    relaxed: dict[str, Any] = {
        name: (info.annotation, neutral(info.annotation))
        for (name, info), key in zip(model.model_fields.items(), fields(model), strict=True)
        if key in absent
    }
    made = create_model(model.__name__, __base__=model, __module__=model.__module__, **relaxed)
    made.model_rebuild()
    return made
