"""
A field is required no more.

Nulls appear where readers count on values: joins lose rows, sums and filters answer something else.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, required: true}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ it is required no more, so nulls may appear; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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


@rule("required-dropped", on=Change, severity=Severity.WARNING, since="0.1")
def required_dropped(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("required-dropped", change, before, after)
