"""
An object has no primary key any more.

Nothing says what a row is: merges and joins multiply rows, and nothing fails.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, primaryKey: true}
```
```yaml after contract
schema:
  - name: plays
#         ^^^^^ primary key (`skip_reason`) is gone; may break its only consumer: `payments/royalties`
    properties:
      - {name: skip_reason, logicalType: string}
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


@rule("key-dropped", on=Change, severity=Severity.WARNING, since="0.1")
def key_dropped(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("key-dropped", change, before, after)
