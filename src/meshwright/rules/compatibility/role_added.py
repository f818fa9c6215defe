"""
A role gives access now.

Nobody breaks; more people may read it from now on.

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
#   ^^^^^^^^^^^^^ role `auditor` gives access now; it needs the approval of `player-squad` (owner of `player/play-events/daily@1`)
    access: read
```
"""

from meshwright.finding.finding import Severity
from meshwright.rules.compatibility import row_rule

role_added = row_rule("role-added", __name__, __doc__, severity=Severity.NOTICE, preset="strict")
