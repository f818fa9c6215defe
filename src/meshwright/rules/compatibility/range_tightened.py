"""
A field's values may not be as long, great or small as before.

Readers are safe; what is written beyond the limit fails.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, logicalTypeOptions: {maximum: 200}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, logicalTypeOptions: {maximum: 100}}
#                                                                            ^^^ `maximum` was `200` and is `100`; what is written has to follow
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


@rule("range-tightened", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def range_tightened(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("range-tightened", change, before, after)
