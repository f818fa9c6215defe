"""
The pattern of a field was removed.

Consumers that rely on the pattern to parse values may receive values that they cannot parse.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {pattern: "[a-z]+"}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ pattern removed; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

pattern_dropped = row_rule("pattern-dropped", __name__, __doc__)
