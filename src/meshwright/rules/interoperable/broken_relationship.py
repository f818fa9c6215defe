"""
A relationship refers to a field that does not exist.

A join along it finds no rows, or the wrong ones.
`orders.id` names a field in the same contract, or in the only contract of the mesh that has an object `orders`;
`../x.odcs.yaml#/schema/orders/properties/id` names a field in another file of this repository. Files outside the
repository are never read.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
        transformSourceObjects: [player_backend_events]
      - name: replayed_id
        logicalType: string
        physicalType: varchar(36)
        description: The play that it repeats.
        relationships:
          - to: plays.playd_id
#               ^^^^^^^^^^^^^^ `plays` of `player/play-events/daily@1` has no field `playd_id`; did you mean `play_id`?
          - to: ../../../../../secrets.yaml#/schema/keys/properties/id
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `../../../../../secrets.yaml` is outside the repository
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
        transformSourceObjects: [player_backend_events]
      - name: replayed_id
        logicalType: string
        physicalType: varchar(36)
        description: The play that it repeats.
        relationships:
          - to: plays.play_id
          - to: ../../../../../secrets.yaml#/schema/keys/properties/id
```
```yaml good contract
# no relationships
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, meant
from meshwright.mesh.items import Contract
from meshwright.mesh.reference_messages import unresolved_message
from meshwright.mesh.references import Notation, Resolved, UnresolvedPart, UnresolvedReference, near, resolve
from meshwright.mesh.relationships import relations
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.relationships import RelationshipEnd


@rule("broken-relationship", on=Contract, severity=Severity.ERROR, since="0.1", preset="essential")
def broken_relationship(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check both ends of every relationship."""
    for relation in relations(contract, mesh):
        for end in relation.sources:
            yield from _broken(end, (), contract, mesh)
        for end in relation.targets:
            yield from _broken(end, relation.sources, contract, mesh)


def _broken(
    end: RelationshipEnd, sources: tuple[RelationshipEnd, ...], contract: Contract, mesh: Mesh
) -> Iterator[Finding]:
    """Report a broken end. If the contract does not have the object, the finding is only a warning, because another
    contract could have it.
    """
    at, target = contract.home.at(*end.path), end.target
    if isinstance(target, Resolved) and target.field is None:
        yield Finding(f"`{end.text}` does not name a field", at)
    if isinstance(target, UnresolvedReference):
        guess = near(target, mesh)
        if guess and resolve(target.corrected(end.text, guess), contract, mesh) in [
            each.target for each in sources
        ]:
            guess = None  # a column cannot refer to itself
        is_elsewhere = (
            target.notation is Notation.SHORTHAND and target.part is UnresolvedPart.OBJECT and guess is None
        )
        fix = meant(at, guess and target.corrected(end.text, guess))
        yield Finding(
            unresolved_message(target, guess),
            at,
            fix=fix,
            severity=Severity.WARNING if is_elsewhere else None,
        )
