"""
A field is now required.

Consumers are safe; producers fail if they omit it.

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
      - {name: skip_reason, logicalType: string, required: true}
#                                                          ^^^^ now required; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

required_added = row_rule("required-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
