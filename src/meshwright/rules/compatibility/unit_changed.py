"""
The unit, currency, time zone or encoding of a field changed.

No query fails, but every number is wrong.
Add a new field for the new values.

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
#                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ `unit` changed from `ms` to `s`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

unit_changed = row_rule("unit-changed", __name__, __doc__)
