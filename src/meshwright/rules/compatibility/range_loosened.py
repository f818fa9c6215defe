"""
A field's values may be longer, greater or smaller than before.

Readers who count on the limit overflow, cut off or divide by zero.
It takes a minor version; with `compatibility: {bumps: {range-loosened: major}}` in `governance/mesh.yaml` a major one.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, logicalTypeOptions: {maximum: 100}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, logicalTypeOptions: {maximum: 200}}
#                                                                            ^^^ `maximum` was `100` and is `200`; may break its only consumer: `payments/royalties`
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


@rule("range-loosened", on=Change, severity=Severity.WARNING, since="0.1")
def range_loosened(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("range-loosened", change, before, after)
