"""Units as JSON, for storage between runs: reading cannot execute code, and unknown content is refused.

A list represents a tuple; any other type that JSON lacks is an object with the type as its only key: `{"Span":
[3, 7]}`. Equal units produce equal JSON. Details are omitted: a stored unit recreates them on demand. This
module does not know where this JSON is stored, or whether it is complete.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

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
    """A unit that creates its details from its file on first access."""

    __slots__ = ("_packed",)

    def __init__(self, heads: Sequence[Any], packed: Callable[[], bytes] | bytes) -> None:
        for name, value in zip(_HEADS, heads, strict=True):
            setattr(self, name, value)
        self._packed = packed

    @classmethod
    def like(cls, compiled: Unit, packed: Callable[[], bytes]) -> StoredUnit:
        """Return an equal unit that creates its details on demand."""
        return cls([getattr(compiled, name) for name in _HEADS], packed)

    @property
    def packed(self) -> bytes:
        """The details, packed."""
        if not isinstance(self._packed, bytes):
            self._packed = self._packed()
        return self._packed


class Heads(NamedTuple):
    """A unit without its details, as JSON with a digest; equal units have equal digests."""

    text: str
    digest: str


def heads_of(compiled: Unit) -> Heads:
    """Serialise a unit; raises TypeError, ValueError or RecursionError for a value that JSON cannot represent."""
    text = json.dumps([_plain(getattr(compiled, name)) for name in _HEADS], separators=(",", ":"))
    return Heads(text, sha256(text.encode()).hexdigest())


def as_record(units: Mapping[str, Heads]) -> str:
    """Return the text of a record of several units, by their keys."""
    rows = (f'["{key}",{each.text},"{each.digest}"]' for key, each in units.items())
    return f'{{"{_UNITS}":[{",".join(rows)}]}}'


def written_heads(record: Mapping[str, Any] | None) -> dict[str, Heads]:
    """Return the argument of `as_record` from which a parsed record was made; empty for any other value."""
    rows = record.get(_UNITS) if record else None
    if not isinstance(rows, list) or any(not isinstance(row, list) or len(row) != 3 for row in rows):
        return {}
    return {
        str(key): Heads(json.dumps(heads, separators=(",", ":")), str(digest)) for key, heads, digest in rows
    }


def read_record(text: str) -> dict[str, tuple[Sequence[Any], str]]:
    """Return the arguments of `StoredUnit` and the digest of each unit in a record; empty for any other content."""
    try:
        found = _DECODER.decode(text)
        return {key: (_heads(heads), str(digest)) for key, (heads, digest) in found.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _heads(heads: Iterable[Any]) -> tuple[Any, ...]:
    found = _tuple(heads)
    if len(found) != len(_HEADS) or not all(isinstance(each, tuple) for each in found):
        raise ValueError("not a unit")
    return found


def _kinds() -> Iterable[type]:
    """Yield the types of the values in units."""
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
        raise TypeError(f"a value of type `{kind.__name__}` cannot be written as JSON")
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
    """A list from the document, as opposed to lists that represent tuples; its container unwraps it."""

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
"""The sets of keys that fields declare, each stored once: there are few distinct sets, each in thousands of units."""


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
    _UNITS: lambda rows: {key: (heads, digest) for key, heads, digest in rows},
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
