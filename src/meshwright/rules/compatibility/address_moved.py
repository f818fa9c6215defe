"""
A port changed its address.

Lineage, agreements, waivers and links refer to a port by its address, which consists of the names of domain, product
and port. Keep the old product alongside a new product, and deprecate it with the new product as its successor.

```yaml before product
domain: player
```
```yaml after product
domain: payments
#       ^^^^^^^^ `domain` changed from `player` to `payments`; breaks its only consumer: `payments/royalties`; keep it as deprecated until they have migrated
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

address_moved = row_rule("address-moved", __name__, __doc__, severity=Severity.ERROR, preset="essential")
