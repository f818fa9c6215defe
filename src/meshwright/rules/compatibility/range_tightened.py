"""
The limits on a field's values were tightened.

Consumers are safe; producers fail if they write values beyond the limit.

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
#                                                                            ^^^ `maximum` changed from `200` to `100`; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

range_tightened = row_rule("range-tightened", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
