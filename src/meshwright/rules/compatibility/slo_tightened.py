"""
A service level is stronger than it was, or new.

Readers are safe; whoever runs the product has to keep it.

```yaml before contract
slaProperties:
  - {property: latency, value: 26, unit: h}
```
```yaml after contract
slaProperties:
  - {property: latency, value: 12, unit: h}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` was `26 h` and is `12 h`; what is written has to follow
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

slo_tightened = row_rule("slo-tightened", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
