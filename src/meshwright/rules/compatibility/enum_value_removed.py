"""
A value was removed from the enum of a field.

Consumers are safe; producers fail if they still write it.

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
#                                                ^^^^ enum value `system` removed; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

enum_value_removed = row_rule(
    "enum-value-removed", __name__, __doc__, severity=Severity.NOTICE, preset="strict"
)
