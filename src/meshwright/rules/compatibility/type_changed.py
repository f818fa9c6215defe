"""
A type changed to an incompatible type.

Casts, comparisons and joins fail, or silently return different results.

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
      - {name: skip_reason, logicalType: string, physicalType: date}
#                                                              ^^^^ type changed from `varchar(20)` to `date`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

type_changed = row_rule("type-changed", __name__, __doc__)
