"""ODCS 3.1.0."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from meshwright.standards.bitol import StableId
from meshwright.standards.block import StandardVersion, Words
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.dialect import Dialect, modern_sort
from meshwright.standards.odcs.grammar import contract
from meshwright.standards.odcs.schema import Reference
from meshwright.standards.odcs.server import KEYS, Port

_REFERENCE = (
    r"^(?:[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*"
    r"|(?:(?:https?://)?[A-Za-z0-9._\-/]+\.yaml#)?/?[A-Za-z_][A-Za-z0-9_]*/[A-Za-z0-9_-]+"
    r"(?:/[A-Za-z_][A-Za-z0-9_]*/[A-Za-z0-9_-]+)*)$"
)

GRAMMAR: type[DataContract] = contract(
    Dialect(
        edition=StandardVersion("ODCS", "3.1.0"),
        logical_types=(
            "string",
            "date",
            "timestamp",
            "time",
            "number",
            "integer",
            "object",
            "array",
            "boolean",
        ),
        within={
            StableId: Annotated[
                str,
                StringConstraints(pattern=r"^[A-Za-z0-9_-]+$"),
                Words("an id of letters, digits, `-` and `_`"),
            ],
            Reference: Annotated[
                str,
                StringConstraints(pattern=_REFERENCE),
                Words("a reference such as `orders.id` or `sales.yaml#/schema/orders/properties/id`"),
            ],
            Port: int,
        },
        needed={DataContract: ("status",)},
        server_keys={**KEYS, "athena": "stagingDir! schema! catalog regionName"},
        quality_sort=modern_sort,
    )
)
