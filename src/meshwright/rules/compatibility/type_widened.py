"""
A type permits more values than before.

Most queries go on, but clients that have the old type compiled in overflow or cut off.
It takes a minor version, and a major one in the preset `strict`;
`compatibility: {bumps: {type-widened: minor}}` in `governance/mesh.yaml` settles it otherwise.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, physicalType: varchar(10)}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, physicalType: varchar(20)}
#                                                              ^^^^^^^^^^^ type was `varchar(10)` and is `varchar(20)`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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


@rule("type-widened", on=Change, severity=Severity.WARNING, since="0.1")
def type_widened(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("type-widened", change, before, after)
