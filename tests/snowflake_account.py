"""A Snowflake account as far as access needs one: schemas, views, policies, privileges, sessions, and scripts.

Written for the tests from Snowflake's documentation, independently of the compiler: it returns what each session
would select.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from snowflake_functions import Allowed, Functions, Ltz
from snowflake_sql import Scope, SqlError, reader

if TYPE_CHECKING:
    from snowflake_sql import Query, Reader

DENIED = "denied"
_ALL = ("SELECT", "USAGE", "INSERT", "CREATE VIEW")


class Privilege(NamedTuple):
    privilege: str
    to: str
    kind: str = "ROLE"
    by: str = ""
    """The grantor; empty for the owner."""


@dataclass
class Object:
    """A table or a view."""

    owner: str
    columns: dict[str, str] = field(default_factory=dict)
    """The types of a table's columns."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    query: Query | None = None
    days: int = 1
    """How long Time Travel reads former rows of a table."""
    is_secure: bool = False
    policies: dict[str, Any] = field(default_factory=dict)
    privileges: set[Privilege] = field(default_factory=set)

    @property
    def type(self) -> str:
        return "VIEW" if self.query else "TABLE"


@dataclass
class Schema:
    owner: str
    is_managed: bool = False
    objects: dict[str, Object] = field(default_factory=dict)
    policies: dict[str, Any] = field(default_factory=dict)
    privileges: set[Privilege] = field(default_factory=set)
    future: list[tuple[str, str, str]] = field(default_factory=list)
    """Privilege, kind of object, and role."""


@dataclass
class Session:
    """A user with an active primary role and secondary roles."""

    user: str
    roles: frozenset[str]
    primary: str = ""
    hours: int = 0
    """The session's time zone."""
    date_format: str = "%Y-%m-%d"
    variables: dict[str, str] = field(default_factory=dict)
    result: list[dict[str, Any]] = field(default_factory=list)


class Account:
    """An account with one database."""

    def __init__(self, organization: str, name: str, database: str, roles: set[str]) -> None:
        self.organization, self.name, self.database = organization, name, database
        self.roles = roles
        self.schemas: dict[str, Schema] = {}
        self.privileges: set[Privilege] = set()
        self.future: list[tuple[str, str, str]] = []
        self.now = datetime(2026, 11, 22, 12)  # noqa: DTZ001 - SYSDATE has no zone
        self.session = Session("nobody", frozenset())
        self.executed: list[str] = []
        """The statements and conditions that were run."""
        self.stop_after: int | None = None
        """The number of statements after which the connection is lost."""

    # What an expression asks

    def rows(self, name: tuple[str, ...]) -> list[dict[str, Any]]:
        if name == ("RESULT",):
            return self.session.result
        if len(name) == 3 and name[0] == self.database and name[1] == "INFORMATION_SCHEMA":
            return list(getattr(self, f"_{name[2].lower()}")())
        return self._object(name).rows

    def _schemata(self) -> list[dict[str, Any]]:
        return [{"SCHEMA_NAME": name, "SCHEMA_OWNER": each.owner} for name, each in self.schemas.items()]

    def _objects(self) -> list[tuple[str, str, Object]]:
        return [
            (schema, name, one) for schema, each in self.schemas.items() for name, one in each.objects.items()
        ]

    def _tables(self) -> list[dict[str, Any]]:
        return [
            {
                "TABLE_SCHEMA": schema,
                "TABLE_NAME": name,
                "TABLE_TYPE": "VIEW" if each.query else "BASE TABLE",
                "TABLE_OWNER": each.owner,
            }
            for schema, name, each in self._objects()
        ]

    def _views(self) -> list[dict[str, Any]]:
        return [
            {
                "TABLE_SCHEMA": schema,
                "IS_SECURE": "YES" if each.is_secure else "NO",
                "TABLE_OWNER": each.owner,
            }
            for schema, _, each in self._objects()
            if each.query
        ]

    def _columns(self) -> list[dict[str, Any]]:
        return [
            {"TABLE_SCHEMA": schema, "TABLE_NAME": name, "COLUMN_NAME": column, "DATA_TYPE": kind}
            for schema, name, each in self._objects()
            for column, kind in each.columns.items()
        ]

    def _object_privileges(self) -> list[dict[str, Any]]:
        listed = [("SCHEMA", "", name, each.owner, each.privileges) for name, each in self.schemas.items()]
        listed += [
            (one.type, schema, name, one.owner, one.privileges) for schema, name, one in self._objects()
        ]
        return [
            {
                "OBJECT_CATALOG": self.database, "OBJECT_TYPE": kind, "OBJECT_SCHEMA": schema, "OBJECT_NAME": name,
                "PRIVILEGE_TYPE": each.privilege, "GRANTEE": each.to, "GRANTED_TO": each.kind,
            }
            for kind, schema, name, owner, found in listed
            for each in (Privilege("OWNERSHIP", owner), *sorted(found))
        ]  # fmt: skip

    def call(self, name: str, arguments: list[tuple[str, Any]]) -> Any:
        if name == "PROJECTION_CONSTRAINT":
            ((label, value),) = arguments
            if label != "ALLOW" or not isinstance(value, bool):
                raise SqlError("PROJECTION_CONSTRAINT takes ALLOW => TRUE or FALSE")
            return Allowed(value)
        if any(label for label, _ in arguments):
            raise SqlError(f"{name} has no named arguments")
        return Functions(self).call(name, [value for _, value in arguments])

    def cast(self, value: Any, kind: str) -> Any:
        if value is None:
            return None
        if kind == "DATE" and isinstance(value, datetime) and value.tzinfo is None:
            return value.date()
        if (
            kind in ("TIMESTAMP_LTZ", "TIMESTAMP_TZ")
            and isinstance(value, datetime)
            and value.tzinfo is not None
        ):
            return Ltz(value.astimezone(UTC)) if kind.endswith("LTZ") else value
        raise SqlError(f"unknown cast of {value!r} to {kind}")

    # Scripts

    def apply(self, script: str, session: Session) -> None:
        """Run a script like a client that stops at the first error."""
        self.session = session
        found = reader(script.split("EXECUTE IMMEDIATE $$", 1)[0])
        found.expect("ALTER", "SESSION", "SET", "QUOTED_IDENTIFIERS_IGNORE_CASE", "=", "FALSE", ";")
        found.end()
        _, block, rest = script.split("$$")
        if rest.strip() != ";":
            raise SqlError("something follows the block")
        run_block(self, reader(block))

    def execute(self, text: str) -> None:
        """Run a statement."""
        if self.stop_after is not None and len(self.executed) >= self.stop_after:
            raise ConnectionError
        self.executed.append(text)
        found = reader(text)
        action = found.next().value
        known = {
            "CREATE": self._create, "INSERT": self._insert, "DELETE": self._delete, "SHOW": self._show,
            "REVOKE": self._revoke,
            "GRANT": self._grant, "ALTER": self._alter, "DROP": self._drop,
        }  # fmt: skip
        if action not in known:
            raise SqlError(f"unknown statement: {text[:60]!r}")
        known[action](found)
        found.end()

    def _create(self, found: Reader) -> None:
        replaces = found.accept("OR", "REPLACE")
        if found.accept("SECURE", "VIEW"):
            self._create_view(found, is_secure=True)
        elif found.accept("VIEW"):
            self._create_view(found, is_secure=False)
        elif found.accept("SCHEMA"):
            self._create_schema(found, replaces=replaces)
            return
        elif found.accept("TRANSIENT", "TABLE", "IF", "NOT", "EXISTS"):
            schema, name = self._place(found.names())
            found.expect("(")
            columns = {found.name(): found.name()}
            while found.accept(","):
                columns |= {found.name(): found.name()}
            found.expect(")")
            days = int(found.next().value) if found.accept("DATA_RETENTION_TIME_IN_DAYS", "=") else 1
            schema.objects.setdefault(name, Object(self.session.primary, columns, days=days))
        else:
            found.expect("PROJECTION", "POLICY")
            schema, name = self._place(found.names())
            found.expect("AS", "(", ")", "RETURNS", "PROJECTION_CONSTRAINT", "->")
            if name in schema.policies:
                raise SqlError(f"policy {name} exists")
            schema.policies[name] = found.expression()
        if replaces:
            raise SqlError("only schemas are replaced")

    def _create_schema(self, found: Reader, *, replaces: bool) -> None:
        is_optional = found.accept("IF", "NOT", "EXISTS")
        name = self._schema_name(found.names())
        is_managed = found.accept("WITH", "MANAGED", "ACCESS")
        if name in self.schemas and not replaces:
            if not is_optional:
                raise SqlError(f"schema {name} exists")
            return
        if name in self.schemas and self.schemas[name].owner not in self.session.roles:
            raise SqlError("insufficient privileges on a schema")
        granted = {Privilege(privilege, to) for privilege, kind, to in self.future if kind == "SCHEMA"}
        self.schemas[name] = Schema(self.session.primary, is_managed, privileges=granted)

    def _create_view(self, found: Reader, *, is_secure: bool) -> None:
        schema, name = self._place(found.names())
        found.expect("(")
        columns = [found.name()]
        while found.accept(","):
            columns.append(found.name())
        found.expect(")", "AS")
        query = found.query()
        if name in schema.objects or len(set(columns)) < len(columns) or len(columns) != len(query.items):
            raise SqlError(f"view {name} cannot be made")
        future = schema.future or self.future
        granted = {Privilege(privilege, to) for privilege, kind, to in future if kind == "VIEW"}
        items = [(column, item) for column, (_, item) in zip(columns, query.items, strict=True)]
        named = query._replace(items=items)
        schema.objects[name] = Object(
            self.session.primary, query=named, is_secure=is_secure, privileges=granted
        )

    def _insert(self, found: Reader) -> None:
        found.expect("INTO")
        table = self._object(found.names())
        rows = found.query().run(Scope(self, {}))
        table.rows += [dict(zip(table.columns, row, strict=True)) for row in rows]

    def _delete(self, found: Reader) -> None:
        found.expect("FROM")
        self._object(found.names()).rows.clear()

    def _show(self, found: Reader) -> None:
        found.expect("FUTURE", "GRANTS", "IN")
        if found.accept("DATABASE"):
            future = self.future if found.names() == (self.database,) else None
        else:
            found.expect("SCHEMA")
            future = self.schemas[self._schema_name(found.names())].future
        assert future is not None
        self.session.result = [
            {"privilege": privilege, "grant_on": kind, "grantee_name": to if to.isupper() else f'"{to}"'}
            for privilege, kind, to in future
        ]

    def _granted(self, found: Reader) -> set[Privilege]:
        """Parse the objects of privileges."""
        if found.accept("DATABASE"):
            assert found.names() == (self.database,)
            return self.privileges
        if found.accept("SCHEMA"):
            return self.schemas[self._schema_name(found.names())].privileges
        kind = found.next().value
        thing = self._object(found.names())
        if kind != thing.type:
            raise SqlError(f"not a {kind}")
        return thing.privileges

    def _revoke(self, found: Reader) -> None:
        found.expect("ALL", "PRIVILEGES", "ON")
        privileges = self._granted(found)
        found.expect("FROM", "ROLE")
        gone = {found.name()}
        has_cascade = found.accept("CASCADE")
        if not has_cascade and any(each.by in gone for each in privileges):
            raise SqlError("dependent grants exist")
        while more := {each.to for each in privileges if each.by in gone} - gone:
            gone |= more
        privileges -= {
            each for each in privileges if (each.to in gone and each.kind == "ROLE") or each.by in gone
        }

    def _grant(self, found: Reader) -> None:
        privilege = found.next().value
        if privilege not in _ALL:
            raise SqlError(f"unknown privilege {privilege}")
        found.expect("ON")
        future = self._future(found)
        privileges = set() if future else self._granted(found)
        found.expect("TO", "ROLE")
        to = found.name()
        if to not in self.roles:
            raise SqlError(f"role {to!r} does not exist")
        if future:
            future[1].append((privilege, future[0], to))
        else:
            privileges.add(Privilege(privilege, to))

    def _future(self, found: Reader) -> tuple[str, list[tuple[str, str, str]]] | None:
        if not found.accept("FUTURE"):
            return None
        kind = found.next().value.removesuffix("S")
        if found.accept("IN", "DATABASE"):
            assert found.names() == (self.database,)
            return kind, self.future
        found.expect("IN", "SCHEMA")
        return kind, self.schemas[self._schema_name(found.names())].future

    def _alter(self, found: Reader) -> None:
        if found.accept("VIEW"):
            view = self._object(found.names())
            found.expect("MODIFY", "COLUMN")
            column = found.name()
            found.expect("SET", "PROJECTION", "POLICY")
            schema, name = self._place(found.names())
            if (
                not view.query
                or column not in {each for each, _ in view.query.items}
                or column in view.policies
            ):
                raise SqlError(f"column {column} cannot have the policy")
            view.policies[column] = schema.policies[name]
            return
        found.expect("SCHEMA")
        first = self._schema_name(found.names())
        found.expect("SWAP", "WITH")
        second = self._schema_name(found.names())
        if {self.schemas[first].owner, self.schemas[second].owner} - self.session.roles:
            raise SqlError("insufficient privileges on a schema")
        self.schemas[first], self.schemas[second] = self.schemas[second], self.schemas[first]

    def _drop(self, found: Reader) -> None:
        found.expect("SCHEMA")
        is_optional = found.accept("IF", "EXISTS")
        name = self._schema_name(found.names())
        if name not in self.schemas and not is_optional:
            raise SqlError(f"schema {name} does not exist")
        self.schemas.pop(name, None)

    def _schema_name(self, names: tuple[str, ...]) -> str:
        if len(names) != 2 or names[0] != self.database:
            raise SqlError(f"not a schema of this database: {names}")
        return names[1]

    def _place(self, names: tuple[str, ...]) -> tuple[Schema, str]:
        if self._schema_name(names[:2]) not in self.schemas:
            raise SqlError(f"schema {names[1]} does not exist")
        return self.schemas[names[1]], names[2]

    def _object(self, names: tuple[str, ...]) -> Object:
        schema, name = self._place(names)
        if len(names) != 3 or name not in schema.objects:
            raise SqlError(f"{names} does not exist")
        return schema.objects[name]

    # What is read

    def reads(self, session: Session, schema: str, name: str) -> dict[str, list[Any] | str]:
        """Return a session's values of each column of a view or table."""
        self.session = session
        thing = self.schemas[schema].objects[name]
        columns = [each for each, _ in thing.query.items] if thing.query else list(thing.columns)
        if not self._may(session, self.privileges, "USAGE", "") or not self._may(
            session, self.schemas[schema].privileges, "USAGE", self.schemas[schema].owner
        ):
            return dict.fromkeys(columns, DENIED)
        if not self._may(session, thing.privileges, "SELECT", thing.owner):
            return dict.fromkeys(columns, DENIED)
        rows = self.rows_of(thing)
        found: dict[str, list[Any] | str] = {}
        for number, column in enumerate(columns):
            policy = thing.policies.get(column)
            answer = policy(Scope(self, {})) if policy else Allowed(is_allowed=True)
            assert isinstance(answer, Allowed)
            found[column] = [row[number] for row in rows] if answer.is_allowed else DENIED
        return found

    def rows_of(self, thing: Object) -> list[tuple[Any, ...]]:
        """Return the rows of a view with the rights of its owner, or those of a table."""
        if not thing.query:
            return [tuple(each.values()) for each in thing.rows]
        base = self._object(thing.query.source)
        if thing.owner != base.owner and not any(
            each.to == thing.owner and each.privilege == "SELECT" for each in base.privileges
        ):
            raise SqlError("the owner of the view may not select from the table")
        return thing.query.run(Scope(self, {}))

    @staticmethod
    def _may(session: Session, privileges: set[Privilege], privilege: str, owner: str) -> bool:
        roles = session.roles | {"PUBLIC"}
        return owner in roles or any(each.privilege == privilege and each.to in roles for each in privileges)


def run_block(account: Account, found: Reader) -> None:
    """Run a block of Snowflake Scripting."""
    found.expect("DECLARE")
    found.expect("STATEMENT", "VARCHAR", ";")
    messages: dict[str, str] = {}
    while not found.accept("BEGIN"):
        name = found.name()
        found.expect("EXCEPTION", "(", "-")
        number = int(found.next().value)
        found.expect(",")
        messages[name] = found.next().value
        found.expect(")", ";")
        if not 20000 <= number <= 20999:
            raise SqlError("exceptions have numbers from -20000 to -20999")
    cursors: dict[str, Query] = {}
    while not found.accept("END", ";"):
        if found.accept("IF"):
            found.expect("(")
            start = found.peek().at
            condition = found.expression()
            account.executed.append(f"SELECT {found.text(start)}")
            found.expect(")", "THEN", "RAISE")
            name = found.name()
            found.expect(";", "END", "IF", ";")
            if condition(Scope(account, {})) is True:
                raise SqlError(messages[name])
        elif found.accept("LET"):
            name = found.name()
            found.expect("CURSOR", "FOR")
            start = found.peek().at
            cursors[name] = found.query()
            account.executed.append(found.text(start))
            found.expect(";")
        elif found.accept("FOR"):
            found.expect("FOUND", "IN")
            name = found.name()
            found.expect("DO", "STATEMENT", ":=", "FOUND", ".", "STATEMENT", ";")
            found.expect("EXECUTE", "IMMEDIATE", ":", "STATEMENT", ";", "END", "FOR", ";")
            assert [label for label, _ in cursors[name].items] == ["STATEMENT"]
            for (statement,) in cursors[name].run(Scope(account, {})):
                account.execute(statement)
        else:
            account.execute(found.until_end_of_statement())
    found.end()
