"""
A service level cannot be kept, whatever the inputs do.

Consumers rely on the promise, and find out at the worst moment that it could never be kept.
Data that is refreshed once a day cannot always be at most an hour old; a view contains no older data than its
sources. Teams that promise a few hours for a daily batch often count from the batch run. Therefore, this is a
warning unless an input or the custom property `slaScope` rules out that interpretation.

```yaml bad contract
slaProperties:
  - property: latency
    value: 6
#          ^ `player/play-events/daily@1` promises 6 h, but it refreshes every 24 h, so its data reaches an age of 24 h or more, unless latency counts from the run
  - property: frequency
    value: 1
    schedule: "0 3 * * *"
  - property: availability
    value: 99.5
  - property: retention
    value: 365
```

Data cannot be kept longer than its sources:

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
  - property: endOfLife
    value: "2027-12-31"
```
```yaml bad other_contract
slaProperties:
  - property: latency
    value: 72
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfLife
    value: "2029-12-31"
#          ^^^^^^^^^^^^ `payments/royalties/statements@1` promises 2029-12-31, but the life of its input `player/play-events/daily@1` ends on 2027-12-31
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
  - property: endOfLife
    value: "2027-12-31"
```
```yaml fixed other_contract
slaProperties:
  - property: latency
    value: 72
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfLife
    value: "2027-12-31"
```
```yaml good contract
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
    schedule: "0 3 * * *"
  - property: availability
    value: 99.5
  - property: retention
    value: 365
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.promises.root_causes import findings_of
from meshwright.analysis.promises.service_level_assessment import ServiceLevelStatus
from meshwright.finding.finding import Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding


@rule("slo-contradicted", on=Mesh, severity=Severity.ERROR, since="0.1", needs_products=True)
def slo_contradicted(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report how the bound is derived, hop by hop; the latency and frequency of a port are reported in one finding."""
    yield from findings_of(mesh, ServiceLevelStatus.CONTRADICTED)
