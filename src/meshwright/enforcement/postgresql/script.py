"""The compiled script, a single transaction that refuses the wrong database, creates the views, revokes all other
access, grants access and verifies the result.

It is idempotent: its result depends only on the mesh and the day. This module does not connect to a database or know
a password.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from meshwright.enforcement.expressions import reasons
from meshwright.enforcement.postgresql import passing_on, state
from meshwright.enforcement.postgresql.names import block, comment, identifier, literal, role
from meshwright.enforcement.postgresql.privileges import PRIVILEGES
from meshwright.enforcement.postgresql.relations import STATE
from meshwright.enforcement.postgresql.views import (
    TODAY,
    expected_types,
    table_name,
    view,
    view_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.enforcement.relations import Database, Relation
    from meshwright.enforcement.stamp import Stamp

OWNER = "mw_owner"
"""The default role that owns the views."""
_BEGIN = """BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL quote_all_identifiers = off;
SET LOCAL search_path = pg_catalog, pg_temp;"""
OLDEST = 150000
"""The oldest supported version: PostgreSQL 15."""


class Granted(NamedTuple):
    """A privilege that a role is granted: to read a column, or to use a schema."""

    schema: str
    relation: str
    """The table or view; empty for a privilege on the schema."""
    column: str
    role: str
    privilege: str


def script(database: Database, stamp: Stamp) -> str:
    """Return the SQL that grants a mesh's access in a database on a day, and revokes all other access."""
    parts = [
        _head(database, stamp),
        _BEGIN,
        _do(_refusals(database, stamp)),
        _do(state.check(stamp.owner)),
        _do(_earlier(stamp)),
        state.tables(stamp.owner, _read_schemas(database), {each.schema for each in database.relations}),
        _do(_outsiders()),
        *(_schema(schema, stamp) for schema in sorted({each.read_schema for each in database.relations})),
        _do(_leftovers(database, stamp)),
        *(_view(each, stamp) for each in database.relations),
        _temporary(database, stamp),
        _do(_closing()),
        *_grants(database, stamp),
        _do(_look_again(database)),
        _do(passing_on.check(_closed(database), _closed(database, with_views=False))),
        "DROP VIEW pg_temp.mw_privileges;",
        _record(stamp),
        "COMMIT;",
    ]
    return "\n\n".join(parts) + "\n"


def granted(database: Database, stamp: Stamp) -> tuple[Granted, ...]:
    """Return all privileges that the script grants, sorted."""
    found: set[Granted] = set()
    for each in database.relations:
        found.add(Granted(each.schema, "", "", stamp.owner, "USAGE"))
        found.update(
            Granted(each.schema, each.name, column.name, stamp.owner, "SELECT") for column in each.columns
        )
        for name, columns in each.granted().items():
            found.add(Granted(each.read_schema, "", "", name, "USAGE"))
            found.update(Granted(each.read_schema, each.name, column, name, "SELECT") for column in columns)
    return tuple(sorted(found))


def _head(database: Database, stamp: Stamp) -> str:
    lines = [
        f"Access of mesh {stamp.mesh}, revision {stamp.revision}, on {stamp.on} (UTC), for database {database.name}",
        "Compiled by meshwright; apply it with psql -X -v ON_ERROR_STOP=1 -f FILE.",
        *(f"Note: {each}" for each in database.notes),
    ]
    return "\n".join(comment(each) for each in lines)


def _do(body: str) -> str:
    return f"DO {block(body)};"


def _texts(values: Iterable[str]) -> str:
    """Return texts as an SQL array."""
    return f"ARRAY[{', '.join(literal(each) for each in values)}]::text[]"


def _rows(rows: Sequence[Sequence[str]], columns: str) -> str:
    """Return rows of texts as an SQL relation with named columns; there may be no rows."""
    names = columns.split(", ")
    if not rows:
        empty = ", ".join(f"''::text AS {each}" for each in names)
        return f"(SELECT {empty} WHERE false)"
    written = ",\n    ".join(f"({', '.join(literal(each) for each in row)})" for row in rows)
    return f"(SELECT * FROM (VALUES\n    {written}) AS v ({columns}))"


def _refusals(database: Database, stamp: Stamp) -> str:
    """Return the checks that precede any change."""
    roles = sorted({stamp.owner, *(each.role for each in granted(database, stamp))})
    types = [
        (relation.schema, relation.name, column, ", ".join(kinds))
        for relation in database.relations
        for column, kinds in expected_types(relation)
    ]
    return f"""
DECLARE
  found text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext({literal(STATE)}));
  IF current_database() <> {literal(database.name)} THEN
    RAISE EXCEPTION 'compiled for database %, not for %', {literal(database.name)}, current_database();
  END IF;
  IF current_setting('server_version_num')::integer < {OLDEST} THEN
    RAISE EXCEPTION 'PostgreSQL 15 or later is needed';
  END IF;
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'the database has to be encoded in UTF8';
  END IF;
  IF {TODAY} < DATE '{stamp.on}' THEN
    RAISE EXCEPTION 'compiled for {stamp.on}, a day that has not yet begun in UTC';
  END IF;
  SELECT string_agg(name, ', ' ORDER BY name) INTO found FROM unnest({_texts(roles)}) AS n (name)
    WHERE NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname::text = name);
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'create these roles first: %', found;
  END IF;
  IF EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname::text = {literal(stamp.owner)}
      AND (r.rolsuper OR r.rolbypassrls OR r.rolcanlogin)) THEN
    RAISE EXCEPTION 'role % owns the views: it must not be a superuser, bypass row-level security, or log in',
      {literal(stamp.owner)};
  END IF;
  SELECT string_agg(e.s || '.' || e.r || '.' || e.c, ', ') INTO found
    FROM {_rows(types, "s, r, c, kinds")} AS e
    WHERE NOT EXISTS (
      SELECT FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_type AS t ON t.oid = a.atttypid
        WHERE n.nspname::text = e.s AND c.relname::text = e.r AND a.attname::text = e.c
          AND format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, NULL)
            = ANY (string_to_array(e.kinds, ', ')));
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'columns whose type, needed by a mask or row filter, differs from the contract: %', found;
  END IF;
END"""


def _earlier(stamp: Stamp) -> str:
    """Return the check that no script of another mesh or of a later day has been applied."""
    return f"""
DECLARE
  found text;
BEGIN
  IF to_regclass('{STATE}.compiled') IS NOT NULL THEN
    EXECUTE 'SELECT min(mesh) FROM {STATE}.compiled WHERE mesh <> $1' INTO found USING {literal(stamp.mesh)};
    IF found IS NOT NULL THEN
      RAISE EXCEPTION 'this database has access rules of mesh %, not of %', found, {literal(stamp.mesh)};
    END IF;
    EXECUTE 'SELECT max(day)::text FROM {STATE}.compiled WHERE day > $1' INTO found
      USING DATE '{stamp.on}';
    IF found IS NOT NULL THEN
      RAISE EXCEPTION 'compiled for {stamp.on}, but the access of % has been applied already', found;
    END IF;
  END IF;
END"""


def _closed(database: Database, *, with_views: bool = True) -> str:
    """Return the query for the closed schemas of this script and of earlier scripts, with or without schemas for views.

    The schemas of this script are always included, even if the stored list was changed.
    """
    tables = {STATE, *(each.schema for each in database.relations)}
    names = {*tables, *_read_schemas(database)} if with_views else tables
    stored = f"SELECT schema FROM {STATE}.closed" + ("" if with_views else " WHERE NOT has_views")
    return f"{stored} UNION SELECT unnest({_texts(sorted(names))})"


def _outsiders() -> str:
    """Return the check that no other table is a parent, child or partition of a closed table.

    Such tables share rows but not grants.
    """
    closed = f"SELECT schema FROM {STATE}.closed"
    return f"""
DECLARE
  found text;
BEGIN
  SELECT string_agg(DISTINCT CASE WHEN pn.nspname::text IN ({closed})
      THEN format('%s.%s of %s.%s', cn.nspname, c.relname, pn.nspname, p.relname)
      ELSE format('%s.%s of %s.%s', pn.nspname, p.relname, cn.nspname, c.relname) END, ', ') INTO found
    FROM pg_inherits AS i
      JOIN pg_class AS p ON p.oid = i.inhparent JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
      JOIN pg_class AS c ON c.oid = i.inhrelid JOIN pg_namespace AS cn ON cn.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f')
      AND (pn.nspname::text IN ({closed})) <> (cn.nspname::text IN ({closed}));
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'a table of another schema is parent, child or partition of a closed table, and shares its rows: %',
      found
      USING HINT = 'Move it to the schema of the closed table, or detach it.';
  END IF;
END"""


def _schema(schema: str, stamp: Stamp) -> str:
    name = identifier(schema)
    return f"CREATE SCHEMA IF NOT EXISTS {name};\nALTER SCHEMA {name} OWNER TO {role(stamp.owner)};"


def _leftovers(database: Database, stamp: Stamp) -> str:
    """Return the block that drops unexpected views, and the views of removed ports."""
    wanted = [(each.read_schema, each.name) for each in database.relations]
    return f"""
DECLARE
  found record;
BEGIN
  FOR found IN SELECT n.nspname, c.relname, c.relkind, w.r IS NOT NULL AS is_wanted
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN {_rows(wanted, "s, r")} AS w ON w.s = n.nspname::text AND w.r = c.relname::text
    JOIN pg_roles AS g ON g.oid = c.relowner
    WHERE n.nspname::text IN (SELECT schema FROM {STATE}.closed WHERE has_views)
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND (w.r IS NULL OR c.relkind <> 'v' OR g.rolname::text <> {literal(stamp.owner)}
        OR c.relhastriggers OR (SELECT count(*) FROM pg_rewrite AS w WHERE w.ev_class = c.oid) > 1)
    ORDER BY n.nspname, c.relname
  LOOP
    IF found.relkind = 'v' THEN
      BEGIN
        EXECUTE format('DROP VIEW %I.%I', found.nspname, found.relname);
      EXCEPTION WHEN dependent_objects_still_exist THEN
        IF found.is_wanted THEN RAISE; END IF;
        RAISE WARNING '%.% is closed and not dropped, because other objects depend on it', found.nspname, found.relname;
      END;
    ELSIF found.is_wanted THEN
      RAISE EXCEPTION '%.% is not a view, and is in the way of one', found.nspname, found.relname;
    END IF;
  END LOOP;
END"""


def _view(relation: Relation, stamp: Stamp) -> str:
    """Return the statements that create a view.

    An existing view with different columns is dropped first, unless another object depends on it.
    """
    text = view(relation)
    name = view_name(relation)
    made = f"""
DECLARE
  definition text := {block(text)};
BEGIN
  EXECUTE definition;
EXCEPTION WHEN invalid_table_definition THEN
  DROP VIEW {name};
  EXECUTE definition;
END"""
    return "\n".join((
        comment(f"{relation.contract.address}: {relation.schema}.{relation.name}, read as {relation.read_schema}"),
        *(comment(each) for each in reasons(relation)),
        _do(made),
        f"ALTER VIEW {name} OWNER TO {role(stamp.owner)};",
        _do(_marked(relation)),
    ))  # fmt: skip


def view_digest(relation: Relation) -> str:
    """Return the digest of a compiled view, which is stored in the view's comment in the database."""
    return sha256(view(relation).encode()).hexdigest()[:16]


def _marked(relation: Relation) -> str:
    """Return the block that records a view's definition in its comment, where `drift` finds it."""
    return f"""
BEGIN
  EXECUTE {literal(f"COMMENT ON VIEW {view_name(relation)} IS ")} || quote_literal(
    {literal(view_digest(relation) + " ")} || md5(pg_get_viewdef({literal(view_name(relation))}::regclass)));
END"""


def _read_schemas(database: Database) -> list[str]:
    return sorted({each.read_schema for each in database.relations})


def own(database: Database) -> list[tuple[str, str, str]]:
    """Return the schemas and tables to which owners keep access: schema, table (empty for a schema) and owner."""
    found = {(each.schema, "", owner) for each in database.relations for owner in each.owners}
    found |= {(each.schema, each.name, owner) for each in database.relations for owner in each.owners}
    return sorted(found)


def _temporary(database: Database, stamp: Stamp) -> str:
    """Return the statements that create temporary relations: actual privileges, expected privileges, and those of owners."""
    return f"""CREATE TEMPORARY VIEW mw_privileges AS
  {PRIVILEGES};
CREATE TEMPORARY TABLE mw_expected ON COMMIT DROP AS {_rows(granted(database, stamp), "s, r, c, o, p")};
CREATE TEMPORARY TABLE mw_own ON COMMIT DROP AS {_rows(own(database), "s, r, o")};"""


def _closing() -> str:
    """Return the block that revokes every unexpected privilege, and all grants that depend on it."""
    return f"""
DECLARE
  found record;
  grantee text;
  thing text;
BEGIN
  FOR found IN SELECT DISTINCT x.s, x.r, x.grantee, k.relkind, g.rolname, o.s IS NOT NULL AS is_own
    FROM pg_temp.mw_privileges AS x
    LEFT JOIN pg_roles AS g ON g.oid = x.grantee
    LEFT JOIN pg_temp.mw_expected AS e ON e.s = x.s AND e.r = x.r AND e.c = x.c AND e.o = g.rolname::text AND e.p = x.p
    LEFT JOIN pg_temp.mw_own AS o ON o.s = x.s AND o.r = x.r AND o.o = g.rolname::text
    LEFT JOIN pg_namespace AS n ON n.nspname::text = x.s
    LEFT JOIN pg_class AS k ON k.relnamespace = n.oid AND k.relname::text = x.r
    WHERE x.s IN (SELECT schema FROM {STATE}.closed) AND x.grantee <> x.owner
      AND (NOT x.is_plain OR (o.s IS NULL AND e.s IS NULL))
    ORDER BY x.s, x.r, g.rolname
  LOOP
    grantee := CASE WHEN found.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(found.rolname) END;
    thing := CASE WHEN found.r = '' THEN format('SCHEMA %I', found.s)
      WHEN found.relkind = 'S' THEN format('SEQUENCE %I.%I', found.s, found.r)
      ELSE format('TABLE %I.%I', found.s, found.r) END;
    EXECUTE format('REVOKE %s ALL PRIVILEGES ON %s FROM %s CASCADE',
      CASE WHEN found.is_own THEN 'GRANT OPTION FOR' END, thing, grantee);
  END LOOP;
END"""


def _grants(database: Database, stamp: Stamp) -> Iterator[str]:
    owner = role(stamp.owner)
    for schema in sorted({each.schema for each in database.relations}):
        yield f"GRANT USAGE ON SCHEMA {identifier(schema)} TO {owner};"
    for schema in _read_schemas(database):
        readers = sorted(
            {name for each in database.relations if each.read_schema == schema for name in each.granted()}
        )
        if readers:
            yield f"GRANT USAGE ON SCHEMA {identifier(schema)} TO {', '.join(role(each) for each in readers)};"
    for relation in database.relations:
        columns = ", ".join(identifier(each.name) for each in relation.columns)
        if columns:
            yield f"GRANT SELECT ({columns}) ON {table_name(relation)} TO {owner};"
        for name, granted_columns in relation.granted().items():
            listed = ", ".join(
                identifier(each.name) for each in relation.columns if each.name in granted_columns
            )
            yield f"GRANT SELECT ({listed}) ON {view_name(relation)} TO {role(name)};"


def _look_again(database: Database) -> str:
    """Return the final check that every existing privilege was compiled, and that every compiled privilege exists."""
    return f"""
DECLARE
  found text;
BEGIN
  SELECT string_agg(DISTINCT concat_ws('.', x.s, nullif(x.r, ''), nullif(x.c, '')) || ' for '
      || coalesce(g.rolname::text, 'PUBLIC'), ', ') INTO found FROM pg_temp.mw_privileges AS x
    LEFT JOIN pg_roles AS g ON g.oid = x.grantee
    LEFT JOIN pg_temp.mw_expected AS e ON e.s = x.s AND e.r = x.r AND e.c = x.c AND e.o = g.rolname::text AND e.p = x.p
    WHERE x.s IN ({_closed(database)}) AND x.grantee <> x.owner AND (e.s IS NULL OR NOT x.is_plain)
      AND NOT EXISTS (SELECT FROM pg_temp.mw_own AS o
        WHERE o.s = x.s AND o.r = x.r AND o.o = g.rolname::text);
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'still granted, because the current role cannot revoke it: %', found;
  END IF;
  SELECT string_agg(DISTINCT concat_ws('.', e.s, nullif(e.r, ''), nullif(e.c, '')) || ' for ' || e.o, ', ')
    INTO found FROM pg_temp.mw_expected AS e
    LEFT JOIN pg_temp.mw_privileges AS x ON x.s = e.s AND x.r = e.r AND x.c = e.c AND x.p = e.p
      AND x.grantee = (SELECT oid FROM pg_roles WHERE rolname::text = e.o)
    WHERE x.s IS NULL AND NOT EXISTS (SELECT FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_roles AS g ON g.oid = c.relowner
      WHERE n.nspname::text = e.s AND c.relname::text = e.r AND g.rolname::text = e.o)
      AND NOT EXISTS (SELECT FROM pg_namespace AS n JOIN pg_roles AS g ON g.oid = n.nspowner
        WHERE n.nspname::text = e.s AND e.r = '' AND g.rolname::text = e.o);
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'not granted, because the current role cannot grant it: %', found;
  END IF;
END"""


def _record(stamp: Stamp) -> str:
    values = f"{literal(stamp.mesh)}, {literal(stamp.revision)}, DATE '{stamp.on}'"
    return f"""INSERT INTO {STATE}.compiled AS c VALUES ({values})
  ON CONFLICT (mesh) DO UPDATE SET revision = EXCLUDED.revision, day = EXCLUDED.day
  WHERE (c.revision, c.day) IS DISTINCT FROM (EXCLUDED.revision, EXCLUDED.day);"""
