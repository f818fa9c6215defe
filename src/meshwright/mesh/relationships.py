"""What refers to what (ODCS `relationships`): both ends, as they are written and as they resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.references import Resolved, Target, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Contract, Mesh
    from meshwright.source.place import Path


class End(NamedTuple):
    """A field that refers or is referred to."""

    text: str
    """Empty where it is the field that the relationship stands at."""
    path: Path
    target: Target


class Relation(NamedTuple):
    """A relationship: composite keys have several ends on both sides, in the same order."""

    path: Path
    sources: tuple[End, ...]
    targets: tuple[End, ...]


def relations(contract: Contract, mesh: Mesh) -> Iterator[Relation]:
    """Give the relationships of a contract, those of its objects first."""
    fact = contract.fact

    def ends(texts: tuple[str, ...], path: Path) -> tuple[End, ...]:
        return tuple(
            End(text, (*path, position) if len(texts) > 1 else path, resolve(text, contract, mesh))
            for position, text in enumerate(texts)
        )

    for number, schema in enumerate(fact.objects):
        for position, (sources, targets) in enumerate(schema.relationships):
            path: Path = ("schema", number, "relationships", position)
            yield Relation(path, ends(sources, (*path, "from")), ends(targets, (*path, "to")))
    for field, found in fact.fields.more.get("references", {}).items():
        own = fact.fields.path(field)
        here = End("", own, Resolved(contract, fact.fields.object(field), field))
        for position, targets in enumerate(found):
            path = (*own, "relationships", position)
            yield Relation(path, (here,), ends(targets, (*path, "to")))
