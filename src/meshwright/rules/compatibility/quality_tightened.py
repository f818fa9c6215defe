"""
A quality rule lets less pass than it did, or is new.

Readers are safe; what was delivered before may be stopped.

```yaml before contract
schema:
  - name: plays
    quality:
      - {name: enough rows, metric: rowCount, mustBeGreaterThan: 10}
```
```yaml after contract
schema:
  - name: plays
    quality:
      - {name: enough rows, metric: rowCount, mustBeGreaterThan: 1000}
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ quality rule `enough rows` lets less pass; what is written has to follow
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


@rule("quality-tightened", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def quality_tightened(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("quality-tightened", change, before, after)
