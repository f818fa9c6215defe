"""
A port is deprecated now.

It will end, and whoever reads it has to move before that.
Its consumers must be notified, with the last day and what takes its place.

```yaml before contract
status: active
```
```yaml after contract
status: deprecated
#       ^^^^^^^^^^ it is deprecated now; 1 consumer must be notified: `payments/royalties`
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

port_deprecated = row_rule("port-deprecated", __name__, __doc__, severity=Severity.NOTICE)
