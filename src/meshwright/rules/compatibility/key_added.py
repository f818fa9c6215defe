"""
An object has a primary key now.

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
#         ^^^^^ primary key is (`skip_reason`) now; what is written has to follow
    properties:
      - {name: skip_reason, logicalType: string, primaryKey: true}
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

key_added = row_rule("key-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
