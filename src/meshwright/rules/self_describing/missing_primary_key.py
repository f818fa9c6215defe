"""
A table or topic has no primary key.

Without a key, consumers cannot distinguish a correction from a new fact, remove duplicates, or join without
multiplying rows. Views and files are not checked: their rows are often identified by the key of their sources.

```yaml bad contract
schema:
  - name: plays
#         ^^^^^ the table has no primary key
    properties:
      - name: play_id
        logicalType: string
        description: Identifies the play.
        required: true
        unique: true
        classification: internal
        physicalType: varchar(36)
        quality:
          - metric: duplicateValues
            mustBe: 0
            dimension: uniqueness
            description: A play is counted once.
        # no primaryKey
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        description: Identifies the play.
        required: true
        unique: true
        classification: internal
        physicalType: varchar(36)
        quality:
          - metric: duplicateValues
            mustBe: 0
            dimension: uniqueness
            description: A play is counted once.
        primaryKey: true
        # no primaryKey
```
```yaml good contract
schema:
  - name: plays_of_today
    physicalType: view
    properties:
      - name: play_id
        logicalType: string
        description: Identifies the play.
        classification: internal
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.fields import KEY, REQUIRED, UNIQUE
from meshwright.finding.finding import Finding, Fix, Insert, Lack, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

KEYED = {"table": "table", "topic": "topic", "": "object"}
"""The physical types that have keys; an object without a physical type is usually a table."""


@rule("missing-primary-key", on=Contract, severity=Severity.WARNING, since="0.1")
def missing_primary_key(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Check objects with fields; the fix proposes the only field that is required and unique."""
    fact, fields = contract.fact, contract.fact.fields
    own: dict[int, list[int]] = {}
    for index in range(len(fields)):
        own.setdefault(fields.object(index), []).append(index)
    for number, found in own.items():
        word = KEYED.get((fact.objects[number].physical_type or "").casefold())
        if word is None or any(fields.flags[index] & KEY for index in found):
            continue
        if not all(fact.is_sound(*fields.path(index), "primaryKey") for index in found):
            continue
        sure = UNIQUE | REQUIRED
        chosen = [
            index for index in found if fields.flags[index] & sure == sure and fields.parents[index] < 0
        ]
        fix = None
        if len(chosen) == 1:
            edit = Insert(contract.home.at(*fields.path(chosen[0])), "primaryKey", "true")
            fix = Fix((edit,), safe=False, title=f"make `{fields.names[chosen[0]]}` the primary key")
        yield Finding(
            f"the {word} has no primary key",
            contract.home.name("schema", number),
            fix=fix,
            lack=Lack("primary key", "the object"),
        )
