"""
Data is kept longer than its sources' retention allows.

A retention period with `retentionKind: maximum` promises people that their data is deleted afterwards. A copy that
is kept longer breaks this promise, even if several products lie in between. Figures about groups (a
`deidentification` by count, sum or average with a `minGroupSize`) are not about individuals, and may be kept longer.

```yaml bad contract
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 90
    customProperties:
      - property: retentionKind
        value: maximum
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
#          ^^^ `payments/royalties/statements@1` keeps data for 365 d; `player/play-events/daily@1` allows 90 d
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
    customProperties:
      - property: retentionKind
        value: maximum
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.retention_limits import overlong
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.amounts import written
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("kept-longer-than-allowed", on=Mesh, severity=Severity.ERROR, since="0.1", needs_products=True)
def kept_longer_than_allowed(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report the limit, and the data's path from its source."""
    for each in mesh.derived(overlong):
        way = tuple(
            Related(f"through `{contract.address}`", contract.home.name()) for contract in each.via[:-1]
        )
        yield Finding(
            f"`{each.making.contract.address}` keeps data for {each.level.text}; "
            f"{each.limit.label} {written(each.limit.amount)}",
            each.level.at,
            (*way, Related("the limit", each.limit.at)),
        )
