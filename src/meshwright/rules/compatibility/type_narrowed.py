"""
A type permits fewer values than before.

Readers are safe; what is written may not fit any more.

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
      - {name: skip_reason, logicalType: string, physicalType: varchar(10)}
#                                                              ^^^^^^^^^^^ type was `varchar(20)` and is `varchar(10)`; what is written has to follow
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


@rule("type-narrowed", on=Change, severity=Severity.WARNING, since="0.1")
def type_narrowed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("type-narrowed", change, before, after)
