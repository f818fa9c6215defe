"""Drift: the differences between the grants in a database and those of the compiled script.

This module does not connect to a database, detect copies of data, or report the access of owners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.enforcement.postgresql.privileges import PRIVILEGES
from meshwright.enforcement.postgresql.relations import STATE
from meshwright.enforcement.postgresql.script import granted, own, view_digest
from meshwright.enforcement.postgresql.state import UNEXPECTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.enforcement.relations import Database
    from meshwright.enforcement.stamp import Stamp

ALL = "PUBLIC"
READERS_OF_ALL = (
    "pg_read_all_data",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_execute_server_program",
)
"""Built-in roles whose members can read every table, directly or through the server's files."""
CATALOG = f"""
SELECT jsonb_pretty(jsonb_build_object(
'database', current_database(),
'privileges', (SELECT coalesce(jsonb_agg(jsonb_build_object('schema', x.s, 'relation', x.r,
    'column', x.c, 'owner', pg_get_userbyid(x.owner),
    'grantee', CASE x.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(x.grantee) END,
    'privilege', x.p, 'plain', x.is_plain) ORDER BY x.s, x.r, x.c, x.grantee, x.p, x.is_plain), '[]')
  FROM ({PRIVILEGES}) AS x
  WHERE x.s NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND x.grantee <> x.owner),
'relations', (SELECT coalesce(jsonb_agg(jsonb_build_object('schema', n.nspname, 'relation', c.relname, 'kind', c.relkind,
    'owner', pg_get_userbyid(c.relowner), 'options', coalesce(c.reloptions, '{{}}'),
    'as_compiled', coalesce(CASE c.relkind WHEN 'v' THEN obj_description(c.oid, 'pg_class') END, ''),
    'definition', CASE c.relkind WHEN 'v' THEN md5(pg_get_viewdef(c.oid)) ELSE '' END)
    ORDER BY n.nspname, c.relname), '[]')
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')),
'schemas', (SELECT jsonb_object_agg(nspname, pg_get_userbyid(nspowner)) FROM pg_namespace),
'roles', (SELECT jsonb_agg(jsonb_build_object('role', rolname, 'superuser', rolsuper, 'bypass', rolbypassrls,
    'login', rolcanlogin, 'replication', rolreplication,
    'makes_members', rolcreaterole AND current_setting('server_version_num')::integer < 160000) ORDER BY rolname)
  FROM pg_roles),
'memberships', (SELECT coalesce(jsonb_agg(jsonb_build_object('role', pg_get_userbyid(roleid),
    'member', pg_get_userbyid(member)) ORDER BY roleid, member), '[]') FROM pg_auth_members),
'defaults', (SELECT coalesce(jsonb_agg(jsonb_build_object('maker', pg_get_userbyid(d.defaclrole),
    'schema', coalesce(n.nspname, ''), 'grantee', CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee) END,
    'privilege', a.privilege_type) ORDER BY d.oid, a.grantee, a.privilege_type), '[]')
  FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace,
    LATERAL aclexplode(d.defaclacl) AS a WHERE d.defaclobjtype = 'r' AND a.grantee <> d.defaclrole),
'functions', (SELECT coalesce(jsonb_agg(jsonb_build_object('function', concat(n.nspname, '.', p.proname, '(',
    pg_get_function_identity_arguments(p.oid), ')'), 'owner', pg_get_userbyid(p.proowner)) ORDER BY p.oid), '[]')
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
  WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) AS a WHERE a.grantee <> p.proowner))
    AND NOT EXISTS (SELECT FROM pg_depend AS d
      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')),
'inheritance', (SELECT coalesce(jsonb_agg(jsonb_build_object('parent_schema', pn.nspname, 'parent', p.relname,
    'schema', n.nspname, 'relation', c.relname) ORDER BY i.inhparent, i.inhrelid), '[]')
  FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhparent JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
    JOIN pg_class AS c ON c.oid = i.inhrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f')),
'state', (SELECT coalesce(jsonb_agg(jsonb_build_object('thing', x.thing) ORDER BY x.thing), '[]')
  FROM ({UNEXPECTED}) AS x),
'views', (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('schema', vn.nspname, 'view', v.relname, 'kind', v.relkind,
    'owner', pg_get_userbyid(v.relowner), 'from_schema', n.nspname, 'from', c.relname)), '[]')
  FROM pg_rewrite AS w JOIN pg_class AS v ON v.oid = w.ev_class
    JOIN pg_namespace AS vn ON vn.oid = v.relnamespace
    JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
      AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class AS c ON c.oid = d.refobjid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE v.oid <> c.oid AND vn.nspname NOT IN ('pg_catalog', 'information_schema'))))
""".strip()
"""A query that returns the catalog as a single JSON value. Every role can run it, with `pg_catalog` as the search path."""
PARTS: Mapping[str, Mapping[str, type]] = {
    "privileges": {
        **dict.fromkeys(("schema", "relation", "column", "owner", "grantee", "privilege"), str),
        "plain": bool,
    },
    "relations": {
        **dict.fromkeys(("schema", "relation", "kind", "owner", "as_compiled", "definition"), str),
        "options": list,
    },
    "roles": {
        "role": str,
        **dict.fromkeys(("superuser", "bypass", "login", "replication", "makes_members"), bool),
    },
    "memberships": {"role": str, "member": str},
    "defaults": dict.fromkeys(("maker", "schema", "grantee", "privilege"), str),
    "functions": {"function": str, "owner": str},
    "inheritance": dict.fromkeys(("parent_schema", "parent", "schema", "relation"), str),
    "state": {"thing": str},
    "views": dict.fromkeys(("schema", "view", "kind", "owner", "from_schema", "from"), str),
}
"""The lists in a catalog, with the keys of their entries."""
_WORDS = {"v": "a view", "m": "a materialized view"}
"""The kinds of relations that read other relations."""


class Drift(NamedTuple):
    """A difference between a database and the compiled access."""

    kind: str
    text: str


def fault(catalog: object, database: str) -> str:
    """Return the reason why a catalog cannot be compared, or an empty string."""
    if not isinstance(catalog, dict) or not isinstance(catalog.get("schemas"), dict):
        return "it is not the result of the query"
    for part, keys in PARTS.items():
        entries = catalog.get(part)
        if not isinstance(entries, list) or not all(
            isinstance(each, dict) and all(isinstance(each.get(key), kind) for key, kind in keys.items())
            for each in entries
        ):
            return f"`{part}` is not the result of the query"
    if catalog.get("database") != database:
        return f"it is from database `{catalog.get('database')}`, not from `{database}`"
    return ""


def drift(database: Database, stamp: Stamp, catalog: Mapping[str, Any]) -> tuple[Drift, ...]:
    """Return all differences, sorted; `fault` must have accepted the catalog."""
    return tuple(sorted({*_Comparison(database, stamp, catalog).differences()}))


def superusers(catalog: Mapping[str, Any]) -> int:
    """Return the number of superusers, who can read everything."""
    return sum(each["superuser"] for each in catalog["roles"])


class _Comparison:
    def __init__(self, database: Database, stamp: Stamp, catalog: Mapping[str, Any]) -> None:
        self._database = database
        self._owner = stamp.owner
        self._catalog = catalog
        self._expected = set(granted(database, stamp))
        self._own = set(own(database))
        self._read = {each.read_schema for each in database.relations}
        self._read |= {
            name for name, owner in catalog["schemas"].items() if owner == self._owner and name != STATE
        }
        self._closed = {STATE, *self._read, *(each.schema for each in database.relations)}
        self._readers = {each.role for each in self._expected} - {self._owner}
        self._superusers = {each["role"] for each in catalog["roles"] if each["superuser"]}
        self._logins = {each["role"] for each in catalog["roles"] if each["login"]}

    def differences(self) -> Iterator[Drift]:
        yield from self._privileges()
        yield from self._state()
        yield from self._views()
        yield from self._passed_on()
        yield from self._defaults()
        yield from self._memberships()
        yield from self._roles()

    def _privileges(self) -> Iterator[Drift]:
        seen = set()
        for each in self._catalog["privileges"]:
            key = each["schema"], each["relation"], each["column"], each["grantee"], each["privilege"]
            if each["plain"]:
                seen.add(key)
            if each["schema"] not in self._closed or self._is_own(each):
                continue
            if key in self._expected and each["plain"]:
                continue
            place = _place(each["schema"], each["relation"], each["column"])
            why = "" if each["plain"] else ", by another grantor or with the grant option"
            yield Drift(
                "unexpected-privilege", f"{each['grantee'] or ALL} has {each['privilege']} on {place}{why}"
            )
        owners = {(each["schema"], each["relation"], each["owner"]) for each in self._catalog["relations"]}
        owners |= {(name, "", owner) for name, owner in self._catalog["schemas"].items()}
        for expected in self._expected - seen:
            if (expected.schema, expected.relation, expected.role) not in owners:
                place = _place(expected.schema, expected.relation, expected.column)
                yield Drift("missing-privilege", f"{expected.role} lacks {expected.privilege} on {place}")

    def _is_own(self, each: Mapping[str, str]) -> bool:
        return bool(each["plain"]) and (each["schema"], each["relation"], each["grantee"]) in self._own

    def _state(self) -> Iterator[Drift]:
        """Yield other roles' objects in the schema of the script's own tables, and changed parts of that schema."""
        for each in self._catalog["state"]:
            yield Drift("unsafe-state", f"unexpected in schema {STATE}: {each['thing']}")
        for each in self._catalog["relations"]:
            if each["schema"] == STATE and each["owner"] != self._owner:
                place = _place(STATE, each["relation"])
                yield Drift("unsafe-state", f"{place} is owned by {each['owner']}, not by {self._owner}")

    def _views(self) -> Iterator[Drift]:
        wanted = {(each.read_schema, each.name): view_digest(each) for each in self._database.relations}
        for each in self._catalog["relations"]:
            place = _place(each["schema"], each["relation"])
            if (each["schema"], each["relation"]) not in wanted:
                if each["schema"] in self._read:
                    yield Drift(
                        "foreign-relation", f"{place} is in a schema of views, but no contract declares it"
                    )
                continue
            digest = wanted.pop((each["schema"], each["relation"]))
            yield from self._unsafe(each, place, digest)
        for schema, name in wanted:
            yield Drift("missing-view", f"{_place(schema, name)} is missing")
        for schema in sorted({STATE, *self._read}):
            owner = self._catalog["schemas"].get(schema, self._owner)
            if owner != self._owner:
                yield Drift("unsafe-view", f"schema {schema} is owned by {owner}, not by {self._owner}")

    def _unsafe(self, each: Mapping[str, Any], place: str, digest: str) -> Iterator[Drift]:
        """Yield the differences between a relation in the database and the compiled view of the same name."""
        if each["kind"] != "v":
            yield Drift("unsafe-view", f"{place} is not a view")
        if each["owner"] != self._owner:
            yield Drift("unsafe-view", f"{place} is owned by {each['owner']}, not by {self._owner}")
        if "security_barrier=true" not in each["options"] or any("invoker" in one for one in each["options"]):
            yield Drift("unsafe-view", f"{place} has options other than security_barrier")
        if each["as_compiled"] != f"{digest} {each['definition']}":
            yield Drift("unsafe-view", f"{place} differs from the definition compiled for this day")

    def _passed_on(self) -> Iterator[Drift]:
        """Yield views, functions and tables outside the closed schemas that show rows from closed tables and views."""
        for each in self._catalog["views"]:
            if each["schema"] not in self._read and each["from_schema"] in self._closed:
                source = _place(each["from_schema"], each["from"])
                kind = _WORDS.get(each["kind"], "a table with a rule")
                yield Drift(
                    "passed-on",
                    f"{_place(each['schema'], each['view'])}, {kind} of {each['owner']}, reads {source}",
                )
        powerful = self._powerful()
        for each in self._catalog["functions"]:
            if each["owner"] in powerful:
                yield Drift(
                    "passed-on",
                    f"function {each['function']} of {each['owner']} runs with its owner's rights, and others can call it",
                )
        for each in self._catalog["inheritance"]:
            ends = (each["parent_schema"], each["parent"]), (each["schema"], each["relation"])
            inside = [end for end in ends if end[0] in self._closed]
            if len(inside) == 1:
                outside = next(end for end in ends if end not in inside)
                yield Drift(
                    "passed-on",
                    f"{_place(*outside)} inherits from or is inherited by {_place(*inside[0])}, and is not closed",
                )

    def _powerful(self) -> set[str]:
        """Return the roles that can read a closed table or a view: superusers, owners and readers, and the members of
        these roles.
        """
        found = self._superusers | self._readers | {self._owner, *READERS_OF_ALL}
        found |= {each["owner"] for each in self._catalog["relations"] if each["schema"] in self._closed}
        found |= {owner for _, _, owner in self._own}
        return found.union(*(self._inside(each) for each in found))

    def _defaults(self) -> Iterator[Drift]:
        for each in self._catalog["defaults"]:
            if each["schema"] in {"", *self._closed}:
                where = f"in schema {each['schema']}" if each["schema"] else "in all schemas"
                yield Drift(
                    "default-privilege",
                    f"{each['grantee'] or ALL} gets {each['privilege']} on tables that {each['maker']} creates {where}",
                )

    def _memberships(self) -> Iterator[Drift]:
        persons = set().union(*(self._inside(each) for each in self._readers)) & self._logins - self._readers
        for each in self._catalog["memberships"]:
            role, member = each["role"], each["member"]
            if member in self._superusers:
                continue
            if role == self._owner:
                yield Drift("member-of-owner", f"{member} is a member of {role}, which reads all tables")
            elif role in self._readers and member not in self._logins:
                yield Drift(
                    "group-in-group", f"{member} is a member of {role}, and so are all of its own members"
                )
            elif role in persons:
                yield Drift("group-in-group", f"{member} is a member of {role}, and reads what {role} reads")
        for role in READERS_OF_ALL:
            for member in sorted(self._inside(role) - self._superusers - {"pg_database_owner"}):
                yield Drift("reads-all-data", f"{member} is a member of {role}, which can read all tables")

    def _inside(self, role: str) -> set[str]:
        """Return the direct and indirect members of a role."""
        found: set[str] = set()
        new: Iterable[str] = [role]
        while new:
            new = {each["member"] for each in self._catalog["memberships"] if each["role"] in new} - found
            found |= set(new)
        return found

    def _roles(self) -> Iterator[Drift]:
        for each in self._catalog["roles"]:
            name = each["role"]
            if name == self._owner and (each["superuser"] or each["bypass"] or each["login"]):
                yield Drift(
                    "unsafe-owner",
                    f"{name} owns the views, and is a superuser, bypasses row-level security or logs in",
                )
            if each["replication"] and not each["superuser"]:
                yield Drift("reads-all-data", f"{name} can replicate the database and so read all tables")
            if each["makes_members"] and not each["superuser"]:
                yield Drift("creates-roles", f"{name} can make itself a member of any group")
            if name in self._readers and each["superuser"]:
                yield Drift(
                    "superuser", f"{name} is a reader and also a superuser, which can read everything"
                )


def _place(*names: str) -> str:
    return ".".join(each for each in names if each)
