"""
An output port is gone.

What reads it stops.
Deprecate it with a date and a successor first.

```yaml before product
outputPorts:
  - name: daily
    version: 1.0.0
  - name: live
    version: 1.0.0
    contractId: play-events.live
```
```yaml after product
outputPorts:
#^11 output port `live` is gone; no declared consumer reads it
  - name: daily
    version: 1.0.0
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


@rule("port-removed", on=Change, severity=Severity.WARNING, since="0.1")
def port_removed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("port-removed", change, before, after)
