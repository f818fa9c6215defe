"""Relations: the tables of one database that contracts describe, with the readers of their columns on a day.

Only access to columns of tables can be compiled. Other access in the model is only mentioned in notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.atoms import Visibility
from meshwright.enforcement.refusal import UnenforceableError
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import IdentityKind
    from meshwright.analysis.access.levels import Mask
    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.items import Contract

_OPEN = frozenset({"active", "deprecated"})
_FILTERED = frozenset({"string", "integer", "boolean"})
"""The logical types whose conversion to text does not depend on session settings."""


class Engine(NamedTuple):
    """The properties of an engine's servers and names."""

    title: str
    server_types: frozenset[str]
    identifier: Callable[[str], str]
    """A function that quotes the name of a schema, table or column; raises UnenforceableError."""
    role: Callable[[str], str]
    """A function that quotes the name of a role; raises UnenforceableError."""
    read_schema: Callable[[str], str]
    """A function that returns the view schema for a schema."""
    is_reserved: Callable[[str], bool]
    """A function that returns whether a schema cannot contain data products."""
    host: Callable[[ServerFact], str]
    """A function that returns the host of a server's databases."""
    is_folding: bool
    """Whether a session setting can make the engine ignore case in names."""


class Column(NamedTuple):
    """A column of a table."""

    name: str
    field: int
    logical_type: str
    physical_type: str
    mask: Mask | None
    """The mask of the column's level; None if the level has no mask."""


class Reader(NamedTuple):
    """An identity with a grant in force, and the part of a table that it may read."""

    role: str
    grant: Grant
    clear: frozenset[str]
    """The names of the columns with values in the clear."""
    masked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, and its readers."""

    contract: Contract
    schema: str
    read_schema: str
    """The schema of the table's view."""
    name: str
    columns: tuple[Column, ...]
    readers: tuple[Reader, ...]
    owners: tuple[str, ...]
    """Owners of the data in addition to the table's owner; nothing is revoked from them."""
    server: str
    """The name of the server in the contract."""

    def granted(self) -> Mapping[str, frozenset[str]]:
        """Map each role to the columns of the view that it can select."""
        found: dict[str, frozenset[str]] = {}
        for each in self.readers:
            found[each.role] = found.get(each.role, frozenset()) | each.clear | each.masked
        return {name: found[name] for name in sorted(found)}


class Database(NamedTuple):
    """The tables of one database."""

    name: str
    relations: tuple[Relation, ...]
    notes: tuple[str, ...]
    """Access that the model grants but the engine cannot express."""
    host: str = ""
    """The location of the database, such as a host or an account; empty if there is no open port."""


def databases(engine: Engine, access: Access, environment: str | None = None) -> tuple[str, ...]:
    """Return the names of the engine's databases with open ports, sorted."""
    return tuple(sorted({_text(server, "database") for _, server in _served(engine, access, environment)}))


def relations(  # noqa: PLR0913, PLR0917 - a database is known by all of them
    engine: Engine, access: Access, database: str, on: date, owner: str, environment: str | None = None
) -> Database:
    """Return the tables of a database and their readers on a day; raises UnenforceableError.

    `owner` is the role that owns the views.
    """
    found: list[Relation] = []
    faults: list[str] = []
    notes: list[str] = []
    served = [each for each in _served(engine, access, environment) if _text(each[1], "database") == database]
    engine.role(owner)
    faults += _same_contract(served)
    hosts = sorted({engine.host(each) for _, each in served})
    if len(hosts) > 1:
        faults.append(
            f"database `{database}` is on several servers; choose an environment: {', '.join(hosts)}"
        )
    faults += _same_role(engine, access, served, owner)
    for contract, server in served:
        for position in range(len(contract.fact.objects)):
            try:
                found.append(_relation(engine, access, contract, server, position, on, notes))
            except UnenforceableError as error:
                faults += [f"`{contract.address}`: {reason}" for reason in error.reasons]
    faults += _collisions(engine, found)
    if faults:
        raise UnenforceableError(sorted(set(faults)))
    found.sort(key=lambda each: (each.schema, each.name))
    notes += _not_closed(engine, access, database, environment, {each.schema for each in found})
    return Database(database, tuple(found), tuple(sorted(set(notes))), hosts[0] if hosts else "")


def _not_closed(
    engine: Engine, access: Access, database: str, environment: str | None, closed: set[str]
) -> Iterator[str]:
    """Yield a note about each retired port whose schema has no open port, because old grants may remain there."""
    for contract, server in _served(engine, access, environment, frozenset({"retired"})):
        schema = _text(server, "schema")
        if _text(server, "database") == database and schema not in closed:
            yield (
                f"schema {schema} of retired {contract.address} has no open port: "
                "grants in it are revoked only if an earlier script closed it"
            )


def _served(
    engine: Engine, access: Access, environment: str | None, statuses: frozenset[str] = _OPEN
) -> list[tuple[Contract, ServerFact]]:
    """Return each contract with one of the statuses, paired with each of its servers on the engine."""
    return [
        (contract, server)
        for contract in access.mesh.contracts
        if access.mesh.status(contract) in statuses
        for server in contract.fact.servers
        if server.type in engine.server_types
        and (environment is None or (_text(server, "environment") == environment))
    ]


def _text(server: ServerFact, key: str) -> str:
    value = server.settings.get(key)
    return value if isinstance(value, str) else ""


def _relation(  # noqa: PLR0913, PLR0917 - a table is known by all of them
    engine: Engine,
    access: Access,
    contract: Contract,
    server: ServerFact,
    position: int,
    on: date,
    notes: list[str],
) -> Relation:
    schema = _text(server, "schema")
    stated = contract.fact.objects[position]
    name = stated.physical_name or stated.name
    if not schema:
        raise UnenforceableError([f"server `{server.server}` has no `schema`"])
    columns = tuple(_columns(access, contract, position))
    _refuse_names(engine, schema, name, columns)
    readers = []
    for grant in access.grants_of.get(contract, ()):
        if not grant.is_in_force(on) or grant.server not in ("", server.server):
            continue
        reader = _reader(access, grant, columns)
        notes += _hidden_parts(engine, access, grant, position)
        if reader.clear or reader.masked:
            _refuse_filter(grant, position)
            readers.append(reader)
    own = {each.identity.name for each in access.owners if each.contract is contract}
    read = engine.read_schema(schema)
    return Relation(contract, schema, read, name, columns, tuple(readers), tuple(sorted(own)), server.server)


def _columns(access: Access, contract: Contract, position: int) -> Iterator[Column]:
    fields = contract.fact.fields
    physical = fields.more.get("physical_name", {})
    for field, parent in enumerate(fields.parents):
        if parent == -1 - position:
            yield Column(
                physical.get(field) or fields.names[field],
                field,
                fields.logical_types[field] or "",
                fields.physical_types[field] or "",
                access.levels.mask(contract, field),
            )


def _reader(access: Access, grant: Grant, columns: Sequence[Column]) -> Reader:
    shown = access.visibilities(grant)
    names: dict[int, set[str]] = {Visibility.CLEAR: set(), Visibility.MASKED: set(), Visibility.ABSENT: set()}
    for column in columns:
        names[shown[column.field]].add(column.name)
    return Reader(
        grant.identity.name, grant, frozenset(names[Visibility.CLEAR]), frozenset(names[Visibility.MASKED])
    )


def _hidden_parts(engine: Engine, access: Access, grant: Grant, position: int) -> Iterator[str]:
    """Yield a note about each nested field that is more visible than its column."""
    contract = grant.contract
    fields = contract.fact.fields
    shown = access.visibilities(grant)
    for field, parent in enumerate(fields.parents):
        if parent >= 0 and fields.object(field) == position and shown[field] > shown[parent]:
            name = fields.name(field, contract.fact.objects)
            yield (
                f"{contract.address}/{name} cannot be granted to {grant.identity} separately, "
                f"because {engine.title} grants only whole columns"
            )


def _refuse_names(engine: Engine, schema: str, name: str, columns: Sequence[Column]) -> None:
    reasons: list[str] = []
    for each in (engine.read_schema(schema), name, *(column.name for column in columns)):
        try:
            engine.identifier(each)
        except UnenforceableError as error:
            reasons += error.reasons
    if engine.is_reserved(schema):
        reasons.append(f"schema `{schema}` cannot contain data products")
    if len({_compared(engine, column.name) for column in columns}) < len(columns):
        reasons.append(f"two fields of `{name}` have the same column")
    if reasons:
        raise UnenforceableError(reasons)


def _refuse_filter(grant: Grant, position: int) -> None:
    """Raise UnenforceableError for a row filter on a column whose conversion to text depends on session settings."""
    fields = grant.contract.fact.fields
    for condition in grant.rows.conditions if grant.rows else ():
        field = fields.child(-1 - position, condition.field)
        if field is None or fields.logical_types[field] not in _FILTERED:
            reason = "only columns of type string, integer or boolean can be filtered"
            raise UnenforceableError([f"row filter on `{condition.field}`: {reason}"])


def _same_contract(served: Sequence[tuple[Contract, ServerFact]]) -> Iterator[str]:
    seen: set[Contract] = set()
    for contract, _ in served:
        if contract in seen:
            yield f"`{contract.address}` has several servers in this database; choose an environment"
        seen.add(contract)


def _compared(engine: Engine, name: str) -> str:
    """Return a name in the form in which a session may compare it."""
    return name.upper() if engine.is_folding else name


def _same_role(
    engine: Engine, access: Access, served: Sequence[tuple[Contract, ServerFact]], owner: str
) -> Iterator[str]:
    """Yield a reason for each name that cannot be a role, or does not belong to exactly one identity."""
    names: dict[str, tuple[IdentityKind, str]] = {}
    keys: dict[tuple[IdentityKind, str], str] = {}
    contracts = {each: None for each, _ in served}
    for each in access.owners:
        if each.contract in contracts:
            name = _compared(engine, each.identity.name)
            names.setdefault(name, (each.identity.kind, each.identity.key))
    for contract in contracts:
        for grant in access.grants_of.get(contract, ()):
            one = grant.identity
            try:
                engine.role(one.name)
            except UnenforceableError as error:
                yield from (f"`{contract.address}`, {grant.cause}: {reason}" for reason in error.reasons)
            name = _compared(engine, one.name)
            if name == _compared(engine, owner):
                yield f"`{contract.address}`, {grant.cause}: `{owner}` owns the views and cannot be a reader"
            if names.setdefault(name, (one.kind, one.key)) != (one.kind, one.key):
                yield f"`{one.name}` names two identities, but is only one role in {engine.title}"
            if keys.setdefault((one.kind, one.key), one.name) != one.name:
                yield f"identity `{one.key}` has two names: `{keys[one.kind, one.key]}` and `{one.name}`"


def _collisions(engine: Engine, found: Iterable[Relation]) -> Iterator[str]:
    tables: dict[tuple[str, str], str] = {}
    found = list(found)
    bases = {_compared(engine, each.schema) for each in found}
    for each in found:
        address = each.contract.address
        place = _compared(engine, each.schema), _compared(engine, each.name)
        if place in tables:
            yield f"table `{each.schema}.{each.name}` is described twice: by `{tables[place]}` and `{address}`"
        tables[place] = address
        if _compared(engine, each.read_schema) in bases:
            yield f"schema `{each.read_schema}` contains data of a contract, but is needed for the views of `{each.schema}`"
