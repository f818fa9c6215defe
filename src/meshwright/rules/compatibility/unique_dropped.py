"""
The values of a field are no longer unique.

Joins on it duplicate rows without any error.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, unique: true}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ no longer unique, so duplicates may appear; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

unique_dropped = row_rule("unique-dropped", __name__, __doc__)
