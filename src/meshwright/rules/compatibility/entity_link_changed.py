"""
A field identifies something else than it did.

Joins go on and bring together what does not belong together.

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
#                                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it was linked to `entity:artist/isni` and is to `entity:artist/payee-id`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Change
from meshwright.lineage.reporting import report_change
from meshwright.mesh.finding import Severity
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.finding import Finding
    from meshwright.mesh.mesh import Mesh


@rule("entity-link-changed", on=Change, severity=Severity.WARNING, since="0.1")
def entity_link_changed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Tell of the changes that are of this row."""
    return report_change("entity-link-changed", change, before, after)
