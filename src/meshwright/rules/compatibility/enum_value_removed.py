"""
A field lost a value of its list.

Readers are safe; what is written with it fails.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}, {value: system}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}]}
#                                                ^^^^ `system` is no longer a permitted value; what is written has to follow
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


@rule("enum-value-removed", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def enum_value_removed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("enum-value-removed", change, before, after)
