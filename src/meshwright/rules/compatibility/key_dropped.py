"""
The primary key of an object was removed.

No column identifies a row any longer, so merges and joins duplicate rows without any error.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, primaryKey: true}
```
```yaml after contract
schema:
  - name: plays
#         ^^^^^ primary key (`skip_reason`) removed; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
    properties:
      - {name: skip_reason, logicalType: string}
```
"""

from meshwright.rules.compatibility import row_rule

key_dropped = row_rule("key-dropped", __name__, __doc__)
