"""
A field lost a value of its list.

Readers are safe; what is written with it fails.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}, {value: system}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}]}
#                                                ^^^^ `system` is no longer a permitted value; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

enum_value_removed = row_rule(
    "enum-value-removed", __name__, __doc__, severity=Severity.NOTICE, preset="strict"
)
