"""ODPS 1.0.0, also used for 0.9.0."""

from __future__ import annotations

from meshwright.standards.block import StandardVersion
from meshwright.standards.odps.grammar import product
from meshwright.standards.odps.product import DataProduct, InputPort, OutputPort, Sbom

GRAMMAR: type[DataProduct] = product(
    StandardVersion("ODPS", "1.0.0"),
    {
        DataProduct: ("status",),
        InputPort: ("version", "contractId"),
        OutputPort: ("version",),
        Sbom: ("url",),
    },
)
