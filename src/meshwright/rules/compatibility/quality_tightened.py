"""
A quality rule accepts less data than before, or was added.

Consumers are safe; data that producers deliver today may be rejected.

```yaml before contract
schema:
  - name: plays
    quality:
      - {name: enough rows, metric: rowCount, mustBeGreaterThan: 10}
```
```yaml after contract
schema:
  - name: plays
    quality:
      - {name: enough rows, metric: rowCount, mustBeGreaterThan: 1000}
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ quality rule `enough rows` accepts less data; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

quality_tightened = row_rule(
    "quality-tightened", __name__, __doc__, severity=Severity.NOTICE, preset="strict"
)
