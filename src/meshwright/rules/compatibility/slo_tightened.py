"""
A service level is stronger than it was, or new.

Readers are safe; whoever runs the product has to keep it.

```yaml before contract
slaProperties:
  - {property: latency, value: 26, unit: h}
```
```yaml after contract
slaProperties:
  - {property: latency, value: 12, unit: h}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` was `26 h` and is `12 h`; what is written has to follow
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Change
from meshwright.finding.finding import Severity
from meshwright.impact.change_finding import report_change
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding
    from meshwright.mesh.mesh import Mesh


@rule("slo-tightened", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def slo_tightened(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("slo-tightened", change, before, after)
