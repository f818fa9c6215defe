"""
A contract's dates contradict each other.

General availability comes first, then the end of support, then the end of life.
In any other order, one of the dates is wrong, and misleads consumers who plan a migration.

```yaml bad contract
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfSupport
    value: "2027-12-31"
  - property: endOfLife
    value: "2027-06-30"
#          ^^^^^^^^^^^^ `endOfLife` is before `endOfSupport`, which is on 2027-12-31
```
```yaml good contract
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfSupport
    value: "2027-06-30"
  - property: endOfLife
    value: "2027-12-31"
```
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Related, Severity
from meshwright.quantities.service_level import day, service_level
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_ORDER = ("generalAvailability", "endOfSupport", "endOfLife")


@rule("dates-out-of-order", on=DataContract, severity=Severity.ERROR, since="0.1", preset="essential")
def dates_out_of_order(contract: DataContract) -> Iterator[Finding]:
    """Compare the dates for each element with each other; equal dates are in order."""
    stated: dict[str | None, dict[str, tuple[date, At]]] = {}
    for position, level in enumerate(contract.sla_properties):
        name, found = service_level(level.property), day(level.value)
        if name in _ORDER and found is not None:
            at = At(("slaProperties", position, "value"))
            stated.setdefault(level.element, {}).setdefault(name, (found, at))
    for dates in stated.values():
        for earlier, later in pairwise(name for name in _ORDER if name in dates):
            (first, first_at), (second, second_at) = dates[earlier], dates[later]
            if second < first:
                yield Finding(
                    f"`{later}` is before `{earlier}`, which is on {first}",
                    second_at,
                    (Related(f"`{earlier}`", first_at),),
                )
