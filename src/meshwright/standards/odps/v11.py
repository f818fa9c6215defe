"""ODPS 1.1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.standards.block import StandardVersion
from meshwright.standards.odps.grammar import product

if TYPE_CHECKING:
    from meshwright.standards.odps.product import DataProduct

GRAMMAR: type[DataProduct] = product(StandardVersion("ODPS", "1.1.0"))
