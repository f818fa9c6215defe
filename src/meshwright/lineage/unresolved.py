"""Entries of `transformSourceObjects` that name nothing in this mesh, in a port that is made from ports of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.lineage.reading import Object, inputs_of
from meshwright.mesh.references import Notation, Unknown, is_elsewhere

if TYPE_CHECKING:
    from meshwright.mesh.mesh import Contract, Mesh
    from meshwright.mesh.references import Source


class Unresolved(NamedTuple):
    """An entry that is no address, file or table of an input."""

    contract: Contract
    source: Source
    objects: tuple[Object, ...]
    """What it may mean: the objects of the inputs."""


def unresolved(mesh: Mesh) -> tuple[Unresolved, ...]:
    """Find such entries; ask for it by `mesh.once(unresolved)`."""
    found: list[Unresolved] = []
    for contract, sources in mesh.sources.items():
        strange = [each for each in sources if _is_strange(each)]
        objects = inputs_of(contract, mesh) if strange else ()
        found += (Unresolved(contract, each, objects) for each in strange if objects)
    return tuple(found)


def _is_strange(source: Source) -> bool:
    target = source.target
    if isinstance(target, Unknown):
        return target.notation is Notation.SHORTHAND
    return target is None and not is_elsewhere(source.text)
