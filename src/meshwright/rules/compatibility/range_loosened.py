"""
The limits on a field's values were loosened.

Consumers that rely on the limit overflow, truncate values or divide by zero. This requires a minor version,
or a major one with `compatibility: {bumps: {range-loosened: major}}` in `governance/mesh.yaml`.

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
#                                                                            ^^^ `maximum` changed from `100` to `200`; may break its only consumer: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

range_loosened = row_rule("range-loosened", __name__, __doc__)
