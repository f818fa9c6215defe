"""
A relationship refers to a different object.

Joins along the old relationship lose rows or match wrong rows without any error.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, relationships: [{id: r1, to: plays.play_id}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, relationships: [{id: r1, to: plays.track_id}]}
#                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ relationship changed from `plays.play_id` to `plays.track_id`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

relationship_changed = row_rule("relationship-changed", __name__, __doc__)
