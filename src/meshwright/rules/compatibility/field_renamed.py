"""
A field or object was renamed or moved.

Its `id` or its content shows that it is the same item.
Queries that name it still fail; keep the old name alongside the new one until consumers have migrated.

```yaml before contract
schema:
  - name: plays
    properties:
      - {id: f1, name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {id: f1, name: skipped_because, logicalType: string}
#                      ^^^^^^^^^^^^^^^ field renamed from `skip_reason` to `skipped_because`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

field_renamed = row_rule("field-renamed", __name__, __doc__)
