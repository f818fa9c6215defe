"""
A quality rule lets more pass than it did, or is gone.

Readers meet data that was stopped before.

```yaml before contract
schema:
  - name: plays
    quality:
      - {name: enough rows, metric: rowCount, mustBeGreaterThan: 1000}
```
```yaml after contract
schema:
  - name: plays
    quality:
      - {name: enough rows, metric: rowCount, mustBeGreaterThan: 10}
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ quality rule `enough rows` lets more pass; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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


@rule("quality-loosened", on=Change, severity=Severity.WARNING, since="0.1")
def quality_loosened(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("quality-loosened", change, before, after)
