"""
A cron schedule cannot be read, or never fires.

A check or refresh on that schedule never runs, and it is unknown how old the data may become.
The rule checks each `schedule` of a service level or quality rule whose `scheduler` is cron, or that looks like a
cron schedule. Schedules with six or seven fields, as in Quartz and EventBridge, are accepted, but the time until
their next run is not computed.

```yaml bad contract
schema:
  - name: plays
    quality:
      - metric: rowCount
        mustBeGreaterThan: 1000
        unit: rows
        scheduler: cron
        schedule: every night
#                 ^^^^^^^^^^^ expected 5 to 7 fields in a schedule, found 2
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
    schedule: 61 3 * * *
#             ^^^^^^^^^^ `61` is not a minute; use 0 to 59
  - property: availability
    value: 99.5
  - property: retention
    value: 365
    scheduler: cron
    schedule: 0 3 31 2 *
#             ^^^^^^^^^^ the schedule never runs; February has no day 31
```
```yaml good contract
schema:
  - name: plays
    quality:
      - metric: rowCount
        mustBeGreaterThan: 1000
        unit: rows
        scheduler: quartz
        schedule: 0 0 20 ? * MON-FRI
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
    schedule: 30 3 * * *
  - property: availability
    value: 99.5
  - property: retention
    value: 365
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.quantities.cron_faults import cron_fault, is_like_cron
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.walk import each_property
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.place import Path
    from meshwright.standards.odcs.contract import ServiceLevel
    from meshwright.standards.odcs.quality import QualityRule


@rule("unreadable-cron", on=DataContract, severity=Severity.WARNING, since="0.1")
def unreadable_cron(contract: DataContract) -> Iterator[Finding]:
    """Check each schedule that is meant for cron."""
    for stated, path in _schedules(contract):
        schedule = stated.schedule
        if not schedule or has_variable(schedule):
            continue
        if "cron" in (stated.scheduler or "").casefold() or is_like_cron(schedule):
            fault = cron_fault(schedule)
            if fault is not None:
                yield Finding(fault, At((*path, "schedule")))


def _schedules(contract: DataContract) -> Iterator[tuple[ServiceLevel | QualityRule, Path]]:
    """Yield the values that may be schedules, with their paths."""
    for number, level in enumerate(contract.sla_properties):
        yield level, ("slaProperties", number)
    for number, schema in enumerate(contract.schema_):
        for position, check in enumerate(schema.quality):
            yield check, ("schema", number, "quality", position)
    for field, path in each_property(contract.schema_):
        for position, check in enumerate(field.quality):
            yield check, (*path, "quality", position)
