"""
A field's values are unique now.

Readers are safe; what is written twice fails.

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
      - {name: skip_reason, logicalType: string, unique: true}
#                                                        ^^^^ its values are unique now; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

unique_added = row_rule("unique-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
