"""
A link or a meaning names an unknown entity.

A column linked to an unknown entity cannot be joined, and a search for the entity does not find it.

```yaml bad entity
name: artist
```
```yaml bad meaning
entity: artst
#       ^^^^^ unknown entity `artst`; did you mean `artist`?
```
```yaml fixed entity
name: artist
```
```yaml fixed meaning
entity: artist
```
```yaml bad entity
name: artist
aliases: [performer]
```
```yaml bad meaning
entity: performer
#       ^^^^^^^^^ unknown entity `performer`; did you mean `artist`?
```
```yaml fixed entity
name: artist
aliases: [performer]
```
```yaml fixed meaning
entity: artist
```
```yaml good entity
name: artist
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
            url: entity:artist/isni
```
```yaml good meaning
entity: artist
schemes: []
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import NOTHING, PREFIX, linked
from meshwright.finding.finding import Finding, Fix, Replace, Severity, did_you_mean
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At


@rule("unknown-entity", on=Mesh, severity=Severity.ERROR, since="0.1", preset="standard", needs=("Entity",))
def unknown_entity(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check every place that names an entity."""
    for name, written, at in _named(mesh):
        if not mesh.is_known("Entity", name):
            near = _meant(name, mesh)
            fix = None
            if near is not None and name:
                fix = Fix((Replace(at, _renamed(written, name, near)),), safe=False, title=f"name `{near}`")
            yield Finding(f"unknown entity `{name}`{did_you_mean(near)}", at, fix=fix)


def _by_alias(mesh: Mesh) -> dict[str, str]:
    called: dict[str, set[str]] = {}
    for entity in mesh.derived(vocabulary).entities.values():
        for alias in entity.aliases:
            called.setdefault(alias, set()).add(entity.name)
    return {alias: names.pop() for alias, names in called.items() if len(names) == 1}


def _meant(name: str, mesh: Mesh) -> str | None:
    """Return the entity that an unknown name probably means.

    That is the entity with this alias; failing that, the one with the most similar name; failing that, the one with the
    most similar alias.
    """
    own = mesh.derived(_by_alias)
    return own.get(name) or nearest(name, mesh.names["Entity"]) or own.get(nearest(name, own) or "")


def _renamed(written: str, name: str, near: str) -> str:
    return near if written == name else written.replace(PREFIX + name, PREFIX + near, 1)


def _named(mesh: Mesh) -> Iterator[tuple[str, str, At]]:
    """Yield each entity name, the text that contains it, and its location."""
    for meaning in mesh.derived(vocabulary).meanings:
        yield meaning.entity, meaning.entity, meaning.home.at("entity")
    for stated in mesh.derived(linked).stated.values():
        for each in stated:
            if each.claim.entity != NOTHING:
                yield each.claim.entity, each.url, each.at
