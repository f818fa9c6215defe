"""
A field is less sensitive than it was.

More people may read it from now on; somebody has to agree that they should.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, classification: restricted}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, classification: internal}
#                                                                ^^^^^^^^ classification was `restricted` and is `internal`; it needs the approval of `player-squad` (owner of `player/play-events/daily@1`) and `player-squad` (governance)
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


@rule("classification-lowered", on=Change, severity=Severity.WARNING, since="0.1")
def classification_lowered(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("classification-lowered", change, before, after)
