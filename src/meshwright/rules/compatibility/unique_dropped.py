"""
A field's values are no longer unique.

Joins on it multiply rows, and nothing fails.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, unique: true}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ its values are no longer unique; may break its only consumer: `payments/royalties`
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


@rule("unique-dropped", on=Change, severity=Severity.WARNING, since="0.1")
def unique_dropped(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("unique-dropped", change, before, after)
