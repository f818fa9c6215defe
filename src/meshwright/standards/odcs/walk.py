"""Iteration over all properties of a contract, at any depth, with their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.source.place import Path
    from meshwright.standards.odcs.schema import SchemaObject, SchemaProperty

    Walked = tuple[tuple[SchemaProperty, Path], ...]

_LAST: list[tuple[Sequence[SchemaObject], Walked]] = [((), ())]
"""The most recent objects and their properties, because consecutive rules need those of the same contract."""


def each_property(objects: Sequence[SchemaObject]) -> Walked:
    """Return properties in the document's order, including the nameless items of lists and maps."""
    last, walked = _LAST[0]
    if last is not objects:
        walked = tuple(
            each
            for number, schema in enumerate(objects)
            for each in _below(schema.properties, ("schema", number))
        )
        _LAST[0] = objects, walked
    return walked


def properties_of(objects: Sequence[SchemaObject], number: int) -> Walked:
    """Return the properties of the contract's n-th object."""
    return tuple(_below(objects[number].properties, ("schema", number)))


def _below(properties: Iterable[SchemaProperty], path: Path) -> Iterator[tuple[SchemaProperty, Path]]:
    for position, field in enumerate(properties):
        yield from _of(field, (*path, "properties", position))


def _of(field: SchemaProperty, path: Path) -> Iterator[tuple[SchemaProperty, Path]]:
    yield field, path
    yield from _below(field.properties, path)
    if field.items is not None:
        yield from _of(field.items, (*path, "items"))
    sides = {"key": field.map.key, "value": field.map.value} if field.map is not None else {}
    for name, side in sides.items():
        if side is not None:  # a recovered map may lack its key or its value
            yield from _of(side, (*path, "map", name))
