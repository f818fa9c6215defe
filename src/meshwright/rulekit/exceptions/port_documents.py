"""Addresses for waivers of findings in documents that have no address of their own, but name a port.

Such a waiver covers one document about the port:
`care/ward/stays@1#agreements/products/care/ward/agreements/board.yaml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.address import segment
from meshwright.mesh.registries import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.mesh.mesh import Mesh

_PARTS = {"AccessAgreement": "agreements", "BreakGlass": "break-glass"}


def port_documents(mesh: Mesh) -> Mapping[tuple[str, int], str]:
    """Return the addresses by file and position of the document; call this through `mesh.derived(port_documents)`.

    Documents that do not name a known port are omitted.
    """
    found: dict[tuple[str, int], str] = {}
    for kind, part in _PARTS.items():
        for entry in mesh.register(kind):
            port, home = text(entry.get("port")), entry.home
            if port in mesh.ports or port in mesh.contract_at:
                path = "/".join(map(segment, home.file.split("/")))
                number = f"/{home.document + 1}" if home.document else ""
                found[home.file, home.document] = f"{port}#{part}/{path}{number}"
    return found
