"""
A field is required now.

Readers are safe; what is written without it fails.

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
#                                                          ^^^^ it is required now; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

required_added = row_rule("required-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
