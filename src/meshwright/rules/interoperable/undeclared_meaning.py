"""
A domain links columns to an entity, but has not declared its meaning of the entity.

The same word means a person in one domain and a company in another; consumers who join on it must know the difference.
A `Meaning` declares this once for the domain, and `join` uses it.

```yaml bad entity
name: artist
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
        authoritativeDefinitions:
          - type: semanticDefinition
            url: entity:artist
#                ^^^^^^^^^^^^^ domain `player` declares no meaning for `artist`
```
```yaml good entity
name: artist
```
```yaml good meaning
domain: player
schemes: []
```
```yaml good contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
        authoritativeDefinitions:
          - type: semanticDefinition
            url: entity:artist
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.inheritance import domain_of
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.identifier_links import IdentifierLink


@rule(
    "undeclared-meaning",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def undeclared_meaning(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report each pair of domain and entity once, at the first link."""
    if any(broken.sketch.kind in (None, "Meaning") for broken in mesh.broken):
        return
    words = mesh.derived(vocabulary)
    found: dict[tuple[str, str], list[IdentifierLink]] = {}
    for link in mesh.derived(linked).all():
        domain = domain_of(link.contract, mesh)
        if domain and (domain, link.entity) not in words.said:
            found.setdefault((domain, link.entity), []).append(link)
    for (domain, entity), (first, *others) in found.items():
        yield Finding(
            f"domain `{domain}` declares no meaning for `{entity}`",
            first.at,
            related=tuple(Related(f"`{link.column}`, too", link.at) for link in others),
            discriminator=entity,
        )
