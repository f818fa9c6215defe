"""
A field's values have a format now.

Readers are safe; other values fail.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {format: email}}
#                                                                             ^^^^^ format is `email` now; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

format_added = row_rule("format-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
