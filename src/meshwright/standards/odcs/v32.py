"""ODCS 3.2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from meshwright.standards.bitol import LogicalType
from meshwright.standards.block import StandardVersion
from meshwright.standards.odcs.dialect import Dialect, modern_sort
from meshwright.standards.odcs.grammar import contract

if TYPE_CHECKING:
    from meshwright.standards.odcs.contract import DataContract

GRAMMAR: type[DataContract] = contract(
    Dialect(
        edition=StandardVersion("ODCS", "3.2.0"),
        logical_types=get_args(LogicalType),
        quality_sort=modern_sort,
    )
)
