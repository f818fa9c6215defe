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

from meshwright.rules.compatibility import row_rule

contract_replaced = row_rule("contract-replaced", __name__, __doc__)
