"""
A port or file references a different contract.

Agreements on the old contract no longer cover the data.

```yaml before product
outputPorts:
  - name: daily
```
```yaml after product
outputPorts:
  - name: daily
    contractId: royalties.statements
#               ^^^^^^^^^^^^^^^^^^^^ contract changed from `play-events.daily` to `royalties.statements`; breaks its only consumer: `payments/royalties`; keep it as deprecated until they have migrated
```
"""

from meshwright.rules.compatibility import row_rule

contract_replaced = row_rule("contract-replaced", __name__, __doc__)
