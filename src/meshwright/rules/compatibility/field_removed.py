"""
A field or object is gone.

Queries that name it fail, and so do the jobs around them.
Deprecate it with a date first: what goes after that breaks nobody.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
      - {name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
#         ^^^^^ field `skip_reason` is gone; may break its only consumer: `payments/royalties`
    properties:
      - {name: play_id, logicalType: string}
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


@rule("field-removed", on=Change, severity=Severity.WARNING, since="0.1")
def field_removed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("field-removed", change, before, after)
