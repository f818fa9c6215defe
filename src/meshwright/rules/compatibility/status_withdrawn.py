"""
What was promised is taken back: it is retired, or a draft again.

Readers stand on something that nobody answers for any more.
Deprecate it with a date and a successor first.

```yaml before contract
status: deprecated
```
```yaml after contract
status: retired
#       ^^^^^^^ it is retired; breaks its only consumer: `payments/royalties`; keep it as deprecated until they have migrated
```
"""

from meshwright.rules.compatibility import row_rule

status_withdrawn = row_rule("status-withdrawn", __name__, __doc__)
