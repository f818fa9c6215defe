"""
A reference to another object is new.

Readers are safe; what is written has to be there on the other side.

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
#                                                                ^^^^^^^^^^^^^^^^^^^ it refers to `plays.play_id` now; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

relationship_added = row_rule(
    "relationship-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict"
)
