"""
A field is no longer required.

Nulls appear where consumers expect values: joins lose rows, and sums and filters return different results.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, required: true}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ no longer required, so nulls may appear; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

required_dropped = row_rule("required-dropped", __name__, __doc__)
