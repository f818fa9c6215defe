"""
The pattern of a field changed.

A wider pattern may surprise consumers, and a narrower one restricts producers; a pattern that is only rewritten
is compatible.
If the comparison takes too long, or engines disagree on a part such as look-around, the pattern may break both.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {pattern: "[a-z]+"}}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, logicalTypeOptions: {pattern: "[a-z_]+"}}
#                                                                              ^^^^^^^^^ pattern permits more values; may break its only consumer: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

pattern_changed = row_rule("pattern-changed", __name__, __doc__)
