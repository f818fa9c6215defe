"""
A field's values are no longer limited to a list.

Readers who handle every value of the list meet ones that they do not know.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ its values are no longer limited to a list; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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


@rule("enum-dropped", on=Change, severity=Severity.WARNING, since="0.1")
def enum_dropped(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("enum-dropped", change, before, after)
