"""The clinic and other meshes in an interpreted account: tables with rows, roles, sessions, and what each reads."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from animal_clinic import DAY, SERVER, branch, clinic

from access_meshes import mesh, replaced
from access_server import DENIED, ROWS, alike, days_around, expected, persons, value
from meshwright.analysis.access.atoms import access
from meshwright.enforcement.snowflake.relations import relations
from meshwright.enforcement.snowflake.script import OWNER, script
from meshwright.enforcement.stamp import Stamp
from snowflake_account import Account, Object, Privilege, Schema, Session
from snowflake_functions import text_of, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from access_meshes import Documents
    from access_server import Attributes, Person, Seen
    from meshwright.analysis.access.atoms import Access
    from meshwright.enforcement.relations import Column, Database

    Compile = Callable[[Access, str, date], tuple[Database, str]]

CONTRACT = "products/care/visits/contract.odcs.yaml"
DATABASE = "HELD"
TYPES = {"string": "TEXT", "integer": "NUMBER", "number": "NUMBER", "boolean": "BOOLEAN", "date": "DATE"}


def on_snowflake(documents: Documents, database: str = DATABASE, account: str = "acme-prod_eu") -> Documents:
    """Serve the clinic from Snowflake."""
    server = {
        "server": SERVER,
        "type": "snowflake",
        "account": account,
        "database": database,
        "schema": "CARE",
    }
    return replaced(documents, CONTRACT, ("servers",), [server])


def granted(documents: Documents | None = None) -> Access:
    return access(mesh(on_snowflake(documents or clinic())))


def compiled(found: Access, database: str, on: date) -> tuple[Database, str]:
    plan = relations(found, database, on, OWNER)
    return plan, script(plan, Stamp("test", "r1", on, OWNER))


def physical(column: Column) -> str:
    if column.logical_type == "timestamp":
        return "TIMESTAMP_TZ" if "tz" in column.physical_type else "TIMESTAMP_NTZ"
    return TYPES.get(column.logical_type, "VARIANT")


def opened(
    found: Access, database: Database, organization: str = "ACME", name: str = "PROD_EU"
) -> tuple[Account, list[Person]]:
    """Create an account with the tables of a database and all roles; no script is applied yet."""
    everybody = persons(found.identities())
    names = {one.name for each in everybody for one in each.identities}
    account = Account(
        organization,
        name,
        database.name,
        {OWNER, "LOADING", *names, *(o for r in database.relations for o in r.owners)},
    )
    for each in database.relations:
        schema = account.schemas.setdefault(each.schema, Schema("LOADING"))
        table = Object("LOADING", {column.name: physical(column) for column in each.columns})
        table.privileges.add(Privilege("SELECT", OWNER))
        table.rows = [
            {column.name: typed(value(column, row), physical(column)) for column in each.columns}
            for row in range(ROWS)
        ]
        schema.objects[each.name] = table
    return account, everybody


def applier() -> Session:
    return Session("admin", frozenset({OWNER}), OWNER)


def session(person: Person) -> Session:
    return Session(person.login, frozenset(one.name for one in person.identities))


def apply(account: Account, found: Access, day: date, compile_on: Compile = compiled) -> Database:
    account.now = datetime.combine(day, time(12))
    database, text = compile_on(found, account.database, day)
    account.apply(text, applier())
    return database


def write_attributes(
    account: Account, everybody: Sequence[Person], names: Sequence[str], of: Attributes
) -> None:
    table = account.schemas["MW"].objects["ATTRIBUTE"]
    table.rows = [
        {"MEMBER": each.login, "ATTRIBUTE": name, "VALUE": own}
        for each in everybody
        for name in names
        for own in sorted(of(each.login, name))
    ]


def reads(account: Account, who: Session, schema: str, name: str, columns: Sequence[str]) -> dict[str, Seen]:
    """Return a session's values of columns; denied if there is no such view or column."""
    if schema not in account.schemas or name not in account.schemas[schema].objects:
        return dict.fromkeys(columns, DENIED)
    seen = account.reads(who, schema, name)
    found: dict[str, Seen] = {}
    for column in columns:
        values = seen.get(column, DENIED)
        found[column] = DENIED if isinstance(values, str) else sorted(map(text_of, values), key=str)
    return found


def differences(
    account: Account,
    found: Access,
    database: Database,
    everybody: Sequence[Person],
    day: date,
    *,
    server: str,
    of: Attributes,
) -> tuple[int, list[Any]]:
    """Return the number of decisions on a day, and those that differ from the model."""
    account.now = datetime.combine(day, time(12))
    count, wrong = 0, []
    for person in everybody:
        for relation in database.relations:
            names = [each.name for each in relation.columns]
            seen = reads(account, session(person), relation.read_schema, relation.name, names)
            wanted = expected(found, person, relation, day=day, server=server, attributes_of=of)
            count += len(names)
            wrong += [
                (day, person, relation.name, each, seen[each], wanted[each])
                for each in names
                if not alike(seen[each], wanted[each])
            ]
            base = reads(account, session(person), relation.schema, relation.name, names)
            if any(each != DENIED for each in base.values()):
                wrong.append((day, person, relation.name, "the table itself is readable"))
    return count, wrong


def clinic_world() -> tuple[Access, Account, list[Person]]:
    found = granted()
    account, everybody = opened(found, compiled(found, DATABASE, DAY)[0])
    return found, account, everybody


def matrix(account: Account, found: Access, everybody: Sequence[Person], compile_on: Compile) -> int:
    """Compile, apply and read on every day; return the number of decisions, none of which may differ."""
    total = 0
    for day in days_around(found, DAY):
        database = apply(account, found, day, compile_on)
        write_attributes(account, everybody, ["branch"], branch)
        count, wrong = differences(account, found, database, everybody, day, server=SERVER, of=branch)
        assert wrong == []
        total += count
    return total


def login(everybody: Sequence[Person], *names: str) -> Session:
    return session(next(each for each in everybody if {one.name for one in each.identities} == {*names}))
