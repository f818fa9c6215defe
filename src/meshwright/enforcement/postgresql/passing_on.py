"""The check that no other view or rule shows rows of a closed table to roles that may not read the table."""

from __future__ import annotations


def check(closed: str, tables: str) -> str:
    """Return the block that fails if a view, a materialized view or a rule shows rows of closed tables.

    Views of views are included. `closed` is a query for the names of all closed schemas, and `tables` is a query for the
    names of closed schemas without compiled views. The block runs after the grants, because a view shows a table's rows only
    if the owner of the view can still read the table. A materialized view contains a copy of the rows. A view with
    `security_invoker` reads with its reader's rights, but a rule never does.
    """
    return f"""
DECLARE
  found text;
BEGIN
  WITH RECURSIVE edge AS (
    SELECT DISTINCT d.refobjid AS source, v.oid AS reader, v.relowner AS owner, v.relkind = 'm' AS is_copy,
        w.ev_type <> '1' OR NOT coalesce((SELECT bool_or(o.option_value::boolean)
          FROM pg_options_to_table(v.reloptions) AS o WHERE o.option_name = 'security_invoker'), false) AS is_of_owner
      FROM pg_rewrite AS w JOIN pg_class AS v ON v.oid = w.ev_class JOIN pg_namespace AS n ON n.oid = v.relnamespace
        JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
          AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid
      WHERE n.nspname::text NOT IN ({closed})),
  reading AS (
    SELECT e.source AS base, e.reader,
        e.is_copy OR (e.is_of_owner AND has_any_column_privilege(e.owner, e.source, 'SELECT')) AS is_open
      FROM edge AS e JOIN pg_class AS c ON c.oid = e.source JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname::text IN ({tables}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION
    SELECT x.base, e.reader,
        x.is_open OR e.is_copy OR (e.is_of_owner AND has_any_column_privilege(e.owner, x.base, 'SELECT'))
      FROM reading AS x JOIN edge AS e ON e.source = x.reader)
  SELECT string_agg(DISTINCT format('%s %s.%s shows %s.%s to %s',
      CASE v.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'the rule of table' END,
      vn.nspname, v.relname, n.nspname, c.relname, coalesce(g.rolname::text, 'PUBLIC')), ', ') INTO found
    FROM reading AS x
      JOIN pg_class AS v ON v.oid = x.reader JOIN pg_namespace AS vn ON vn.oid = v.relnamespace
      JOIN pg_class AS c ON c.oid = x.base JOIN pg_namespace AS n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (
        SELECT a.grantee, a.privilege_type FROM aclexplode(v.relacl) AS a
        UNION
        SELECT a.grantee, a.privilege_type FROM pg_attribute AS t, LATERAL aclexplode(t.attacl) AS a
          WHERE t.attrelid = v.oid
        UNION
        SELECT v.relowner, 'SELECT' WHERE v.relkind = 'm') AS p
      LEFT JOIN pg_roles AS g ON g.oid = p.grantee
    WHERE x.is_open AND p.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
      AND (p.grantee <> v.relowner OR v.relkind = 'm')
      AND (p.grantee = 0 OR NOT has_table_privilege(p.grantee, x.base, 'SELECT'));
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'rows of closed tables are shown to others: %', found
      USING HINT = 'Drop it, revoke the privileges on it, or give the view the option security_invoker.';
  END IF;
END"""
