"""
A field's classification was lowered.

More people may read it from now on, so the change must be approved.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, classification: restricted}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, classification: internal}
#                                                                ^^^^^^^^ classification changed from `restricted` to `internal`; requires approval by `player-squad` (owner of `player/play-events/daily@1`) and `player-squad` (governance)
```
"""

from meshwright.rules.compatibility import row_rule

classification_lowered = row_rule("classification-lowered", __name__, __doc__)
