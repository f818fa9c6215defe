"""
A field or object is called or placed otherwise.

Its `id` or its parts show that it is the same one.
Queries that name it fail all the same; keep the old name beside the new one until its readers have moved.

```yaml before contract
schema:
  - name: plays
    properties:
      - {id: f1, name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {id: f1, name: skipped_because, logicalType: string}
#                      ^^^^^^^^^^^^^^^ field `skip_reason` is called `skipped_because` now; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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


@rule("field-renamed", on=Change, severity=Severity.WARNING, since="0.1")
def field_renamed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("field-renamed", change, before, after)
