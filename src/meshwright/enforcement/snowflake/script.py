"""The compiled script, a single block that refuses the wrong account, closes the tables, and swaps in new views.

Snowflake has no transactions for statements that define objects. Therefore, every new schema for views is created next
to the old one and verified, and access to it is granted. Only then are the two schemas swapped in one step, together
with their privileges. If the block stops earlier, the old schema remains. A swap also removes manual grants.

This module does not connect to an account or know a password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.enforcement.expressions import reasons
from meshwright.enforcement.refusal import UnenforceableError
from meshwright.enforcement.snowflake.names import comment, day, identifier, literal, role
from meshwright.enforcement.snowflake.relations import STATE, next_schema, read_schema
from meshwright.enforcement.snowflake.views import (
    TODAY,
    expected_types,
    policies,
    shown_columns,
    view,
    view_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.enforcement.relations import Database, Relation
    from meshwright.enforcement.stamp import Stamp

OWNER = "MW_OWNER"
"""The default role that owns the views and applies the script."""
LARGEST = 1_000_000
"""The maximum size of a statement in Snowflake, in bytes."""
_HARMLESS = ("FUNCTION", "PROCEDURE", "STAGE", "FILE_FORMAT", "SEQUENCE", "TASK", "PIPE")
"""Kinds of objects for which future grants are allowed, because they do not give access to a table or view."""


class _Refusal(NamedTuple):
    """A check that stops the block."""

    condition: str
    message: str
    before: str = ""
    """A statement to run first, whose result the condition tests; empty if there is none."""


def script(database: Database, stamp: Stamp) -> str:
    """Return the SQL that grants a mesh's access in a database on a day, and revokes all other access.

    Raises UnenforceableError.
    """
    role(stamp.owner)
    refusals: list[_Refusal] = []

    def refuse(found: Iterable[_Refusal]) -> list[str]:
        written = []
        for each in found:
            refusals.append(each)
            written += [each.before] if each.before else []
            written.append(f"IF ({each.condition}) THEN\n  RAISE refused_{len(refusals)};\nEND IF")
        return written

    parts = [
        *refuse(_first_checks(database, stamp)),
        *_state(database),
        *refuse(_checks(database, stamp)),
        *_closing(database, stamp),
        *refuse([_still_open(database, stamp)]),
    ]
    for schema in sorted({each.schema for each in database.relations}):
        parts += _made(database, schema)
        parts += refuse(_looked_at(database, schema, stamp))
        parts += _granted(database, schema)
    parts += [
        each
        for schema in sorted({one.schema for one in database.relations})
        for each in _swap(database, schema)
    ]
    parts += [*_gone(database), *_record(database, stamp)]
    declared = "\n".join(
        f"  refused_{number} EXCEPTION ({-20000 - min(number, 999)}, {literal(each.message)});"
        for number, each in enumerate(refusals, 1)
    )
    body = "".join(f"{each}{'' if each.startswith('--') else ';'}\n" for each in parts)
    block = f"EXECUTE IMMEDIATE $$\nDECLARE\n  statement VARCHAR;\n{declared}\nBEGIN\n{body}END;\n$$;\n"
    if len(block.encode()) > LARGEST:
        raise UnenforceableError(
            [
                f"the script for database `{database.name}` has more than {LARGEST} bytes, which Snowflake does not accept"
            ]
        )
    return f"{_head(database, stamp)}\nALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE;\n{block}"


def _head(database: Database, stamp: Stamp) -> str:
    where = f"Snowflake account {database.host}, database {database.name}"
    lines = [
        f"Access of mesh {stamp.mesh}, revision {stamp.revision}, on {stamp.on} (UTC), for {where}",
        f"Compiled by meshwright; apply it as role {stamp.owner}: snow sql -f FILE.",
        *(f"Note: {each}" for each in database.notes),
    ]
    return "\n".join(comment(each) for each in lines)


def _first_checks(database: Database, stamp: Stamp) -> Iterator[_Refusal]:
    """Yield the checks that precede any change."""
    account = literal(_plain(database.host))
    name = "CURRENT_ORGANIZATION_NAME() || '-' || CURRENT_ACCOUNT_NAME()"
    yield _Refusal(
        f"NOT COALESCE(REPLACE(UPPER({name}), '_', '-') = {account} OR UPPER(CURRENT_ACCOUNT()) = {account}, FALSE)",
        f"compiled for account {database.host}",
    )
    yield _Refusal(
        f"NOT COALESCE(CURRENT_ROLE() = {literal(stamp.owner)}, FALSE)",
        f"the primary role of the session must be {stamp.owner}",
    )
    yield _Refusal(
        f"{TODAY} < {day(stamp.on)}", f"compiled for {stamp.on}, a day that has not yet begun in UTC"
    )
    catalog = f"{identifier(database.name)}.INFORMATION_SCHEMA"
    schemas = sorted({each.schema for each in database.relations})
    ours = _texts([STATE, *map(read_schema, schemas), *map(next_schema, schemas)])
    yield _Refusal(
        f"EXISTS (SELECT 1 FROM {catalog}.SCHEMATA AS s WHERE s.SCHEMA_NAME IN ({ours}) "
        f"AND COALESCE(s.SCHEMA_OWNER, '') <> {literal(stamp.owner)})",
        f"a schema for views, or {STATE}, has an owner other than {stamp.owner}",
    )
    views = _texts([*map(read_schema, schemas), *map(next_schema, schemas)])
    if schemas:
        yield _Refusal(
            f"EXISTS (SELECT 1 FROM {catalog}.TABLES AS t WHERE t.TABLE_SCHEMA IN ({views}) AND t.TABLE_TYPE <> 'VIEW')",
            "a table is in a schema that this script replaces; move the table",
        )


def _plain(account: str) -> str:
    return account.upper().replace("_", "-")


def _state(database: Database) -> list[str]:
    """Return the statements that create the script's own tables.

    These tables have no Time Travel, because a view queried as of yesterday would filter rows by yesterday's attributes.
    """
    state = f"{identifier(database.name)}.{identifier(STATE)}"
    made = [f"CREATE SCHEMA IF NOT EXISTS {state} WITH MANAGED ACCESS"]
    for table, columns in (
        ("COMPILED", "MESH VARCHAR, REVISION VARCHAR, DAY DATE"),
        ("CLOSED", "NAME VARCHAR, VIEWS VARCHAR"),
        ("ATTRIBUTE", "MEMBER VARCHAR, ATTRIBUTE VARCHAR, VALUE VARCHAR"),
        ("HASH_KEY", "KEY VARCHAR"),
    ):
        made.append(
            f"CREATE TRANSIENT TABLE IF NOT EXISTS {state}.{table} ({columns}) DATA_RETENTION_TIME_IN_DAYS = 0"
        )
    made.append(
        f"INSERT INTO {state}.HASH_KEY SELECT SHA2(UUID_STRING() || UUID_STRING() || UUID_STRING(), 256) "
        f"WHERE NOT EXISTS (SELECT 1 FROM {state}.HASH_KEY)"
    )
    return made


def _checks(database: Database, stamp: Stamp) -> Iterator[_Refusal]:
    """Yield the checks that precede revocations."""
    state = f"{identifier(database.name)}.{identifier(STATE)}"
    catalog = f"{identifier(database.name)}.INFORMATION_SCHEMA"
    yield _Refusal(
        f"EXISTS (SELECT 1 FROM {catalog}.TABLES AS t WHERE t.TABLE_SCHEMA = {literal(STATE)} "
        f"AND COALESCE(t.TABLE_OWNER, '') <> {literal(stamp.owner)})",
        f"a table of {STATE} has an owner other than {stamp.owner}",
    )
    yield _Refusal(
        f"EXISTS (SELECT 1 FROM {state}.COMPILED AS c WHERE c.MESH <> {literal(stamp.mesh)})",
        f"this database has access rules of a mesh other than {stamp.mesh}",
    )
    yield _Refusal(
        f"EXISTS (SELECT 1 FROM {state}.COMPILED AS c WHERE c.DAY > {day(stamp.on)})",
        f"compiled for {stamp.on}, but the access of a later day has been applied already",
    )
    for each in database.relations:
        if each.readers:
            yield _table_check(each, catalog)
    yield from _future(database, stamp)


def _table_check(relation: Relation, catalog: str) -> _Refusal:
    expected = list(expected_types(relation))
    columns = " OR ".join(
        f"(c.COLUMN_NAME = {literal(name)}{f' AND c.DATA_TYPE IN ({_texts(kinds)})' if kinds else ''})"
        for name, kinds in expected
    )
    return _Refusal(
        f"(SELECT COUNT(*) FROM {catalog}.COLUMNS AS c WHERE c.TABLE_SCHEMA = {literal(relation.schema)} "
        f"AND c.TABLE_NAME = {literal(relation.name)} AND ({columns})) <> {len(expected)}",
        f"table {relation.schema}.{relation.name} lacks a column of its contract, has an unsupported type in a masked or "
        "filtered column, or cannot be read by the owner of the views; names are case-sensitive",
    )


def _future(database: Database, stamp: Stamp) -> Iterator[_Refusal]:
    """Yield the checks that no role except owners has future grants."""
    keeping = _texts([stamp.owner, *{owner for each in database.relations for owner in each.owners}])
    kinds = ", ".join(literal(each) for each in _HARMLESS)
    condition = (
        'EXISTS (SELECT 1 FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) AS f WHERE TRIM(f."grantee_name", \'"\') '
        f'NOT IN ({keeping}) AND UPPER(f."grant_on") NOT IN ({kinds}))'
    )
    name = identifier(database.name)
    for what in [
        f"DATABASE {name}",
        *(f"SCHEMA {name}.{identifier(each)}" for each in sorted({one.schema for one in database.relations})),
    ]:
        yield _Refusal(
            condition,
            f"privileges on new objects of {what} are granted in advance, by future grants; revoke them first",
            f"SHOW FUTURE GRANTS IN {what}",
        )


def _foreign(database: Database, stamp: Stamp) -> str:
    """Return the query for all privileges on closed schemas and their objects, except those of owners."""
    state = f"{identifier(database.name)}.{identifier(STATE)}"
    closed = f"(SELECT s.NAME FROM {state}.CLOSED AS s)"
    own = [
        f"(p.GRANTEE = {literal(owner)} AND ((p.OBJECT_TYPE = 'SCHEMA' AND p.OBJECT_NAME = {literal(each.schema)}) "
        f"OR (p.OBJECT_SCHEMA = {literal(each.schema)} AND p.OBJECT_NAME = {literal(each.name)})))"
        for each in database.relations
        for owner in each.owners
    ]
    keeping = " OR ".join(dict.fromkeys([f"p.GRANTEE = {literal(stamp.owner)}", *own]))
    return (
        f"FROM {identifier(database.name)}.INFORMATION_SCHEMA.OBJECT_PRIVILEGES AS p "
        f"WHERE p.PRIVILEGE_TYPE <> 'OWNERSHIP' AND p.OBJECT_CATALOG = {literal(database.name)} "
        f"AND ((p.OBJECT_TYPE = 'SCHEMA' AND p.OBJECT_NAME IN {closed}) "
        f"OR (p.OBJECT_TYPE NOT IN ({', '.join(literal(each) for each in ('SCHEMA', *_HARMLESS))}) "
        f"AND p.OBJECT_SCHEMA IN {closed})) AND NOT (p.GRANTED_TO = 'ROLE' AND ({keeping}))"
    )


def _closing(database: Database, stamp: Stamp) -> Iterator[str]:
    """Yield the statements that revoke grants on tables, their schemas and the script's own objects."""
    name = identifier(database.name)
    for schema in sorted({STATE, *(each.schema for each in database.relations)}):
        views = read_schema(schema) if schema != STATE else ""
        yield (
            f"INSERT INTO {name}.{identifier(STATE)}.CLOSED SELECT {literal(schema)}, {literal(views)} "
            f"WHERE NOT EXISTS (SELECT 1 FROM {name}.{identifier(STATE)}.CLOSED AS c WHERE c.NAME = {literal(schema)})"
        )
    quoted = [
        f"'\"' || REPLACE({each}, '\"', '\"\"') || '\"'"
        for each in ("p.OBJECT_SCHEMA", "p.OBJECT_NAME", "p.GRANTEE")
    ]
    inside = f"CASE WHEN p.OBJECT_TYPE = 'SCHEMA' THEN '' ELSE {quoted[0]} || '.' END"
    thing = f"REPLACE(p.OBJECT_TYPE, '_', ' ') || ' ' || {literal(name + '.')} || {inside} || {quoted[1]}"
    statement = f"'REVOKE ALL PRIVILEGES ON ' || {thing} || ' FROM ROLE ' || {quoted[2]} || ' CASCADE'"
    foreign = f"{_foreign(database, stamp)} AND p.GRANTED_TO = 'ROLE'"
    yield f"LET foreign_grants CURSOR FOR SELECT DISTINCT {statement} AS STATEMENT {foreign}"
    yield _loop("foreign_grants")


def _loop(cursor: str) -> str:
    return (
        f"FOR found IN {cursor} DO\n  statement := found.STATEMENT;\n  EXECUTE IMMEDIATE :statement;\nEND FOR"
    )


def _still_open(database: Database, stamp: Stamp) -> _Refusal:
    return _Refusal(
        f"EXISTS (SELECT 1 {_foreign(database, stamp)})",
        "privileges on tables or their schemas remain: not revocable here, or granted to a share, database role or user",
    )


def _made(database: Database, schema: str) -> Iterator[str]:
    """Yield the statements that create the new views of a schema, next to the current ones."""
    name = identifier(database.name)
    yield f"CREATE SCHEMA IF NOT EXISTS {name}.{identifier(read_schema(schema))} WITH MANAGED ACCESS"
    yield f"CREATE OR REPLACE SCHEMA {name}.{identifier(next_schema(schema))} WITH MANAGED ACCESS"
    number = 1
    for each in _read(database, schema):
        yield comment(f"{each.contract.address}: {each.schema}.{each.name}, read as {each.read_schema}")
        yield from (comment(reason) for reason in reasons(each))
        yield view(each, database.name)
        for policy, setting in policies(each, database.name, number):
            number += 1
            yield policy
            yield setting


def _read(database: Database, schema: str) -> list[Relation]:
    """Return the relations of a schema that have readers."""
    return [
        each for each in database.relations if each.schema == schema and each.readers and shown_columns(each)
    ]


def _looked_at(database: Database, schema: str, stamp: Stamp) -> Iterator[_Refusal]:
    """Yield the checks on new views that precede their grants."""
    catalog = f"{identifier(database.name)}.INFORMATION_SCHEMA"
    made = literal(next_schema(schema))
    yield _Refusal(
        f"EXISTS (SELECT 1 FROM {catalog}.OBJECT_PRIVILEGES AS p WHERE (p.OBJECT_SCHEMA = {made} "
        f"OR (p.OBJECT_TYPE = 'SCHEMA' AND p.OBJECT_NAME = {made})) AND p.PRIVILEGE_TYPE <> 'OWNERSHIP')",
        f"new views of {schema} are readable as soon as they are created",
    )
    yield _Refusal(
        f"(SELECT COUNT(*) FROM {catalog}.VIEWS AS v WHERE v.TABLE_SCHEMA = {made} AND v.IS_SECURE = 'YES' "
        f"AND v.TABLE_OWNER = {literal(stamp.owner)}) <> {len(_read(database, schema))}",
        f"a view of {schema} is not secure, or has an owner other than {stamp.owner}",
    )


def _granted(database: Database, schema: str) -> Iterator[str]:
    """Yield the grants on the views of a schema."""
    name = identifier(database.name)
    readers = {reader for each in _read(database, schema) for reader in each.granted()}
    for each in sorted(readers):
        yield f"GRANT USAGE ON DATABASE {name} TO ROLE {role(each)}"
        yield f"GRANT USAGE ON SCHEMA {name}.{identifier(next_schema(schema))} TO ROLE {role(each)}"
    for relation in _read(database, schema):
        for each, columns in relation.granted().items():
            if columns:
                yield f"GRANT SELECT ON VIEW {view_name(relation, database.name)} TO ROLE {role(each)}"


def _swap(database: Database, schema: str) -> Iterator[str]:
    """Yield the statements that replace the old views with the new ones."""
    name = identifier(database.name)
    made = f"{name}.{identifier(next_schema(schema))}"
    yield f"ALTER SCHEMA {made} SWAP WITH {name}.{identifier(read_schema(schema))}"
    yield f"DROP SCHEMA {made}"


def _gone(database: Database) -> Iterator[str]:
    """Yield the statements that drop the views of schemas that no contract names any longer."""
    name = identifier(database.name)
    now = _texts([STATE, *sorted({each.schema for each in database.relations})])
    yield (
        f"LET left_over CURSOR FOR SELECT 'DROP SCHEMA IF EXISTS ' || {literal(name + '.')} || '\"' || "
        "REPLACE(c.VIEWS, '\"', '\"\"') || '\"' AS STATEMENT "
        f"FROM {name}.{identifier(STATE)}.CLOSED AS c WHERE c.NAME NOT IN ({now})"
    )
    yield _loop("left_over")


def _record(database: Database, stamp: Stamp) -> Iterator[str]:
    state = f"{identifier(database.name)}.{identifier(STATE)}"
    yield f"DELETE FROM {state}.COMPILED"
    yield f"INSERT INTO {state}.COMPILED SELECT {literal(stamp.mesh)}, {literal(stamp.revision)}, {day(stamp.on)}"


def _texts(values: Iterable[str]) -> str:
    return ", ".join(literal(each) for each in dict.fromkeys(values))
