"""
A field or object is called or placed otherwise.

Its `id` or its parts show that it is the same one.
Queries that name it fail all the same; keep the old name beside the new one until its readers have moved.

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
#                      ^^^^^^^^^^^^^^^ field `skip_reason` is called `skipped_because` now; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

field_renamed = row_rule("field-renamed", __name__, __doc__)
