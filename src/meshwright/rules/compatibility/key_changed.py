"""
An object's primary key has other columns.

A row is something else than it was: merges and joins by the old key multiply or lose rows.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, primaryKey: true}
      - {name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
#         ^^^^^ primary key was (`play_id`) and is (`skip_reason`); may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
    properties:
      - {name: play_id, logicalType: string, primaryKey: false}
      - {name: skip_reason, logicalType: string, primaryKey: true}
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


@rule("key-changed", on=Change, severity=Severity.WARNING, since="0.1")
def key_changed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("key-changed", change, before, after)
