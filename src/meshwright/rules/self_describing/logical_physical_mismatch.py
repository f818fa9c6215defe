"""
A field's physical type can't hold what its logical type says.

One of the two is wrong, and consumers who believe the wrong one cast, lose or misread values.
Known are the types of SQL databases, Avro, Parquet and Spark; a type that isn't known is left alone,
and so is what people do for a reason: dates as numbers, decimals and times as `string` where a format has no type for them.

```yaml bad contract
schema:
  - name: plays
    physicalType: table
    properties:
      - name: play_id
        logicalType: integer
        physicalType: varchar(36)
#                     ^^^^^^^^^^^ `varchar(36)` can't be meant as `integer`
        required: true
```
```yaml fixed contract
schema:
  - name: plays
    physicalType: table
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
        required: true
```
```yaml good contract
schema:
  - name: plays
    physicalType: table
    properties:
      - name: play_id
        logicalType: string
        physicalType: PlayIdentifier
        required: true
      - name: played_on
        logicalType: date
        physicalType: int
        description: The day of the play in UTC, as days since 1970.
        required: true
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.finding import Finding, Fix, Related, Replace, Severity
from meshwright.mesh.mesh import Contract, Mesh
from meshwright.mesh.physical import family, is_contradicted
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("logical-physical-mismatch", on=Contract, severity=Severity.ERROR, since="0.1", preset="essential")
def logical_physical_mismatch(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Give one finding for all fields with the same pair of types; the fix believes the physical one."""
    fields = contract.fact.fields
    pairs: dict[tuple[str, str], list[int]] = {}
    for index, (logical, physical) in enumerate(
        zip(fields.logical_types, fields.physical_types, strict=True)
    ):
        if logical and physical and is_contradicted(logical, physical):
            pairs.setdefault((logical, physical), []).append(index)
    for (logical, physical), found in pairs.items():
        places = [contract.home.at(*fields.path(index)) for index in found]
        count = f" ({len(found)} fields)" if len(found) > 1 else ""
        known = family(physical)
        edits = tuple(Replace(at / "logicalType", known.natural) for at in places) if known else ()
        yield Finding(
            f"`{physical}` can't be meant as `{logical}`{count}",
            places[0] / "physicalType",
            (
                Related("the logical type", places[0] / "logicalType"),
                *(Related("here too", at / "physicalType") for at in places[1:]),
            ),
            fix=Fix(edits, safe=False, title=f"make it `{known.natural}`") if known else None,
        )
