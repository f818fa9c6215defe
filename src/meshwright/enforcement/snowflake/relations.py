"""Relations in Snowflake: the tables of databases with their readers, and the schemas for views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.enforcement import relations as any_engine
from meshwright.enforcement.refusal import UnenforceableError
from meshwright.enforcement.relations import Engine
from meshwright.enforcement.snowflake.names import identifier, role

if TYPE_CHECKING:
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.enforcement.relations import Database
    from meshwright.facts.facts import ServerFact

STATE = "MW"
"""The schema of the script's own tables."""


def read_schema(schema: str) -> str:
    """Return the view schema for a schema, in the same case."""
    return schema + ("_READ" if schema.upper() == schema else "_read")


def next_schema(schema: str) -> str:
    """Return the schema in which new views are created before they replace the old ones."""
    return read_schema(schema) + ("__NEXT" if schema.upper() == schema else "__next")


def _host(server: ServerFact) -> str:
    account = server.settings.get("account")
    return account if isinstance(account, str) else ""


ENGINE = Engine(
    "Snowflake",
    frozenset({"snowflake"}),
    identifier,
    role,
    read_schema,
    lambda schema: schema.upper() in (STATE, "INFORMATION_SCHEMA"),
    _host,
    is_folding=True,
)


def databases(access: Access, environment: str | None = None) -> tuple[str, ...]:
    """Return the names of the Snowflake databases with open ports, sorted."""
    return any_engine.databases(ENGINE, access, environment)


def relations(
    access: Access, database: str, on: date, owner: str, environment: str | None = None
) -> Database:
    """Return the tables of a database and their readers on a day; raises UnenforceableError.

    `owner` is the role that owns the views.
    """
    found = any_engine.relations(ENGINE, access, database, on, owner, environment)
    identifier(database)
    schemas = {each.schema for each in found.relations}
    faults = [reason for each in sorted(schemas) for reason in _faults(each)]
    folded = sorted({each.upper() for each in schemas})
    if len(folded) < len(schemas):
        faults.append("two schemas have names that differ only in case")
    if not found.host:
        accounts = {
            _host(server)
            for contract in access.mesh.contracts
            for server in contract.fact.servers
            if server.type in ENGINE.server_types and server.settings.get("database") == database
        }
        found = found._replace(host=accounts.pop() if len(accounts) == 1 else "")
    if not found.host:
        faults.append(
            f"no contract states the account of database `{database}`, or several contracts state different accounts"
        )
    elif "." in found.host:
        faults.append(
            f"account `{found.host}` must be written as `organization-account`, or as the locator alone"
        )
    if faults:
        raise UnenforceableError(faults)
    return found


def _faults(schema: str) -> tuple[str, ...]:
    try:
        identifier(next_schema(schema))
    except UnenforceableError as error:
        return error.reasons
    return ()
