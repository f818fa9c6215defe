"""
Data breaks a service level.

Consumers rely on service levels: a report about yesterday that shows the day before is wrong, and data that should
have been deleted is a liability. A freshness (`latency`) is broken if the newest value of its `element` is older;
rows from the future do not count. A retention period with `retentionKind: maximum` is broken if the oldest value is
older. A date is treated as the whole day. One observation can prove that these levels are broken, but not that they
are kept. Other service levels need observations over time. An availability is broken if so many observations failed to read
the data that chance cannot explain it. A frequency is broken if no new data arrives for 1.5 times the promised
interval. A retention promise is broken if rows that should still exist are missing. `meshwright measure` runs this
rule.

```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: played_at
        logicalType: timestamp
slaProperties:
  - property: latency
    value: 24
#          ^^ the newest `played_at` is 30 h old, but `latency` promises 24 h
    unit: h
    element: plays.played_at
```
```jsonl bad raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "seenAt": "2026-11-22T06:00:00Z", "rows": 10000, "clocks": {"played_at": {"newest": "2026-11-21T00:00:00Z", "oldest": "2026-11-20T00:00:00Z", "future": 0}}}
```
```yaml good contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: played_at
        logicalType: timestamp
slaProperties:
  - property: latency
    value: 24
    unit: h
    element: plays.played_at
```
```jsonl good raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "seenAt": "2026-11-22T06:00:00Z", "rows": 10000, "clocks": {"played_at": {"newest": "2026-11-21T12:00:00Z", "oldest": "2026-11-20T00:00:00Z", "future": 0}}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.measuring.judgement import Measurement, broken_promises
from meshwright.measuring.wording import at
from meshwright.quantities.amounts import seconds, written
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.measuring.over_time import Outcome
    from meshwright.mesh.mesh import Mesh


@rule(
    "slo-broken",
    on=Measurement,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_measuring=True,
)
def slo_broken(measurement: Measurement, mesh: Mesh) -> Iterator[Finding]:  # noqa: ARG001 - what rules are given
    """Yield one finding for each service level that observations prove broken."""
    probe = measurement.probe
    for each in broken_promises(measurement):
        age = written(seconds(each.seconds))
        words = (
            f"the newest `{each.column}` is {age} old, but `latency` promises {each.promise.text}"
            if each.promise.kind == "freshness"
            else f"the oldest `{each.column}` is {age} old, but `retention` promises at most {each.promise.text}"
        )
        yield Finding(
            words, at(probe, *each.promise.path, "value"), discriminator=f"{probe.name} {each.promise.kind}"
        )
    for found in measurement.outcomes:
        if found.verdict == "broken":
            yield Finding(
                _lasting_words(found, measurement),
                at(probe, *found.promise.path, "value"),
                discriminator=f"{probe.name} lasting {found.promise.kind}",
            )


def _lasting_words(found: Outcome, measurement: Measurement) -> str:
    probe, promise = measurement.probe, found.promise
    if promise.kind == "availability":
        return (
            f"`{probe.name}` could not be read in {found.failed:,} of {found.observations:,} observations "
            f"since {found.since}, "
            f"but `availability` promises {promise.text}"
        )
    column, span = probe.columns[promise.column or 0].name, written(seconds(found.seconds))
    if promise.kind == "frequency":
        return f"there has been no newer `{column}` for {span}, but `frequency` promises {promise.text}"
    return f"rows whose `{column}` is {span} old are missing, but `retention` promises {promise.text}"
