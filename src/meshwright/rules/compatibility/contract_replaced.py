"""
A port or file has another contract.

Whoever agreed to the old one has an agreement about nothing.

```yaml before product
outputPorts:
  - name: daily
```
```yaml after product
outputPorts:
  - name: daily
    contractId: royalties.statements
#               ^^^^^^^^^^^^^^^^^^^^ its contract was `play-events.daily` and is `royalties.statements`; breaks its only consumer: `payments/royalties`; keep it as deprecated until they have migrated
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


@rule("contract-replaced", on=Change, severity=Severity.WARNING, since="0.1")
def contract_replaced(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("contract-replaced", change, before, after)
