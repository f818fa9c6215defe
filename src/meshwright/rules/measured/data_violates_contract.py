"""
Rows of data do not conform to their contract.

Consumers join, filter and compute according to the schema; each row that violates it leads to a wrong result.
The rule counts rows with a missing required value, a value that does not have the logical type (CSV and JSON), or a
value that violates an `enum` or an option of its type. It also counts repeated values of `unique` fields and primary
keys, and values of relationships that are missing in the other object. For fields nested in objects, arrays and maps,
it counts the affected rows, not the values. Nulls are checked only against `required`. NaN is outside every range.
`meshwright measure` runs this rule, and lists everything that was not measured and is therefore unknown.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        unique: true
#               ^^^^ `play_id` must be unique, but 2 values occur more than once, in 5 of 10,000 rows
        required: true
#                 ^^^^ `play_id` is null but required in 3 of 10,000 rows
        logicalTypeOptions:
          pattern: ^P[0-9]+$
#                  ^^^^^^^^^ `play_id` does not match its `pattern` in 1 of 10,000 rows
```
```jsonl bad raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"play_id#required": 3, "play_id#pattern": 1, "play_id#unique": 2, "play_id#unique/rows": 5}}
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        required: true
```
```jsonl good raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.measuring.judgement import Measurement, violations
from meshwright.measuring.wording import at, counted, of_rows, violation_words
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule(
    "data-violates-contract",
    on=Measurement,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_measuring=True,
)
def data_violates_contract(measurement: Measurement, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for each constraint of the contract that rows violate."""
    if not measurement.is_comparable:
        return
    probe, seen = measurement.probe, measurement.observation
    for each in violations(measurement):
        yield Finding(
            f"{violation_words(each, probe)} {of_rows(each.rows, seen, is_partial=each.is_partial)}",
            at(probe, *each.of.path),
            discriminator=each.of.key,
        )
    ragged = seen.figures.get("#ragged", 0)
    if ragged and isinstance(ragged, int):
        yield Finding(
            f"{counted(ragged, 'line')} of the data {'does' if ragged == 1 else 'do'} not have the columns of the header",
            at(probe, "schema", probe.object, "name"),
            discriminator="#ragged",
        )
