"""Edits that set the version of a contract or product, in its document and in its product's port.

This module does not change declarations of consumers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Replace
from meshwright.mesh.items import Contract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Edit
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh


def version_edits(thing: Contract | Product, version: str, mesh: Mesh) -> Iterator[Edit]:
    """Yield the edits that set the version of a contract or product, and of the port that exposes it."""
    yield Replace(thing.home.at("version"), version, keeps_quotes=True)
    port = mesh.ports.get(thing.port) if isinstance(thing, Contract) and thing.port else None
    if port is not None and port.fact.version is not None:
        yield Replace(port.at("version"), version, keeps_quotes=True)
