"""
A value was added to the enum of a field.

Consumers that handle each listed value may receive a value that they do not handle.
This requires a minor version, or a major one with `compatibility: {bumps: {enum-value-added: major}}` in `governance/mesh.yaml`.

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
#                                                                      ^^^^^^^^^^^^^^^ enum value `system` added; may break its only consumer: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

enum_value_added = row_rule("enum-value-added", __name__, __doc__)
