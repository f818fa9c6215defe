"""
A field's values follow a pattern now.

Readers are safe; other values fail.

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
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {pattern: "[a-z]+"}}
#                                                                              ^^^^^^^^ its values follow a pattern now; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

pattern_added = row_rule("pattern-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
