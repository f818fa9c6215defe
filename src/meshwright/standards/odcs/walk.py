"""Iteration over all properties of a contract, at any depth, with their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.source.place import Path
    from meshwright.standards.odcs.schema import SchemaObject, SchemaProperty


def each_property(objects: Iterable[SchemaObject]) -> Iterator[tuple[SchemaProperty, Path]]:
    """Yield properties in the document's order, including the nameless items of lists and maps."""
    for number, schema in enumerate(objects):
        yield from properties_of(schema, number)


def properties_of(schema: SchemaObject, number: int) -> Iterator[tuple[SchemaProperty, Path]]:
    """Yield the properties of the contract's n-th object."""
    yield from _below(schema.properties, ("schema", number))


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
        if side is not None:  # a recovered map may lack one
            yield from _of(side, (*path, "map", name))
