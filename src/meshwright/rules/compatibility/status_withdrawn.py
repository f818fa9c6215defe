"""
What was promised is taken back: it is retired, or a draft again.

Readers stand on something that nobody answers for any more.
Deprecate it with a date and a successor first.

```yaml before contract
status: deprecated
```
```yaml after contract
status: retired
#       ^^^^^^^ it is retired; breaks its only consumer: `payments/royalties`; keep it as deprecated until they have migrated
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


@rule("status-withdrawn", on=Change, severity=Severity.WARNING, since="0.1")
def status_withdrawn(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("status-withdrawn", change, before, after)
