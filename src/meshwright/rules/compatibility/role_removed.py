"""
A role gives access no more.

Whoever reads by it is locked out.

```yaml before contract
roles:
  - role: analyst
    access: read
  - role: auditor
    access: read
```
```yaml after contract
roles:
#^5 role `auditor` gives access no more; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
  - role: analyst
    access: read
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


@rule("role-removed", on=Change, severity=Severity.WARNING, since="0.1")
def role_removed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("role-removed", change, before, after)
