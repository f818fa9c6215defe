"""
A relationship joins fields of different types.

A number and a text that look alike are never equal in a join, and an implicit conversion makes it slow and wrong.

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
#               ^^^^^^^^^^^^^ `plays/replayed_id` is an integer, and `plays/play_id` a string
```
```yaml good contract
# no relationships
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Contract, Mesh
from meshwright.mesh.references import Resolved
from meshwright.mesh.relationships import relations
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.relationships import End, Relation

_NUMBERS = ("integer", "number")


@rule("relationship-type-mismatch", on=Contract, severity=Severity.ERROR, since="0.1")
def relationship_type_mismatch(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Compare the logical types of both ends where both are stated; integers and numbers are comparable."""
    for relation in relations(contract, mesh):
        yield from _compared(relation, contract)


def _compared(relation: Relation, contract: Contract) -> Iterator[Finding]:
    sources, targets = relation.sources, relation.targets
    if len(sources) != len(targets):
        if all(each.text for each in sources) and sources and targets:
            message = f"a key of {len(sources)} refers to one of {len(targets)} fields"
            yield Finding(message, contract.home.at(*relation.path, "to"))
        return
    for source, target in zip(sources, targets, strict=True):
        one, other = _typed(source), _typed(target)
        if one is None or other is None:
            continue
        if one[1] != other[1] and not {one[1], other[1]} <= set(_NUMBERS):
            yield Finding(
                f"`{one[0]}` is {_a(one[1])}, and `{other[0]}` {_a(other[1])}",
                contract.home.at(*target.path),
                (Related("the other type", other[2].home.at(*other[3], "logicalType")),),
            )


def _typed(end: End) -> tuple[str, str, Contract, tuple[str | int, ...]] | None:
    """Give a field's name and logical type, and where it is."""
    if not isinstance(end.target, Resolved) or end.target.field is None:
        return None
    contract, field = end.target.contract, end.target.field
    columns = contract.fact.fields
    logical_type = columns.logical_types[field]
    if logical_type is None:
        return None
    return columns.name(field, contract.fact.objects), logical_type, contract, columns.path(field)


def _a(logical_type: str) -> str:
    return f"{'an' if logical_type[0] in 'aeiou' else 'a'} {logical_type}"
