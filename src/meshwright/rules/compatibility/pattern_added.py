"""
A pattern was added to a field.

Consumers are safe; producers fail if they write values that do not match.

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
#                                                                              ^^^^^^^^ pattern added; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

pattern_added = row_rule("pattern-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
