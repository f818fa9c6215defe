"""
A port was deprecated.

It will end, and its consumers must migrate before that.
Notify them of the last day and of the successor.

```yaml before contract
status: active
```
```yaml after contract
status: deprecated
#       ^^^^^^^^^^ contract deprecated; 1 consumer must be notified: `payments/royalties`
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

port_deprecated = row_rule("port-deprecated", __name__, __doc__, severity=Severity.NOTICE)
