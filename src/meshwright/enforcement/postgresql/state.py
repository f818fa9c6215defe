"""The schema `mw` of the script's own tables, and the check that no other role created or can change anything in it.

A superuser may apply the script, and any role that can create schemas may have created `mw` before. A trigger in the schema
would run with the superuser's rights, and a rule or view could hide the schemas to close. Therefore, the schema may contain
only objects that a script creates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.enforcement.postgresql.names import literal, role
from meshwright.enforcement.postgresql.privileges import PRIVILEGES
from meshwright.enforcement.postgresql.relations import STATE

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLUMNS = {
    "compiled": "mesh text, revision text, day date",
    "attribute": "member text, attribute text, value text",
    "hash_key": "key bytea",
    "closed": "schema text, has_views boolean",
}
"""The columns of each table, in the notation of PostgreSQL's catalog."""
UNEXPECTED = f"""
  WITH made AS (
    SELECT c.oid, c.relkind = 'r' AND c.relpersistence = 'p' AND c.reloftype = 0
        AND NOT c.relrowsecurity AND NOT c.relforcerowsecurity
        AND NOT EXISTS (SELECT FROM pg_inherits AS i WHERE c.oid IN (i.inhrelid, i.inhparent))
        AND NOT EXISTS (SELECT FROM pg_attribute AS a
          WHERE a.attrelid = c.oid AND a.attcollation NOT IN (0, 'pg_catalog."default"'::regcollation))
        AND w.columns = (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
          FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS is_unchanged
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN (VALUES {", ".join(f"({literal(name)}, {literal(each)})" for name, each in _COLUMNS.items())})
          AS w (name, columns) ON w.name = c.relname::text
      WHERE n.nspname = '{STATE}')
  SELECT 'the definition of ' || pg_describe_object('pg_class'::regclass, m.oid, 0) AS thing
    FROM made AS m WHERE NOT coalesce(m.is_unchanged, false)
  UNION
  SELECT pg_describe_object(d.classid, d.objid, 0)
    FROM pg_depend AS d JOIN pg_namespace AS n ON n.oid = d.refobjid
    WHERE d.refclassid = 'pg_namespace'::regclass AND n.nspname = '{STATE}' AND d.classid <> 'pg_default_acl'::regclass
      AND NOT (d.classid = 'pg_class'::regclass AND d.objid IN (SELECT m.oid FROM made AS m))
  UNION
  SELECT pg_describe_object(d.classid, d.objid, 0)
    FROM pg_depend AS d JOIN made AS m ON m.oid = d.refobjid
    WHERE d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
      AND d.classid NOT IN ('pg_type'::regclass, 'pg_publication_rel'::regclass, 'pg_statistic_ext'::regclass)
      AND NOT (d.classid = 'pg_class'::regclass
        AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = d.objid AND c.relkind = 't'))
      AND NOT (d.classid = 'pg_constraint'::regclass
        AND EXISTS (SELECT FROM pg_constraint AS k WHERE k.oid = d.objid AND k.contype IN ('p', 'n')))
  UNION
  SELECT CASE WHEN t.tgconstraint = 0 THEN pg_describe_object('pg_trigger'::regclass, t.oid, 0)
      ELSE pg_describe_object('pg_constraint'::regclass, t.tgconstraint, 0) END
    FROM pg_trigger AS t JOIN made AS m ON m.oid = t.tgrelid"""
"""A query that describes (`thing`) all objects in the schema, and all parts of its tables, that no script creates.

The second part covers other objects of any kind. The third covers the tables' rules, triggers, defaults, checks,
indexes, policies and sequences. The last part also covers foreign keys of other tables, which have triggers on these
tables.
"""


def check(owner: str) -> str:
    """Return the block that creates the schema if it is missing, and fails if another role created it or can change it.

    The schema is created before the checks, because another session could create it in between. Its tables are locked before
    their parts are read, because a trigger that another session has not committed yet would be missed.
    """
    return f"""
DECLARE
  owning oid := (SELECT r.oid FROM pg_roles AS r WHERE r.rolname::text = {literal(owner)});
  found text;
BEGIN
  SELECT string_agg(m.rolname::text, ', ' ORDER BY m.rolname) INTO found
    FROM pg_auth_members AS a JOIN pg_roles AS m ON m.oid = a.member
    WHERE a.roleid = owning AND NOT m.rolsuper
      AND ((SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user) OR NOT pg_has_role(m.oid, 'MEMBER'));
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'role % owns the views and schema {STATE}, and its members can change both: %', {literal(owner)}, found
      USING HINT = 'Revoke the memberships, or apply the script as the member, with SET ROLE.';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = '{STATE}') THEN
    CREATE SCHEMA {STATE} AUTHORIZATION {role(owner)};
  END IF;
  SELECT string_agg(x.thing || ' of ' || pg_get_userbyid(x.owner), ', ' ORDER BY x.thing) INTO found FROM (
    SELECT 'schema {STATE}' AS thing, n.nspowner AS owner FROM pg_namespace AS n WHERE n.nspname = '{STATE}'
    UNION ALL
    SELECT pg_describe_object('pg_class'::regclass, c.oid, 0), c.relowner
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = '{STATE}' AND c.relkind NOT IN ('i', 'I')) AS x
    WHERE x.owner IS DISTINCT FROM owning;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'schema {STATE} is reserved for tables of role %, but others own: %', {literal(owner)}, found
      USING HINT = 'Check who created them, and drop them; if you changed the owner of the views, change these owners too.';
  END IF;
  FOR found IN SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = '{STATE}' AND c.relkind = 'r' ORDER BY c.relname
  LOOP
    EXECUTE format('LOCK TABLE {STATE}.%I IN SHARE ROW EXCLUSIVE MODE', found);
  END LOOP;
  SELECT string_agg(x.thing, ', ' ORDER BY x.thing) INTO found FROM ({UNEXPECTED}) AS x;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'schema {STATE} contains something that no script created: %', found
      USING HINT = 'Check who created it, and drop it or move it to another schema.';
  END IF;
  SELECT string_agg(DISTINCT coalesce(g.rolname::text, 'PUBLIC') || ' has ' || x.p || ' on '
      || concat_ws('.', x.s, nullif(x.r, ''), nullif(x.c, '')), ', ') INTO found
    FROM ({PRIVILEGES}) AS x LEFT JOIN pg_roles AS g ON g.oid = x.grantee
    WHERE x.s = '{STATE}' AND x.grantee <> x.owner AND x.p NOT IN ('SELECT', 'USAGE');
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'others can write to schema {STATE}: %', found
      USING HINT = 'Revoke these privileges, and check the rows of the tables.';
  END IF;
END"""


def tables(owner: str, views: Iterable[str], schemas: Iterable[str]) -> str:
    """Return the statements that create the tables, and store the names of the schemas for views and tables.

    The names are stored so that grants in a schema are revoked even after its last port is removed.
    """
    rows = [f"({literal(each)}, true)" for each in sorted(views)]
    rows += [f"({literal(each)}, false)" for each in sorted({STATE, *schemas})]
    quoted = role(owner)
    return f"""CREATE TABLE IF NOT EXISTS {STATE}.compiled (
  mesh text PRIMARY KEY, revision text NOT NULL, day date NOT NULL);
CREATE TABLE IF NOT EXISTS {STATE}.attribute (
  member text, attribute text, value text, PRIMARY KEY (member, attribute, value));
CREATE TABLE IF NOT EXISTS {STATE}.hash_key (key bytea PRIMARY KEY);
CREATE TABLE IF NOT EXISTS {STATE}.closed (schema text PRIMARY KEY, has_views boolean NOT NULL);
ALTER TABLE {STATE}.compiled OWNER TO {quoted};
ALTER TABLE {STATE}.closed OWNER TO {quoted};
ALTER TABLE {STATE}.attribute OWNER TO {quoted};
ALTER TABLE {STATE}.hash_key OWNER TO {quoted};
INSERT INTO {STATE}.closed VALUES {", ".join(rows)} ON CONFLICT DO NOTHING;
INSERT INTO {STATE}.hash_key
  SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
  WHERE NOT EXISTS (SELECT FROM {STATE}.hash_key);"""
