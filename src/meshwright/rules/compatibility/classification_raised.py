"""
A field is more sensitive than it was.

Readers without the clearance lose their access, and what they derive from it has to follow.

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
#                                                                ^^^^^^^^^^ classification was `internal` and is `restricted`; may break its only consumer: `payments/royalties`; it needs an approval, for readers may lose access; `payments-squad` must agree; a waiver records that
```
"""

from meshwright.rules.compatibility import row_rule

classification_raised = row_rule("classification-raised", __name__, __doc__)
