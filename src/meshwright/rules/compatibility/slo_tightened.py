"""
A service level is stronger than before, or was added.

Consumers are safe; the producer must keep the new promise.

```yaml before contract
slaProperties:
  - {property: latency, value: 26, unit: h}
```
```yaml after contract
slaProperties:
  - {property: latency, value: 12, unit: h}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` changed from `26 h` to `12 h`; producers must comply
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

slo_tightened = row_rule("slo-tightened", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
