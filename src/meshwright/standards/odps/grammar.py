"""Construction of a version's grammar from the ODPS vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.standards.bitol import BLOCKS, StableId, SupportItem
from meshwright.standards.odps.product import (
    DataProduct,
    InputContract,
    InputPort,
    ManagementPort,
    OutputPort,
    Sbom,
)
from meshwright.standards.version_grammar import NOTHING, narrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.standards.block import Block, StandardVersion


def product(
    edition: StandardVersion, needed: Mapping[type[Block], tuple[str, ...]] = NOTHING
) -> type[DataProduct]:
    """Build the class of a version's products; `needed` lists keys that other versions do not require."""
    needed = {SupportItem: ("url",), **needed}
    known: dict[object, object] = {StableId: str}
    blocks: tuple[type[Block], ...] = (
        *BLOCKS,
        InputPort,
        Sbom,
        InputContract,
        OutputPort,
        ManagementPort,
    )
    for block in blocks:
        known[block] = narrow(block, edition, known, needed=needed.get(block, ()))
    return narrow(DataProduct, edition, known, needed=needed.get(DataProduct, ()))
