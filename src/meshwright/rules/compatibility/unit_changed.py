"""
A value is to be read otherwise: its unit, currency, timezone or encoding is another one.

No query fails, and every number is wrong.
Give the new values a field of their own.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, customProperties: [{property: unit, value: ms}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, customProperties: [{property: unit, value: s}]}
#                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ `unit` was `ms` and is `s`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

unit_changed = row_rule("unit-changed", __name__, __doc__)
