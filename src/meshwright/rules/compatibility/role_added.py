"""
A role was added to a contract.

No consumer breaks, but more people may read the data from now on.

```yaml before contract
roles:
  - role: analyst
    access: read
```
```yaml after contract
roles:
  - role: analyst
    access: read
  - role: auditor
#   ^^^^^^^^^^^^^ role `auditor` added; requires approval by `player-squad` (owner of `player/play-events/daily@1`)
    access: read
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

role_added = row_rule("role-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
