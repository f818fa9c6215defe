"""
A field's values follow another pattern.

One that permits more may surprise consumers, one that permits less binds producers; one that is only rewritten is
no change. Where comparing takes too long, or engines read a part of it differently, as with look-around, both may break.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {pattern: "[a-z]+"}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {pattern: "[a-z_]+"}}
#                                                                              ^^^^^^^^^ pattern permits more; may break its only consumer: `payments/royalties`
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


@rule("pattern-changed", on=Change, severity=Severity.WARNING, since="0.1")
def pattern_changed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("pattern-changed", change, before, after)
