"""
A port has another address.

Its address is computed from domain, product and port names, and everybody names it by that: lineage, agreements, waivers, links.
Move it as a new product beside the old one, and deprecate the old one with it as successor.

```yaml before product
domain: player
```
```yaml after product
domain: payments
#       ^^^^^^^^ `domain` was `player` and is `payments`; breaks its only consumer: `payments/royalties`; keep it as deprecated until they have migrated
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


@rule("address-moved", on=Change, severity=Severity.ERROR, since="0.1", preset="essential")
def address_moved(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("address-moved", change, before, after)
