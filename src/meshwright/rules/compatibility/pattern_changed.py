"""
The pattern of a field changed.

A wider pattern may surprise consumers, and a narrower one restricts producers; a pattern that is written differently
but equivalent is compatible. If the comparison takes too long, or engines disagree about a construct such as
look-around, the change may break both.

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
