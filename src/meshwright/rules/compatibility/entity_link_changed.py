"""
A field identifies a different entity.

Joins keep running, but combine rows that do not belong together.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, authoritativeDefinitions: [{type: semanticDefinition, url: "entity:artist/isni"}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, authoritativeDefinitions: [{type: semanticDefinition, url: "entity:artist/payee-id"}]}
#                                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ link changed from `entity:artist/isni` to `entity:artist/payee-id`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from meshwright.rules.compatibility import row_rule

entity_link_changed = row_rule("entity-link-changed", __name__, __doc__)
