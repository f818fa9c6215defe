"""
A primary key was added to an object.

Consumers are safe; producers fail if they write a key twice.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
#         ^^^^^ primary key (`skip_reason`) added; producers must comply
    properties:
      - {name: skip_reason, logicalType: string, primaryKey: true}
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

key_added = row_rule("key-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
