"""
An output port is new.

Nobody reads it yet; from now on it is promised.

```yaml before product
outputPorts:
  - name: daily
    version: 1.0.0
```
```yaml after product
outputPorts:
  - name: daily
    version: 1.0.0
  - name: live
#         ^^^^ output port `live` is new; what is written has to follow
    version: 1.0.0
    contractId: play-events.live
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


@rule("port-added", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def port_added(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("port-added", change, before, after)
