"""
A type permits more values than before.

Most queries keep working, but clients compiled against the old type overflow or truncate values.
This requires a minor version, and a major one in the preset `strict`;
`compatibility: {bumps: {type-widened: minor}}` in `governance/mesh.yaml` overrides that.

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
#                                                              ^^^^^^^^^^^ type changed from `varchar(10)` to `varchar(20)`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

type_widened = row_rule("type-widened", __name__, __doc__)
