"""
A quality rule does not hold for the data.

Consumers rely on conditions that the owner declares, but the data does not fulfil this one.
The rule supports the five metrics of ODCS with all of their operators, `rule` of ODCS 3.0 as the equivalent metric, and
rules of type `sql`. Ranges include both ends; percentages are exact, and refer to all rows. The severity is that of
the quality rule (`error`, `warning` or `info`), or `error` if the rule has none. `meshwright measure` runs this rule,
and lists everything that was not measured.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        quality:
          - metric: nullValues
            unit: percent
            mustBeLessThan: 1
#                           ^ `nullValues` of `play_id` is 1.5 percent, but must be less than 1
```
```jsonl bad raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"play_id#quality/0": 150}}
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        quality:
          - metric: nullValues
            unit: percent
            mustBeLessThan: 1
```
```jsonl good raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"play_id#quality/0": 99}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.measuring.judgement import Measurement, broken_rules
from meshwright.measuring.wording import at, rule_words
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

_SEVERITIES = {
    "warning": Severity.WARNING,
    "warn": Severity.WARNING,
    "info": Severity.NOTICE,
    "notice": Severity.NOTICE,
}


@rule(
    "quality-rule-broken",
    on=Measurement,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_measuring=True,
)
def quality_rule_broken(measurement: Measurement, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for each quality rule, at the first operator that does not hold."""
    probe = measurement.probe
    for each in broken_rules(measurement):
        yield Finding(
            rule_words(each, probe),
            at(probe, *each.rule.path, each.condition.operator),
            discriminator=each.rule.key,
            severity=_SEVERITIES.get(each.rule.severity.strip().casefold()),
        )
