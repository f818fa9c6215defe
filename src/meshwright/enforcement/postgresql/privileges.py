"""The query for all privileges in a database."""

from __future__ import annotations

PRIVILEGES = """
  SELECT n.nspname::text AS s, ''::text AS r, ''::text AS c, n.nspowner AS owner,
      a.grantee, a.privilege_type::text AS p, a.grantor = n.nspowner AND NOT a.is_grantable AS is_plain
    FROM pg_catalog.pg_namespace AS n, LATERAL pg_catalog.aclexplode(n.nspacl) AS a
  UNION
  SELECT n.nspname::text, c.relname::text, '', c.relowner,
      a.grantee, a.privilege_type::text, a.grantor = c.relowner AND NOT a.is_grantable
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace,
      LATERAL pg_catalog.aclexplode(c.relacl) AS a
  UNION
  SELECT n.nspname::text, c.relname::text, t.attname::text, c.relowner,
      a.grantee, a.privilege_type::text, a.grantor = c.relowner AND NOT a.is_grantable
    FROM pg_catalog.pg_attribute AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.attrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace, LATERAL pg_catalog.aclexplode(t.attacl) AS a"""
"""Every privilege on schemas (s), relations (r) and columns (c), with the owner.

A plain privilege was granted by the owner, without the grant option.
"""
