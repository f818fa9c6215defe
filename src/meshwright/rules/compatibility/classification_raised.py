"""
A field's classification was raised.

Consumers without the clearance lose access, and everything that they derive from the field needs at least the
same classification.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, classification: internal}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, classification: restricted}
#                                                                ^^^^^^^^^^ classification changed from `internal` to `restricted`; may break its only consumer: `payments/royalties`; requires approval: consumers may lose access; `payments-squad` must agree; record this in a waiver
```
"""

from meshwright.rules.compatibility import row_rule

classification_raised = row_rule("classification-raised", __name__, __doc__)
