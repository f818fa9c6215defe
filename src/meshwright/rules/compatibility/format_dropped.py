"""
A field's values have no format any more.

Readers who parse them by it meet values that they cannot.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {format: email}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ format is `email` no more; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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


@rule("format-dropped", on=Change, severity=Severity.WARNING, since="0.1")
def format_dropped(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("format-dropped", change, before, after)
