"""
Data is somewhere else than it was.

Queries go where nothing is, or where it stays as it was on the last day.
Keep the old place beside the new one until readers have moved.

```yaml before contract
servers:
  - server: lake
    location: s3://watergarden-data/plays/*.parquet
```
```yaml after contract
servers:
  - server: lake
#   ^^^^^^^^^^^^ server `lake` is somewhere else: its location was `s3://watergarden-data/plays/*.parquet` and is `s3://elsewhere/plays/*.parquet`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
    location: s3://elsewhere/plays/*.parquet
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


@rule("server-moved", on=Change, severity=Severity.WARNING, since="0.1")
def server_moved(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("server-moved", change, before, after)
