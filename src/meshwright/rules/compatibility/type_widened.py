"""
A type permits more values than before.

Most queries go on, but clients that have the old type compiled in overflow or cut off.
It takes a minor version, and a major one in the preset `strict`;
`compatibility: {bumps: {type-widened: minor}}` in `governance/mesh.yaml` settles it otherwise.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, physicalType: varchar(10)}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, physicalType: varchar(20)}
#                                                              ^^^^^^^^^^^ type was `varchar(10)` and is `varchar(20)`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

type_widened = row_rule("type-widened", __name__, __doc__)
