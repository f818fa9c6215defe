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
#                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ `unit` was `ms` and is `s`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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


@rule("unit-changed", on=Change, severity=Severity.WARNING, since="0.1")
def unit_changed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("unit-changed", change, before, after)
