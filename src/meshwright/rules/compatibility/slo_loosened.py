"""
A service level is weaker than it was, or gone.

What readers promise to others rests on it.
Where a product promises its readers less than that (`compatibility: query` or `meaning`; see `unknown-promise-level`),
it is a notice; to promise less is itself told here.

```yaml before contract
slaProperties:
  - {property: latency, value: 26, unit: h}
```
```yaml after contract
slaProperties:
  - {property: latency, value: 48, unit: h}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` was `26 h` and is `48 h`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
```yaml before contract
customProperties:
  - {property: compatibility, value: promise}
```
```yaml after contract
customProperties:
  - {property: compatibility, value: query}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what is promised to readers was `promise` and is `query`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
```yaml before contract
customProperties:
  - {property: compatibility, value: query}
slaProperties:
  - {property: latency, value: 26, unit: h}
```
```yaml after contract
customProperties:
  - {property: compatibility, value: query}
slaProperties:
  - {property: latency, value: 48, unit: h}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` was `26 h` and is `48 h` (no more than `query` is promised); 1 consumer must be notified: `payments/royalties`
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Change
from meshwright.lineage.reporting import report_change
from meshwright.mesh.finding import Severity
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.finding import Finding
    from meshwright.mesh.mesh import Mesh


@rule("slo-loosened", on=Change, severity=Severity.WARNING, since="0.1")
def slo_loosened(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("slo-loosened", change, before, after)
