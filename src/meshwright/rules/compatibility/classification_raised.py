"""
A field is more sensitive than it was.

Readers without the clearance lose their access, and what they derive from it has to follow.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, classification: internal}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, classification: restricted}
#                                                                ^^^^^^^^^^ classification was `internal` and is `restricted`; may break its only consumer: `payments/royalties`; it needs an approval, for readers may lose access; `payments-squad` must agree; a waiver records that
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


@rule("classification-raised", on=Change, severity=Severity.WARNING, since="0.1")
def classification_raised(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("classification-raised", change, before, after)
