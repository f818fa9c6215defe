"""
A type permits fewer values than before.

Consumers are safe, but the values that producers write may no longer fit.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, physicalType: varchar(20)}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, physicalType: varchar(10)}
#                                                              ^^^^^^^^^^^ type changed from `varchar(20)` to `varchar(10)`; producers must comply
```
"""

from meshwright.rules.compatibility import row_rule

type_narrowed = row_rule("type-narrowed", __name__, __doc__)
