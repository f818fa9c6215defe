"""
Support or life ends earlier than was announced.

Readers have planned their move by the date that was announced.

```yaml before contract
slaProperties:
  - {property: endOfLife, value: "2028-06-30"}
```
```yaml after contract
slaProperties:
  - {property: endOfLife, value: "2027-06-30"}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `endOfLife` was `2028-06-30` and is `2027-06-30`; breaks its only consumer: `payments/royalties`; `payments-squad` must agree; a waiver records that
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


@rule("end-moved-earlier", on=Change, severity=Severity.WARNING, since="0.1")
def end_moved_earlier(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("end-moved-earlier", change, before, after)
