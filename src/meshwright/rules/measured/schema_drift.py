"""
The data does not have the columns of its contract.

Queries are written against the contract; a column that is missing or has another type breaks them at run time.
The rule compares columns by their `physicalName`, or else their `name`, and the types of Parquet files and
tables with `logicalType`; a type that matches `physicalType` is also accepted. Additional columns are a notice.
A column that is missing in some Parquet files is a warning, because its values there are null.
Columns that differ only in letter case are an error: some engines reject them, and others rename one of them.
Types in JSON are compared value by value, by `data-violates-contract`; a key is missing if it is required and
no row has it.
For CSV and JSON, only the number of additional columns is reported, because a header could be a data row, and a key
could be a value. `meshwright measure` runs this rule.

```yaml bad contract
schema:
  - name: plays
#         ^^^^^ the data has 1 column that the contract does not declare: `device`
    properties:
      - name: play_id
        logicalType: string
      - name: listened_ms
#             ^^^^^^^^^^^ the data has no column `listened_ms`
        logicalType: integer
      - name: played_at
        logicalType: timestamp
#                    ^^^^^^^^^ `played_at` is VARCHAR in the data, a type that cannot hold a timestamp
```
```jsonl bad raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "missing": ["listened_ms"], "additional": ["device"], "types": {"played_at": "VARCHAR"}, "rows": 10000}
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
```
```jsonl good raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.measuring.judgement import Measurement
from meshwright.measuring.observation import ABSENT
from meshwright.measuring.wording import at, counted, listed
from meshwright.quantities.conformance import article
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

MOST_NAMED = 10


@rule(
    "schema-drift",
    on=Measurement,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_measuring=True,
)
def schema_drift(measurement: Measurement, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for each column that is missing or has another type, and one finding for all additional columns."""
    if not measurement.is_comparable:
        return
    probe, seen = measurement.probe, measurement.observation
    columns = {each.name: each for each in (*probe.columns, *probe.nested)}
    for name in filter(columns.__contains__, seen.missing):
        yield Finding(
            f"the data has no {'field' if columns[name].steps else 'column'} `{name if columns[name].steps else columns[name].physical}`",
            at(probe, *columns[name].path, "name"),
            discriminator=f"missing:{name}",
        )
    for name, native in seen.types.items():
        if name in columns:
            column = columns[name]
            kind = column.logical or column.kind
            yield Finding(
                f"`{name}` is {native} in the data, a type that cannot hold {article(kind)} {kind}",
                at(probe, *column.path, "logicalType"),
                discriminator=f"type:{name}",
            )
    for name, column in columns.items():
        files = seen.figures.get(f"{name}{ABSENT}", 0)
        if files and isinstance(files, int):
            yield Finding(
                f"{counted(files, 'file')} of the data {'has' if files == 1 else 'have'} no column `{column.physical}`",
                at(probe, *column.path, "name"),
                discriminator=f"absent:{name}",
                severity=Severity.WARNING,
            )
    yield from _of_object(measurement)


def _of_object(measurement: Measurement) -> Iterator[Finding]:
    probe, seen = measurement.probe, measurement.observation
    place = at(probe, "schema", probe.object, "name")
    if seen.ambiguous:
        yield Finding(
            f"columns of the data differ only in letter case: {listed(seen.ambiguous, MOST_NAMED)}",
            place,
            discriminator="ambiguous",
        )
    if seen.additional:
        is_counted = seen.additional[0].startswith("+")
        count = int(seen.additional[0][1:]) if is_counted else len(seen.additional)
        names = "" if is_counted else f": {listed(seen.additional, MOST_NAMED)}"
        yield Finding(
            f"the data has {counted(count, 'column')} that the contract does not declare{names}",
            place,
            discriminator="additional",
            severity=Severity.NOTICE,
        )
