"""The dependents of a product: the products that are its direct and indirect consumers, and its agreements."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.mesh.mesh import Mesh


def dependents(mesh: Mesh) -> Callable[[str], int]:
    """Return a function that counts the dependents of the product that an address names.

    For a contract without a product, the function counts the dependents of the contract.
    """
    readers: dict[str, set[str]] = {}
    for product in mesh.products:
        for each in product.inputs:
            if each.contract is not None:
                readers.setdefault(_owner(each.contract.address), set()).add(product.address)
    agreed: dict[str, int] = {}
    for agreement in mesh.agreements:
        owner = _owner(agreement.port)
        agreed[owner] = agreed.get(owner, 0) + agreement.is_current(mesh.today)

    @cache
    def count(owner: str) -> int:
        seen, ahead = {owner}, [owner]
        while ahead:
            found = readers.get(ahead.pop(), set()) - seen
            seen |= found
            ahead += found
        return len(seen) - 1 + sum(agreed.get(each, 0) for each in seen)

    return lambda address: count(_owner(address))


def _owner(address: str) -> str:
    """Return the product in an address as domain and name, or `-` and the contract's id if it has no product."""
    return "/".join(address.partition("#")[0].split("/")[:2])
