"""
A field or object is new.

Readers are safe; those who write have to deliver it from now on.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ field `skip_reason` is new; what is written has to follow
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


@rule("field-added", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def field_added(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("field-added", change, before, after)
