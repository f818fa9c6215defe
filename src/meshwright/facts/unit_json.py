"""Units as JSON, for keeping between runs: reading it can execute nothing, and what it does not know it refuses.

A list is a tuple; anything else that JSON has no form for is an object of one key, its type: `{"Span": [3, 7]}`.
Equal units give equal texts. The details are left out: a unit that is read here makes them again where they are needed.
Does not: know where texts are kept, or whether they are whole.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from meshwright.facts import facts, file_links, unit
from meshwright.facts import fields as field_facts
from meshwright.facts.sql import reads
from meshwright.facts.unit import Unit
from meshwright.finding import finding
from meshwright.source import place, suppression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_SCALARS = frozenset({str, int, float, bool, type(None)})
_UNITS, _SET, _MAP, _LIST, _BYTES = "units", "set", "map", "list", "bytes"


_HEADS = tuple(each.name for each in fields(Unit) if each.name != "packed")


class StoredUnit(Unit):
    """A unit whose details are made from its file when they are first asked for."""

    __slots__ = ("_packed",)

    def __init__(self, heads: Sequence[Any], packed: Callable[[], bytes] | bytes) -> None:
        for name, value in zip(_HEADS, heads, strict=True):
            setattr(self, name, value)
        self._packed = packed

    @property
    def packed(self) -> bytes:
        """The details, packed."""
        if not isinstance(self._packed, bytes):
            self._packed = self._packed()
        return self._packed


def heads_of(compiled: Unit) -> list[Any]:
    """Return all of a unit but its details as JSON has it; raises TypeError for what has no form there."""
    return [_plain(getattr(compiled, name)) for name in _HEADS]


def as_record(heads: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of several units, by their keys."""
    return {_UNITS: list(heads.items())}


def heads_in_record(record: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what `as_record` was given, as JSON has it; nothing of a record that is something else."""
    pairs = record.get(_UNITS) if record else None
    is_sound = isinstance(pairs, list) and all(isinstance(each, list) and len(each) == 2 for each in pairs)
    return {str(key): heads for key, heads in pairs} if isinstance(pairs, list) and is_sound else {}


def read_record(text: str) -> dict[str, Any]:
    """Return what `heads_in` takes of each unit, by their keys, from the text of a record; nothing of anything else."""
    try:
        found = _DECODER.decode(text)
        return found if isinstance(found, dict) else {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def heads_in(heads: object) -> tuple[Any, ...] | None:
    """Return what `StoredUnit` is made of; None if it is something else."""
    found = _tuple(heads) if isinstance(heads, list) else ()
    is_sound = len(found) == len(_HEADS) and all(isinstance(each, tuple) for each in found)
    return found if is_sound else None


def _kinds() -> Iterable[type]:
    """Yield the types of what is in units."""
    for module in (facts, field_facts, file_links, finding, place, reads, suppression, unit):
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__ and _is_record(kind):
                yield kind


def _is_record(kind: type) -> bool:
    return is_dataclass(kind) or issubclass(kind, Enum) or hasattr(kind, "_fields")


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever is in a unit
    kind = value.__class__
    if kind in _SCALARS:
        return value
    if kind is tuple:
        return [_plain(each) for each in value]
    write = _WRITERS.get(kind)
    if write is None:
        raise TypeError(f"a {kind.__name__} has no form")
    return write(value)


def _writer(kind: type) -> Callable[[Any], Any]:
    name = kind.__name__
    if issubclass(kind, Enum):
        return lambda value: {name: value.name}
    if is_dataclass(kind):
        names = [each.name for each in fields(kind)]
        return lambda value: {name: [_plain(getattr(value, each)) for each in names]}
    return lambda value: {name: [_plain(each) for each in value]}


def _reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - an Enum is asked by name
    if issubclass(kind, Enum):
        return lambda name: kind[name]
    return lambda values: kind(*_tuple(values))


class _Finished:
    """A list of the document, beside those that mean tuples; whatever contains it takes the list out."""

    __slots__ = ("items",)

    def __init__(self, values: Iterable[Any]) -> None:
        self.items = list(_tuple(values))


_UNFINISHED = frozenset({list, _Finished})


def _tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple([_value(each) if each.__class__ in _UNFINISHED else each for each in values])


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever is in a unit
    kind = value.__class__
    if kind is list:
        return _tuple(value)
    return value.items if kind is _Finished else value


def _mapping(items: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    return {_value(key): _value(value) for key, value in items}


_shared: dict[tuple[str, ...], frozenset[str]] = {}
"""Sets of keys that fields declare; there are few, and each is in thousands of units."""


def _set(values: Iterable[str]) -> frozenset[str]:
    key = tuple(values)
    found = _shared.get(key)
    return _shared.setdefault(key, frozenset(key)) if found is None else found


_KINDS = {kind.__name__: kind for kind in _kinds()}
_WRITERS: Mapping[type, Callable[[Any], Any]] = {
    **{kind: _writer(kind) for kind in _KINDS.values()},
    frozenset: lambda value: {_SET: sorted(value)},
    dict: lambda value: {_MAP: [[_plain(key), _plain(each)] for key, each in value.items()]},
    list: lambda value: {_LIST: [_plain(each) for each in value]},
    bytes: lambda value: {_BYTES: value.decode("latin-1")},
}
_READERS: Mapping[str, Callable[[Any], Any]] = {
    **{name: _reader(kind) for name, kind in _KINDS.items()},
    _UNITS: dict,
    _SET: _set,
    _MAP: _mapping,
    _LIST: _Finished,
    _BYTES: lambda text: text.encode("latin-1"),
}


def _read(value: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever is in a unit
    if len(value) != 1:
        raise ValueError("not of one type")
    for name, content in value.items():
        return _READERS[name](content)
    raise ValueError("not of one type")


_DECODER = json.JSONDecoder(object_hook=_read)
