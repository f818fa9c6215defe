"""Ports masked by an error that is already reported; references to them are not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.finding.finding import Cause
from meshwright.mesh.address import segment, slug
from meshwright.quantities.version import parse_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh


class _Products(NamedTuple):
    """The products whose ports an unresolved address may refer to."""

    named: Mapping[str, tuple[Product, ...]]
    """The products by the last part of their address, and by their id in the same format."""
    broken: frozenset[str | None]
    """The last parts of the addresses of unreadable products; None for a product that may have any address."""


def may_be_masked(address: str, mesh: Mesh) -> bool:
    """Return whether a port's product is broken, or the port's address depends on an error that is already reported.

    Such errors are an unregistered domain, a port without name or contract, and two ports with one address.
    """
    path, _, port = address.partition("@")[0].rpartition("/")
    name = path.rpartition("/")[2]
    products = mesh.derived(_products)
    if not products.broken.isdisjoint((None, name)):
        return True
    return any(_hides(product, port, mesh) for product in products.named.get(name, ()))


def unordered(address: str, mesh: Mesh) -> tuple[Cause, ...]:
    """Return the unordered versions of the contracts whose ports differ from an address at most in the major version."""
    path = address.partition("@")[0]
    ports = (port for port in mesh.ports.values() if port.address.partition("@")[0] == path)
    contracts = (port.contract for port in ports if port.contract is not None)
    return tuple(
        Cause(each.home.at("version"), "unordered-version")
        for each in contracts
        if each.fact.version and parse_version(each.fact.version) is None
    )


def _hides(product: Product, port: str, mesh: Mesh) -> bool:
    if not mesh.is_usable("Domain", product.fact.domain) or not product.fact.is_sound("outputPorts"):
        return True
    addresses = {each.address for each in product.outputs}
    return len(addresses) < len(product.outputs) or any(
        not each.fact.name or (each.contract is None and segment(each.fact.name) == port)
        for each in product.outputs
    )


def _products(mesh: Mesh) -> _Products:
    named: dict[str, tuple[Product, ...]] = {}
    for product in mesh.products:
        for name in {slug(product.fact.name or product.fact.id), slug(product.fact.id)}:
            named[name] = (*named.get(name, ()), product)
    sketches = (each.sketch for each in mesh.broken if each.sketch.kind in (None, "DataProduct"))
    names = (each.name or each.id for each in sketches)
    return _Products(named, frozenset(name if name is None else slug(name) for name in names))
