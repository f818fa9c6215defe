"""
Fields of a contract have no description.

A name and a type don't say what a value means, which unit it has, and when it is empty: consumers guess, and guess apart.

```yaml bad contract
schema:
  - name: plays
    physicalType: file
    description: One row a play.
    dataGranularityDescription: One row a play.
    quality: [{metric: rowCount, mustBeGreaterThan: 1000}]
    properties:
      - name: track_key
        logicalType: string
        physicalType: varchar(20)
        classification: internal
        description: The track that was played.
      - name: ms
#             ^^ 1 of 2 fields has no description
        logicalType: integer
        physicalType: bigint
        classification: internal
```
```yaml good contract
schema:
  - name: plays
    physicalType: file
    description: One row a play.
    dataGranularityDescription: One row a play.
    quality: [{metric: rowCount, mustBeGreaterThan: 1000}]
    properties:
      - name: ms
        logicalType: integer
        physicalType: bigint
        classification: internal
        description: How long it was played, in milliseconds, pauses left out.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.finding import At, Finding, Related, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.place import Part
from meshwright.standards.odcs.contract import DataContract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.source.place import Path
    from meshwright.standards.odcs.schema import SchemaProperty


@rule("missing-field-description", on=DataContract, severity=Severity.WARNING, since="0.1")
def missing_field_description(contract: DataContract) -> Iterator[Finding]:
    """Give one finding for all fields of the contract; a business name with synonyms is no description."""
    count = 0
    lacking = []
    for position, schema in enumerate(contract.schema_):
        for field, path in _fields(schema.properties, ("schema", position)):
            count += 1
            if not (field.description or "").strip():
                lacking.append((path, field.name))
    if not lacking:
        return
    verb = "has" if len(lacking) == 1 else "have"
    yield Finding(
        f"{len(lacking)} of {count} field{'s' if count != 1 else ''} {verb} no description",
        At(lacking[0][0], Part.NAME),
        tuple(Related(f"`{name}`", At(path, Part.NAME)) for path, name in lacking[1:]),
    )


def _fields(properties: Iterable[SchemaProperty], path: Path) -> Iterator[tuple[SchemaProperty, Path]]:
    """Give the named fields, however deep; what a list is made of needs no description of its own."""
    for position, field in enumerate(properties):
        here = (*path, "properties", position)
        yield field, here
        yield from _fields(field.properties, here)
        if field.items is not None:
            yield from _fields(field.items.properties, (*here, "items"))
