"""
A field's values may not be as long, great or small as before.

Readers are safe; what is written beyond the limit fails.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, logicalTypeOptions: {maximum: 200}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: duration, logicalType: integer, logicalTypeOptions: {maximum: 100}}
#                                                                            ^^^ `maximum` was `200` and is `100`; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

range_tightened = row_rule("range-tightened", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
