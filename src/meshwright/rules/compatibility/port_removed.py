"""
An output port was removed.

Everything that reads it stops working.
Deprecate it with a date and a successor first.

```yaml before product
outputPorts:
  - name: daily
    version: 1.0.0
  - name: live
    version: 1.0.0
    contractId: play-events.live
```
```yaml after product
outputPorts:
#^11 output port `live` removed; no declared consumer reads it
  - name: daily
    version: 1.0.0
```
"""

from meshwright.rules.compatibility import row_rule

port_removed = row_rule("port-removed", __name__, __doc__)
