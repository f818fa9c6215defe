"""The port that readers of a product start from: stated by the product, else the one most consumed that is no stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.product_properties import is_event_port, stated_main_port

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.overview import User
    from meshwright.mesh.items import Port, Product
    from meshwright.mesh.mesh import Mesh

_ENDED = ("deprecated", "retired")
_COMING = ("draft", "proposed")


def ports_by_use(product: Product, users: Iterable[User], mesh: Mesh) -> tuple[Port, ...]:
    """Return a product's ports, the main one first; those that end or lack a contract come last."""
    readers: dict[str, int] = {}
    for user in users:
        readers[user.port] = readers.get(user.port, 0) + 1
    stated = stated_main_port(product)

    def order(port: Port) -> tuple[bool, bool, bool, bool, bool, int]:
        status = mesh.status(port.contract) if port.contract else None
        return (
            port.fact.is_deprecated or status in _ENDED,
            port.contract is None,
            port is not stated,
            status in _COMING,
            is_event_port(port),
            -readers.get(port.address, 0),
        )

    return tuple(sorted({port.address: port for port in product.outputs}.values(), key=order))
