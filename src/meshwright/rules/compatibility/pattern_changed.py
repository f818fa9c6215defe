"""
A field's values follow another pattern.

One that permits more may surprise consumers, one that permits less binds producers; one that is only rewritten is
no change. Where comparing takes too long, or engines read a part of it differently, as with look-around, both may break.

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
#                                                                              ^^^^^^^^^ pattern permits more; may break its only consumer: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

pattern_changed = row_rule("pattern-changed", __name__, __doc__)
