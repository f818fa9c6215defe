"""
A field's values are limited to a list now.

Readers are safe; what is written outside of the list fails.

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
      - {name: skip_reason, logicalType: string, enum: [{value: user}]}
#                                                      ^^^^^^^^^^^^^^^ its values are limited to a list now; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

enum_added = row_rule("enum-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
