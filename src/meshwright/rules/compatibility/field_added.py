"""
A field or object is new.

Readers are safe; those who write have to deliver it from now on.

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
#              ^^^^^^^^^^^ field `skip_reason` is new; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

field_added = row_rule("field-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
