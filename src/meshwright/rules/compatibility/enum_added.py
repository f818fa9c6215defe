"""
An enum was added to a field.

Consumers are safe; producers fail if they write other values.

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
#                                                      ^^^^^^^^^^^^^^^ enum added; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

enum_added = row_rule("enum-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
