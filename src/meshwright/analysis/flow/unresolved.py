"""Entries in `transformSourceObjects` that seem to name an item in this mesh but do not resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.sql_binding import SqlObject, inputs_of
from meshwright.mesh.references import Notation, UnresolvedReference, is_elsewhere, near, sources_by_contract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import TransformSource


class Unresolved(NamedTuple):
    """An entry that is not an address, a file or an input's table."""

    contract: Contract
    source: TransformSource
    objects: tuple[SqlObject, ...]
    """The objects that the entry may refer to: those of the inputs, or of the product whose name starts the entry."""
    meant: str | None
    """The address that the entry most likely refers to; None if there is not exactly one."""


def unresolved(mesh: Mesh) -> tuple[Unresolved, ...]:
    """Find the entries that do not resolve although they seem to; call it through `mesh.derived(unresolved)`.

    An entry of a single word is assumed to be a table outside the mesh, and so is every entry in a port without inputs in
    the mesh.
    """
    found: list[Unresolved] = []
    for contract, sources in mesh.derived(sources_by_contract).items():
        inputs: tuple[SqlObject, ...] | None = None
        for source in sources:
            if not _is_strange(source, mesh):
                continue
            if inputs is None:
                inputs = inputs_of(contract, mesh)
            objects = inputs or _of_product(source.text, mesh)
            if objects:
                found.append(Unresolved(contract, source, objects, _meant(source.text, objects)))
    return tuple(found)


def _is_strange(source: TransformSource, mesh: Mesh) -> bool:
    """Return whether an entry has several parts, matches no notation and is not reported by another rule."""
    target, text = source.target, source.text
    if isinstance(target, UnresolvedReference):
        return target.notation is Notation.SHORTHAND and near(target, mesh) is None
    return (
        target is None
        and ("." in text or "/" in text)
        and not text.startswith("/")
        and not is_elsewhere(text)
    )


def _of_product(text: str, mesh: Mesh) -> tuple[SqlObject, ...]:
    product = mesh.product_of.get("/".join(text.split("/")[:2]))
    if product is None:
        return ()
    contracts = (port.contract for port in product.outputs if port.contract is not None)
    return tuple(SqlObject(each, at) for each in contracts for at in range(len(each.fact.objects)))


def _meant(text: str, objects: Iterable[SqlObject]) -> str | None:
    """Return the address of the field or object whose name ends the entry; None unless there is exactly one."""
    *before, name = text.replace("/", ".").split(".")
    around = before[-1] if before else None
    fields: list[str] = []
    for contract, position in objects:
        fact = contract.fact
        own = fact.objects[position].name
        if around is not None and around not in (own, *contract.address.partition("@")[0].split("/")):
            continue
        field = fact.fields.child(-1 - position, name)
        if field is not None:
            fields.append(f"{contract.address}/{own}/{name}")
        elif own == name:
            fields.append(f"{contract.address}/{own}")
    return fields[0] if len(fields) == 1 else None
