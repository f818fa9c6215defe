"""
A field's values follow another pattern.

Whether the new one permits more or less is not decided here, so look at it: readers or writers may break.

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
#                                                                              ^^^^^^^^^ pattern is another one: whether it permits more or less is not known; may break its only consumer: `payments/royalties`
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


@rule("pattern-changed", on=Change, severity=Severity.WARNING, since="0.1")
def pattern_changed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("pattern-changed", change, before, after)
