"""
A value is to be read otherwise: its unit, currency, timezone or encoding is another one.

No query fails, and every number is wrong.
Give the new values a field of their own.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, customProperties: [{property: unit, value: ms}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, customProperties: [{property: unit, value: s}]}
#                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ `unit` was `ms` and is `s`; may break its only consumer: `payments/royalties`
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


@rule("unit-changed", on=Change, severity=Severity.WARNING, since="0.1")
def unit_changed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("unit-changed", change, before, after)
