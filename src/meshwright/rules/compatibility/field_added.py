"""
A field or object was added.

Consumers are safe; producers must deliver it from now on.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
      - {name: skip_reason, logicalType: string}
#              ^^^^^^^^^^^ field `skip_reason` added; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

field_added = row_rule("field-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
