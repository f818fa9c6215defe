"""
A change cannot be compared, because the changed value cannot be read.

It is unknown which consumers the change breaks, so it is not treated as compatible. It is an error if the new value
has the wrong type, and a warning if only the old value does.

```yaml before contract
servers:
  - server: lake
    type: s3
    environment: prod
    location: s3://watergarden-data/plays/*.parquet
```
```yaml after contract
servers: public
#        ^^^^^^ `servers` cannot be compared: expected a list of servers, found the string `public`; may break its only consumer: `payments/royalties`
```
```yaml before contract
servers: public
```
```yaml after contract
servers:
  - server: lake
# ^^^^^^^^^^^^^^ `servers` cannot be compared with the base: expected a list of servers, found the string `public`; may break its only consumer: `payments/royalties`
    type: s3
    environment: prod
    location: s3://watergarden-data/plays/*.parquet
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.changes.assessment import assess
from meshwright.changes.change import Change
from meshwright.changes.unreadable import unreadable_in
from meshwright.changes.verdict import INCOMPARABLE
from meshwright.finding.finding import Severity
from meshwright.impact.change_finding import report_change
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding
    from meshwright.mesh.mesh import Mesh


@rule(INCOMPARABLE, on=Change, severity=Severity.ERROR, since="0.1", preset="essential")
def incomparable_change(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report unreadable new values as errors, and unreadable old ones as warnings."""
    for finding in report_change(INCOMPARABLE, change, before, after):
        is_grave = unreadable_in(change.after) or assess(change, before, after).failure
        yield finding if is_grave else replace(finding, severity=Severity.WARNING)
