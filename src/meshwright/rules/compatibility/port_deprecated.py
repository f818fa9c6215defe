"""
A port is deprecated now.

It will end, and whoever reads it has to move before that.
Its consumers must be notified, with the last day and what takes its place.

```yaml before contract
status: active
```
```yaml after contract
status: deprecated
#       ^^^^^^^^^^ it is deprecated now; 1 consumer must be notified: `payments/royalties`
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


@rule("port-deprecated", on=Change, severity=Severity.NOTICE, since="0.1")
def port_deprecated(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("port-deprecated", change, before, after)
