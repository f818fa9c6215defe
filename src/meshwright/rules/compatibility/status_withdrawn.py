"""
A released product or contract was retired or returned to draft.

Consumers depend on data that is no longer maintained.
Deprecate it with a date and a successor first.

```yaml before contract
status: deprecated
```
```yaml after contract
status: retired
#       ^^^^^^^ contract retired; breaks its only consumer: `payments/royalties`; keep it as deprecated until they have migrated
```
"""

from meshwright.rules.compatibility import row_rule

status_withdrawn = row_rule("status-withdrawn", __name__, __doc__)
