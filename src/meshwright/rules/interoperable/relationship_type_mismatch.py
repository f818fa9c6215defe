"""
A relationship joins fields of different types.

A number and a string are never equal in a join, and an implicit conversion makes the join slow and error-prone.
If the logical type is missing, the physical type is used instead.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: replayed_id
        logicalType: integer
        physicalType: bigint
        description: The play that it repeats.
        relationships:
          - to: plays.play_id
#               ^^^^^^^^^^^^^ `plays/replayed_id` is an integer, but `plays/play_id` is a string
```
```yaml good contract
# no relationships
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.mesh.references import Resolved
from meshwright.mesh.relationships import relations
from meshwright.quantities.physical import family, is_contradicted
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.relationships import RelationshipEnd, ResolvedRelationship

_NUMBERS = ("integer", "number")


class _Typed(NamedTuple):
    """A field with the types of its values."""

    name: str
    logical: str | None
    physical: str | None
    at: At

    @property
    def word(self) -> str | None:
        """The declared logical type, or the one that the physical type implies."""
        found = family(self.physical)
        return self.logical or (found.natural if found else None)


@rule("relationship-type-mismatch", on=Contract, severity=Severity.ERROR, since="0.1")
def relationship_type_mismatch(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Compare the types of both ends if both are known; integers and numbers are comparable."""
    for relation in relations(contract, mesh):
        if len(relation.sources) == len(relation.targets):
            yield from _compared(relation, contract)


def _compared(relation: ResolvedRelationship, contract: Contract) -> Iterator[Finding]:
    for source, target in zip(relation.sources, relation.targets, strict=True):
        one, other = _typed(source), _typed(target)
        if one and other and one.word and other.word and _differ(one, other):
            yield Finding(
                f"`{one.name}` is {_a(one.word)}, but `{other.name}` is {_a(other.word)}",
                contract.home.at(*target.path),
                (Related("the other type", other.at),),
            )


def _differ(one: _Typed, other: _Typed) -> bool:
    """Return whether values of two types are never equal: the declared logical types differ, or the physical types
    are incompatible.
    """
    if one.word == other.word or {one.word, other.word} <= set(_NUMBERS):
        return False
    if one.logical and other.logical:
        return True
    return all(
        each.logical is not None or is_contradicted(beside.word, each.physical)
        for each, beside in ((one, other), (other, one))
    )


def _typed(end: RelationshipEnd) -> _Typed | None:
    if not isinstance(end.target, Resolved) or end.target.field is None:
        return None
    contract, field = end.target.contract, end.target.field
    columns = contract.fact.fields
    logical, physical = columns.logical_types[field], columns.physical_types[field]
    key = "logicalType" if logical else "physicalType"
    name = columns.name(field, contract.fact.objects)
    return _Typed(name, logical, physical, contract.home.at(*columns.path(field), key))


def _a(logical_type: str) -> str:
    return f"{'an' if logical_type[0] in 'aeiou' else 'a'} {logical_type}"
