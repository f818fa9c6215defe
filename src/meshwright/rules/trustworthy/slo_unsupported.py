"""
A promise does not follow from those of the inputs.

The promise is kept only as long as the inputs are better than they promise. Data ages along the lineage: by the
latency of the slowest input, the time until the next refresh, and the run time. A view fails when any of its inputs
fails, and data cannot change more often than its sources. Undeclared facts are assumed to be at least zero: an input
that promises 50 h cannot support 4 h, whatever the run time is.

```yaml bad other_contract
slaProperties:
  - property: latency
    value: 30
#          ^^ `payments/royalties/statements@1` promises 30 h, but it may take up to 51 h: 26 h (`player/play-events/daily@1`) + 24 h refresh + 1 h run
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
```
```yaml fixed other_contract
slaProperties:
  - property: latency
    value: 51
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
```
```yaml good other_contract
slaProperties:
  - property: latency
    value: 51
  - property: frequency
    value: 1
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


@rule("slo-unsupported", on=Mesh, severity=Severity.WARNING, since="0.1", needs_products=True)
def slo_unsupported(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report how the bound is derived, hop by hop; the latency and frequency of a port are reported in one finding."""
    yield from findings_of(mesh, ServiceLevelStatus.UNSUPPORTED)
