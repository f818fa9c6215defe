"""ODCS 3.0.2, also used for 3.0.0 and 3.0.1. Most of its blocks are open."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator

from meshwright.standards.bitol import (
    AuthoritativeDefinition,
    CustomProperty,
    Description,
    SupportItem,
    TeamMember,
)
from meshwright.standards.block import Many, StandardVersion
from meshwright.standards.odcs.contract import DataContract, Price, ServiceLevel, TeamOrMembers
from meshwright.standards.odcs.dialect import UNKNOWN, Dialect, when
from meshwright.standards.odcs.grammar import contract
from meshwright.standards.odcs.quality import OPERATORS, QualityRule
from meshwright.standards.odcs.server import KEYS, Port, Role, Server, SftpUrl
from meshwright.standards.version_grammar import maybe

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMAT = Literal["parquet", "delta", "json", "csv"]
_FILES: Mapping[str, object] = MappingProxyType(
    {
        "format": maybe(_FORMAT),
        "delimiter": maybe(Literal["new_line", "array"]),
    }
)


def _sort(value: Mapping[str, object]) -> str:
    kind = value.get("type", "library")
    return kind if isinstance(kind, str) and kind in ("text", "library", "sql", "custom") else UNKNOWN


GRAMMAR: type[DataContract] = contract(
    Dialect(
        edition=StandardVersion("ODCS", "3.0.2"),
        logical_types=("string", "date", "number", "integer", "object", "array", "boolean"),
        within={Port: int, TeamOrMembers: Many[TeamMember]},
        needed={DataContract: ("status",), SupportItem: ("url",)},
        unneeded={CustomProperty: ("property", "value"), TeamMember: ("username",)},
        open_blocks=(
            AuthoritativeDefinition,
            CustomProperty,
            Description,
            Price,
            QualityRule,
            Role,
            Server,
            ServiceLevel,
            SupportItem,
            TeamMember,
        ),
        server_keys={**KEYS, "athena": "stagingDir! schema! catalog regionName"},
        server_types={
            "azure": {**_FILES, "format": _FORMAT},
            "s3": _FILES,
            "sftp": {**_FILES, "location": SftpUrl},
            # a number in the official schema; it reads as text, as in every other version
            "duckdb": {"schema": maybe(Annotated[int, AfterValidator(str)])},
        },
        quality_sort=_sort,
        quality_keys={
            "text": "",
            "library": " ".join(("rule!", *OPERATORS)),
            "sql": "query!",
            "custom": "engine! implementation!",
        },
        quality_conditions={
            "library": {"not": when("type", "text", "sql", "custom")},
            **{sort: when("type", sort) for sort in ("text", "sql", "custom")},
        },
        has_one_operator=False,
        exclusive_bound=bool,
        has_item_properties=True,
    )
)
