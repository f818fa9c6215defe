"""
A reference leads to another object.

Joins along the old one lose rows or find others, and nothing fails.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, relationships: [{id: r1, to: plays.play_id}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, relationships: [{id: r1, to: plays.track_id}]}
#                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it referred to `plays.play_id` and refers to `plays.track_id`; may break its only consumer: `payments/royalties`
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


@rule("relationship-changed", on=Change, severity=Severity.WARNING, since="0.1")
def relationship_changed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("relationship-changed", change, before, after)
