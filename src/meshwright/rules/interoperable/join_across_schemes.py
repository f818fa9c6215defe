"""
Joined columns identify different things, or the same thing in different schemes.

Both columns may identify an artist, but no rows match if one contains keys of the `player` domain and the other ISNIs.
If a crosswalk connects the two schemes, join through it; `meshwright join` shows how.
The rule finds joins in relationships, and in the `JOIN` and `WHERE` clauses of the SQL in `transformLogic`.

```yaml bad entity
name: artist
```
```yaml bad meaning
schemes:
  - scheme: isni
    columns: ["plays/isni"]
  - name: player-artist-key
    check: uuid
    columns: ["plays/artist_key"]
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
      - name: artist_key
        logicalType: string
        description: The artist credited first, in the player's key.
        classification: public
        relationships:
          - to: plays.isni
#               ^^^^^^^^^^ `plays/artist_key` is `artist/player-artist-key`, but `plays/isni` is `artist/isni`
```
```yaml good entity
name: artist
```
```yaml good meaning
schemes:
  - scheme: isni
    columns: ["plays/isni", "plays/featured_isni"]
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
      - name: featured_isni
        logicalType: string
        description: The guest.
        classification: public
        relationships:
          - to: plays.isni
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.crosswalks import route
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.join_evidence import joined
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.identifier_links import IdentifierLink


@rule(
    "join-across-schemes",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def join_across_schemes(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the columns that contracts join."""
    of: dict[tuple[object, int], list[IdentifierLink]] = {}
    for link in mesh.derived(linked).all():
        of.setdefault((link.contract, link.field), []).append(link)
    for pair in joined(mesh):
        left, right = of.get(pair.left, []), of.get(pair.right, [])
        if left and right and not {_kind(link) for link in left} & {_kind(link) for link in right}:
            one, other = _nearest(left, right)
            yield Finding(
                f"`{one.column}` is `{one.scheme.label}`, but `{other.column}` is `{other.scheme.label}`"
                + _way(one, other, mesh),
                pair.at,
                related=tuple(Related(f"`{each.column}` is linked here", each.at) for each in (one, other)),
                discriminator=f"{one.scheme.label} {other.scheme.label}",
            )


def _kind(link: IdentifierLink) -> tuple[str, str | None]:
    return link.scheme.label, link.part


def _nearest(
    left: list[IdentifierLink], right: list[IdentifierLink]
) -> tuple[IdentifierLink, IdentifierLink]:
    """Choose the pair of links to report: links to the same entity, if there are any."""
    pairs = [(one, other) for one in left for other in right]
    return next((pair for pair in pairs if pair[0].entity == pair[1].entity), pairs[0])


def _way(one: IdentifierLink, other: IdentifierLink, mesh: Mesh) -> str:
    if one.entity != other.entity:
        return ""
    found = route(one.entity, one.scheme.name, other.scheme.name, mesh)
    return f"; join through `{found[0].entry.contract.address}`" if found else ""
