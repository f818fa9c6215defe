"""
A type is another one.

Casts, comparisons and joins fail, or quietly give something else.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, physicalType: varchar(20)}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, physicalType: date}
#                                                              ^^^^ type was `varchar(20)` and is `date`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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


@rule("type-changed", on=Change, severity=Severity.WARNING, since="0.1")
def type_changed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("type-changed", change, before, after)
