"""
A field's values may be longer, greater or smaller than before.

Readers who count on the limit overflow, cut off or divide by zero.
It takes a minor version; with `compatibility: {bumps: {range-loosened: major}}` in `governance/mesh.yaml` a major one.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, logicalTypeOptions: {maximum: 100}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, logicalTypeOptions: {maximum: 200}}
#                                                                            ^^^ `maximum` was `100` and is `200`; may break its only consumer: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

range_loosened = row_rule("range-loosened", __name__, __doc__)
