"""
A format was added to a field.

Consumers are safe; producers fail if they write values in another format.

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
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {format: email}}
#                                                                             ^^^^^ format `email` added; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

format_added = row_rule("format-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
