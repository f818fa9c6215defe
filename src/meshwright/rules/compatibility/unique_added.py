"""
The values of a field are now unique.

Consumers are safe; producers fail if they write a value twice.

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
#                                                        ^^^^ now unique; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

unique_added = row_rule("unique-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
