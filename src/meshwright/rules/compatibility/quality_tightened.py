"""
A quality rule lets less pass than it did, or is new.

Readers are safe; what was delivered before may be stopped.

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
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ quality rule `enough rows` lets less pass; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

quality_tightened = row_rule(
    "quality-tightened", __name__, __doc__, severity=Severity.NOTICE, preset="strict"
)
