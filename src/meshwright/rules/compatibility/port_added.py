"""
An output port was added.

It has no consumers yet, but from now on its contract is binding.

```yaml before product
outputPorts:
  - name: daily
    version: 1.0.0
```
```yaml after product
outputPorts:
  - name: daily
    version: 1.0.0
  - name: live
#         ^^^^ output port `live` added; producers must comply
    version: 1.0.0
    contractId: play-events.live
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

port_added = row_rule("port-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
