"""
Fields of a contract have no description.

A name and a type do not explain what a value means, which unit it has, or when it is empty: consumers have to guess.

```yaml bad contract
schema:
  - name: plays
    physicalType: file
    description: One row a play.
    properties:
      - name: track_key
        logicalType: string
        physicalType: varchar(20)
        description: The track that was played.
      - name: ms
#             ^^ `ms` has no description
        logicalType: integer
        physicalType: bigint
        # no description
```
```yaml good contract
schema:
  - name: plays
    physicalType: file
    description: One row a play.
    properties:
      - name: ms
        logicalType: integer
        physicalType: bigint
        description: How long it was played, in milliseconds, pauses left out.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Cause, Finding, Related, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.place import Part
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.walk import each_property

if TYPE_CHECKING:
    from collections.abc import Iterator


FEW = 3
"""The maximum number of fields in the message."""


@rule("missing-field-description", on=DataContract, severity=Severity.WARNING, since="0.1")
def missing_field_description(contract: DataContract) -> Iterator[Finding]:
    """Yield one finding for all fields without a description; a business name with synonyms is not a description."""
    named = [(path, field) for field, path in each_property(contract.schema_) if isinstance(path[-1], int)]
    count = len(named)
    lacking = [(path, field.name) for path, field in named if not (field.description or "").strip()]
    if not lacking:
        return
    names = [f"`{name}`" for _, name in lacking]
    which = f"{len(names)} of {count} field{'s' if count != 1 else ''}"
    if len(names) <= FEW and all(name for _, name in lacking):
        which = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    yield Finding(
        f"{which} {'have' if names[1:] else 'has'} no description",
        At(lacking[0][0], Part.NAME),
        tuple(Related(f"`{name}`", At(path, Part.NAME)) for path, name in lacking[1:]),
        causes=(Cause(At((*lacking[0][0], "description"))),) if len(lacking) == 1 else (),
        gist="some fields have no description",
    )
