"""References to a table of an input by its physical name, which is how the standard writes `transformSourceObjects`.

`orders`, `shop.orders` and `shop.orders.code` name what an input serves from there, if just one input does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.references import Notation, Resolved, UnresolvedPart, UnresolvedReference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import Target

_AROUND = ("catalog", "project", "database", "dataset", "schema")
"""The settings of a server that stand before the name of a table, the outermost first."""


def physical(text: str, contract: Contract, mesh: Mesh) -> Target:
    """Find the table of an input, or its column, that a physical name means; None where that is not certain."""
    if "." not in text and "/" in text:
        return None
    found = _table(text, contract, mesh)
    if found is not None:
        return Resolved(*found, None)
    table, dot, name = text.rpartition(".")
    found = _table(table, contract, mesh) if dot else None
    if found is None:
        return None
    home, position = found
    field = _column(home, position, name)
    if field is not None:
        return Resolved(home, position, field)
    if -1 - position not in home.fact.fields.parents:
        return None
    return UnresolvedReference(
        Notation.SHORTHAND, UnresolvedPart.FIELD, name, len(table) + 1, home, -1 - position
    )


def _table(name: str, contract: Contract, mesh: Mesh) -> tuple[Contract, int] | None:
    wanted = f".{name.casefold()}"
    found = {
        (home, position)
        for home in _inputs(contract, mesh)
        for position in range(len(home.fact.objects))
        for place in _places(home, position)
        if f".{place}".endswith(wanted)
    }
    return next(iter(found)) if len(found) == 1 else None


def _places(contract: Contract, position: int) -> Iterator[str]:
    """Yield the names that an object has on its servers, with all that stands around it."""
    name = contract.fact.objects[position].physical_name
    if not name:
        return
    yield name.casefold()
    for server in contract.fact.servers:
        around = [server.settings.get(key) for key in _AROUND]
        yield ".".join([*(each.casefold() for each in around if isinstance(each, str)), name.casefold()])


def _column(contract: Contract, position: int, name: str) -> int | None:
    fields = contract.fact.fields
    places = fields.more.get("physical_name", {})
    for field, parent in enumerate(fields.parents):
        names = (fields.names[field].casefold(), str(places.get(field, "")).casefold())
        if parent == -1 - position and name.casefold() in names:
            return field
    return None


def _inputs(contract: Contract, mesh: Mesh) -> Iterator[Contract]:
    if contract.port is None:
        return
    product = mesh.product_of[mesh.ports[contract.port].product]
    yield from dict.fromkeys(each.contract for each in product.inputs if each.contract is not None)
