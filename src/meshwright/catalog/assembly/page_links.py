"""Links from addresses to the pages that show the addressed items."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from meshwright.catalog import routes

if TYPE_CHECKING:
    from meshwright.catalog.assembly.overview import Overview
    from meshwright.mesh.items import Port


def place(address: str, overview: Overview) -> tuple[str, str]:
    """Return the route and the anchor of the innermost addressed item that has a page or an anchor.

    Both are empty if no page shows any part of the address.
    """
    product, _, rest = address.partition("#")[0].partition("@")
    card = overview.cards.get("/".join(product.split("/")[:2]))
    if card is None:
        return "", ""
    major, *names = rest.split("/")
    port = overview.mesh.ports.get(f"{product}@{major}")
    if port is None:
        return card.route, ""
    return card.route, _anchor(port, [unquote(name) for name in names])


def _anchor(port: Port, names: list[str]) -> str:
    contract = port.contract
    objects = [each.name for each in contract.fact.objects] if contract else []
    if contract is None or not names or names[0] not in objects:
        return routes.port_anchor(port.address)
    at: int | None = -1 - objects.index(names[0])
    known = 1
    for name in names[1:]:
        at = contract.fact.fields.child(at, name) if at is not None else None
        known += at is not None
    return routes.field_anchor(port.address, "/".join(names[:known]))
