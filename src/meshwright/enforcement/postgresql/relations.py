"""Relations in PostgreSQL: the tables of databases with their readers, and the schemas for views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.enforcement import relations as any_engine
from meshwright.enforcement.postgresql.names import identifier, role
from meshwright.enforcement.relations import Engine

if TYPE_CHECKING:
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.enforcement.relations import Database
    from meshwright.facts.facts import ServerFact

READ = "_read"
"""The suffix of a schema for views."""
STATE = "mw"
"""The schema of the script's own tables."""


def _host(server: ServerFact) -> str:
    host = server.settings.get("host")
    return f"{host if isinstance(host, str) else ''}:{server.settings.get('port', 5432)}"


ENGINE = Engine(
    "PostgreSQL",
    frozenset({"postgres", "postgresql"}),
    identifier,
    role,
    lambda schema: schema + READ,
    lambda schema: schema.startswith("pg_") or schema in (STATE, "information_schema"),
    _host,
    is_folding=False,
)


def databases(access: Access, environment: str | None = None) -> tuple[str, ...]:
    """Return the names of the PostgreSQL databases with open ports, sorted."""
    return any_engine.databases(ENGINE, access, environment)


def relations(
    access: Access, database: str, on: date, owner: str, environment: str | None = None
) -> Database:
    """Return the tables of a database and their readers on a day; raises UnenforceableError.

    `owner` is the role that owns the views.
    """
    return any_engine.relations(ENGINE, access, database, on, owner, environment)
