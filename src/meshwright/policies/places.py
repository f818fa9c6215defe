"""The locations of the rows in a policy's result, found by their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.resolve import UnknownAddressError, resolve

if TYPE_CHECKING:
    from collections.abc import Collection

    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.resolve import Named


def placed(address: object, mesh: Mesh) -> Named | None:
    """Return the item at an address, or the item that contains it; None if the mesh does not have the address."""
    if not isinstance(address, str) or not address:
        return None
    for each in (address, address.partition("#")[0]):
        try:
            return resolve(mesh, each)
        except UnknownAddressError:
            continue
    return None


def without_place(addresses: Collection[object], mesh: Mesh) -> str:
    """Describe the rows without a location, as a clause that follows the policy's name; empty if all have one.

    An unreadable document may contain any address; if the mesh has such a document, only rows without an address count.
    """
    known = {each: placed(each, mesh) is not None for each in set(addresses)}
    lost = [
        each for each in addresses if not known[each] and not (mesh.broken and isinstance(each, str) and each)
    ]
    if not lost:
        return ""
    name = "NULL" if lost[0] is None else f"`{lost[0]}`"
    count = f" (one of {len(lost):,} such rows)" if len(lost) > 1 else ""
    return f"returned {name}, which is not an address of the mesh{count}; select the address of the item to report"
