"""
A role gives access now.

Nobody breaks; more people may read it from now on.

```yaml before contract
roles:
  - role: analyst
    access: read
```
```yaml after contract
roles:
  - role: analyst
    access: read
  - role: auditor
#   ^^^^^^^^^^^^^ role `auditor` gives access now; it needs the approval of `player-squad` (owner of `player/play-events/daily@1`)
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


@rule("role-added", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def role_added(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("role-added", change, before, after)
