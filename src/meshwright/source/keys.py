"""Keys that a mapping should not have: the later ones of doubled keys, and merge keys.

While a mapping is read they are kept apart; when it ends, `tidied` lays it and its places anew.
Places are lists of offsets as `source.reader` describes them.
"""

from __future__ import annotations

from typing import Any

from meshwright.source.place import WIDTH


class Doubled(str):
    """A key's later occurrence, kept apart until its mapping ends: equal to nothing but itself."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Merged(Doubled):
    """A merge key, until its mapping ends."""

    __slots__ = ()
    __hash__ = object.__hash__


def tidied(mapping: dict[str, Any], offsets: list[int], number: int) -> dict[str, Any]:
    """Drop the later occurrences of doubled keys and merge what `<<` names.

    The offsets of the mapping (its node is at `number`, and it is the last one) are laid anew.
    """
    tidy: dict[str, Any] = {}
    ranges: dict[str, list[int]] = {}
    merged: list[tuple[str, Any, list[int]]] = []
    for key, value, own in _entries(mapping, offsets, number):
        if isinstance(key, Merged):
            sources = [(value, own)] if isinstance(value, dict) else _entries_of_list(value, own)
            for source, inner in sources:
                if isinstance(source, dict):
                    merged += _entries(source, inner, 0)
        elif not isinstance(key, Doubled):
            tidy[key] = value
            ranges[key] = own
    for key, value, own in merged:
        if key not in tidy:
            tidy[key] = value
            ranges[key] = own
    del offsets[number + WIDTH :]
    for own in ranges.values():
        offsets.extend(own)
    return tidy


def _entries(mapping: dict[str, Any], offsets: list[int], number: int) -> list[tuple[str, Any, list[int]]]:
    """Return a mapping's keys and values, each with the offsets of its nodes."""
    entries = []
    at = number + WIDTH
    for key, value in mapping.items():
        end = at + WIDTH * (1 + offsets[at + WIDTH - 1])
        entries.append((key, value, offsets[at:end]))
        at = end
    return entries


def _entries_of_list(items: Any, offsets: list[int]) -> list[tuple[Any, list[int]]]:  # noqa: ANN401 - any value
    if not isinstance(items, list):
        return []
    return [(value, own) for _, value, own in _entries(dict(enumerate(items)), offsets, 0)]  # type: ignore[arg-type]
