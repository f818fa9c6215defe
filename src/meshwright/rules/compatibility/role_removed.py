"""
A role was removed from a contract.

All readers with the role lose access.

```yaml before contract
roles:
  - role: analyst
    access: read
  - role: auditor
    access: read
```
```yaml after contract
roles:
#^5 role `auditor` removed; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
  - role: analyst
    access: read
```
"""

from meshwright.rules.compatibility import row_rule

role_removed = row_rule("role-removed", __name__, __doc__)
