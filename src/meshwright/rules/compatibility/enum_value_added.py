"""
A field may have a value that was not in its list.

Readers who handle every value of the list meet one that they do not know.
It takes a minor version; with `compatibility: {bumps: {enum-value-added: major}}` in `governance/mesh.yaml` a major one.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}, {value: system}]}
#                                                                      ^^^^^^^^^^^^^^^ `system` may be a value now; may break its only consumer: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

enum_value_added = row_rule("enum-value-added", __name__, __doc__)
