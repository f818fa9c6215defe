"""
A relationship to another object was added.

Consumers are safe; producers must ensure that every reference has a target.

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
      - {name: skip_reason, logicalType: string, relationships: [{to: plays.play_id}]}
#                                                                ^^^^^^^^^^^^^^^^^^^ relationship to `plays.play_id` added; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

relationship_added = row_rule(
    "relationship-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict"
)
