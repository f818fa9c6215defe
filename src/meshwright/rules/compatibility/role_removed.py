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
#^5 role `auditor` gives access no more; breaks its only consumer: `payments/royalties`
  - role: analyst
    access: read
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


@rule("role-removed", on=Change, severity=Severity.WARNING, since="0.1")
def role_removed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("role-removed", change, before, after)
