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

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

address_moved = row_rule("address-moved", __name__, __doc__, severity=Severity.ERROR, preset="essential")
