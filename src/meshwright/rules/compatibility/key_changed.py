"""
The columns of an object's primary key changed.

A row now has a different meaning: merges and joins on the old key duplicate or lose rows.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, primaryKey: true}
      - {name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
#         ^^^^^ primary key changed from (`play_id`) to (`skip_reason`); may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
    properties:
      - {name: play_id, logicalType: string, primaryKey: false}
      - {name: skip_reason, logicalType: string, primaryKey: true}
```
"""

from meshwright.rules.compatibility import row_rule

key_changed = row_rule("key-changed", __name__, __doc__)
