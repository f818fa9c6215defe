"""
The standard does not define a service level with this name.

The promise is not compared with inputs or earlier versions, so it can be broken unnoticed. Known names are those of
ODCS and their two-letter synonyms, in any letter case, and `freshness` for `latency`. A promise about the values
themselves, such as completeness, is a quality rule.

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
  - property: timeToRepare
#             ^^^^^^^^^^^^ unknown service level `timeToRepare`; did you mean `timeToRepair`?
    value: 4
    unit: h
  - property: completeness
#             ^^^^^^^^^^^^ unknown service level `completeness`; add a quality rule for that dimension
    value: 99
    unit: percent
  - property: carbonFootprint
#             ^^^^^^^^^^^^^^^ unknown service level `carbonFootprint`
    value: 2
    unit: kg
```
```yaml fixed contract
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: timeToRepair
    value: 4
    unit: h
  - property: completeness
    value: 99
    unit: percent
  - property: carbonFootprint
    value: 2
    unit: kg
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
  - property: timeOfAvailability
    value: 09:00-08:00
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from meshwright.finding.finding import At, Finding, Severity, did_you_mean, meant
from meshwright.quantities.service_level import SERVICE_LEVELS, is_service_level
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.quality import Dimension
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("unknown-service-level", on=DataContract, severity=Severity.WARNING, since="0.1")
def unknown_service_level(contract: DataContract) -> Iterator[Finding]:
    """Check the name of each service level."""
    for position, level in enumerate(contract.sla_properties):
        name = level.property
        if not name or is_service_level(name) or has_variable(name):
            continue
        at = At(("slaProperties", position, "property"))
        if name.strip().casefold() in get_args(Dimension):
            message = f"unknown service level `{name}`; add a quality rule for that dimension"
            yield Finding(message, at, discriminator=name)
            continue
        near = nearest(name, SERVICE_LEVELS)
        message = f"unknown service level `{name}`{did_you_mean(near)}"
        yield Finding(message, at, fix=meant(at, near), discriminator=name)
