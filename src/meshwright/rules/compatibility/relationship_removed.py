"""
A relationship to another object was removed.

Joins along it lose rows or match wrong rows without any error.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, relationships: [{to: plays.play_id}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ relationship to `plays.play_id` removed; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

relationship_removed = row_rule("relationship-removed", __name__, __doc__)
