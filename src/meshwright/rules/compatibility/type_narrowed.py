"""
A type permits fewer values than before.

Readers are safe; what is written may not fit any more.

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
#                                                              ^^^^^^^^^^^ type was `varchar(20)` and is `varchar(10)`; what is written has to follow
```
"""

from meshwright.rules.compatibility import row_rule

type_narrowed = row_rule("type-narrowed", __name__, __doc__)
