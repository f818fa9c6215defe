"""The relational model: all tables with their documentation. Columns can be added, but never change.

A policy declares the model version that it was written for: `model: 1`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.relational.contracts import CONTRACT_TABLES
from meshwright.relational.documents import DIAGNOSTIC, DOCUMENT_TABLES
from meshwright.relational.fields import FIELD_TABLES
from meshwright.relational.products import PRODUCT_TABLES
from meshwright.relational.quality import QUALITY_RULE
from meshwright.relational.registries import REGISTRY_TABLES
from meshwright.relational.sandbox import NATIVE, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.relational.table import Column, Table

MODEL = 1
"""The version of the model."""

TABLES: Mapping[str, Table[Any]] = {
    table.name: table
    for table in (
        *PRODUCT_TABLES,
        *CONTRACT_TABLES,
        QUALITY_RULE,
        *FIELD_TABLES,
        *REGISTRY_TABLES,
        *DOCUMENT_TABLES,
    )
}
"""The tables by name."""

FOR_QUERY_ONLY = frozenset({DIAGNOSTIC.name})
"""The tables that policies cannot read."""


def statements() -> Iterator[str]:
    """Yield the SQL of the model, with a comment for each table and column."""
    yield f"-- The relational model of the mesh, version {MODEL}, which `meshwright query` and policies read.\n"
    for table in TABLES.values():
        yield _statement(table)
    names = sorted(name for name in {*NATIVE, *OURS} if name.isidentifier())
    yield f"-- Functions: {', '.join(names)}.\n"


def _statement(table: Table[Any]) -> str:
    width = max(len(_declaration(column)) for column in table.columns) + 1
    lines = [f"-- {table.comment}", f"CREATE TABLE {table.name} ("]
    for position, column in enumerate(table.columns):
        comma = "" if position == len(table.columns) - 1 else ","
        lines.append(f"  {_declaration(column) + comma:<{width}}  -- {column.comment}")
    lines.append(");")
    lines += (f"CREATE INDEX {table.name}_{name} ON {table.name} ({name});" for name in table.indexes)
    return "\n".join(lines) + "\n"


def _declaration(column: Column[Any]) -> str:
    return f"{column.name} {column.type.value}{'' if column.is_nullable else ' NOT NULL'}"
