"""
The format of a field changed.

Consumers that parse values in the old format fail or misread them.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {format: email}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {format: uuid}}
#                                                                             ^^^^ `format` changed from `email` to `uuid`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

format_changed = row_rule("format-changed", __name__, __doc__)
