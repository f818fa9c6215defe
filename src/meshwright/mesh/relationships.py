"""Relationships (ODCS `relationships`): both ends, as written and as resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.references import (
    Notation,
    Resolved,
    Target,
    UnresolvedPart,
    UnresolvedReference,
    resolve,
    resolve_shorthand,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.source.place import Path


class RelationshipEnd(NamedTuple):
    """A referring or referenced field."""

    text: str
    """The reference as written; empty for the field that declares the relationship."""
    path: Path
    target: Target


class ResolvedRelationship(NamedTuple):
    """A relationship: composite keys have several ends on both sides, in the same order."""

    path: Path
    sources: tuple[RelationshipEnd, ...]
    targets: tuple[RelationshipEnd, ...]


def relations(contract: Contract, mesh: Mesh) -> tuple[ResolvedRelationship, ...]:
    """Return the relationships of a contract, those of its objects first; they are resolved only once."""
    known = mesh.derived(_none_yet)
    if contract not in known:
        known[contract] = tuple(_relations(contract, mesh))
    return known[contract]


def _none_yet(_: Mesh) -> dict[Contract, tuple[ResolvedRelationship, ...]]:
    return {}


def _relations(contract: Contract, mesh: Mesh) -> Iterator[ResolvedRelationship]:
    fact = contract.fact

    def ends(texts: tuple[str, ...], path: Path) -> tuple[RelationshipEnd, ...]:
        return tuple(
            RelationshipEnd(
                text, (*path, position) if len(texts) > 1 else path, target_of(text, contract, mesh)
            )
            for position, text in enumerate(texts)
        )

    for number, schema in enumerate(fact.objects):
        for position, (sources, targets) in enumerate(schema.relationships):
            path: Path = ("schema", number, "relationships", position)
            yield ResolvedRelationship(path, ends(sources, (*path, "from")), ends(targets, (*path, "to")))
    for field, found in fact.fields.more.get("references", {}).items():
        own = fact.fields.path(field)
        here = RelationshipEnd("", own, Resolved(contract, fact.fields.object(field), field))
        for position, targets in enumerate(found):
            path = (*own, "relationships", position)
            yield ResolvedRelationship(path, (here,), ends(targets, (*path, "to")))


def target_of(text: str, contract: Contract, mesh: Mesh) -> Target:
    """Resolve an end; a bare object name can refer to another contract if this contract lacks the object or field."""
    target = resolve(text, contract, mesh)
    if not isinstance(target, UnresolvedReference) or target.notation is not Notation.SHORTHAND:
        return target
    is_own = target.part is not UnresolvedPart.OBJECT
    found = mesh.derived(_homes).get(text.partition(".")[0], ())
    others = tuple(each for each in found if not is_own or each.fact.id != contract.fact.id)
    targets = [resolve_shorthand(text, each) for each in others]
    resolved = [each for each in targets if isinstance(each, Resolved)]
    if len({each.contract.fact.id for each in resolved}) == 1:
        return resolved[-1]
    if is_own:
        return target
    if len({each.fact.id for each in others}) == 1:
        return targets[-1]
    return None if others else target


def _homes(mesh: Mesh) -> dict[str, tuple[Contract, ...]]:
    """Return the contracts of each object, by its name or id, the newest version of a contract last."""
    homes: dict[str, dict[Contract, None]] = {}
    for contract in mesh.contracts:
        for schema in contract.fact.objects:
            for name in {schema.name, schema.id} - {None, ""}:
                homes.setdefault(name or "", {})[contract] = None
    return {name: tuple(found) for name, found in homes.items()}
