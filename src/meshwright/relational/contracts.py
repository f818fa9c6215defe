"""The tables of contracts: contracts, servers, schema objects, service levels and roles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.mesh.address import segment
from meshwright.mesh.inheritance import domain_of, has_support, team_of
from meshwright.mesh.registries import mappings
from meshwright.mesh.registries import text as words
from meshwright.quantities.service_level import Duration, service_level
from meshwright.relational.products import description_of, major
from meshwright.relational.service import PERCENT, plain, service_columns
from meshwright.relational.table import Table, day, flag, number, numeric, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from meshwright.analysis.promises.production import DeclaredServiceLevel
    from meshwright.facts.facts import RoleFact, ServerFact, SlaFact
    from meshwright.facts.fields import ObjectFact
    from meshwright.relational.source import ContractRow, MeshSource


def _port(row: ContractRow) -> int | None:
    return row.source.port_ids.get(row.contract.port) if row.contract.port else None


def _product(row: ContractRow) -> int | None:
    port = row.source.mesh.ports[row.contract.port] if row.contract.port else None
    return row.source.product_ids.get(port.product) if port else None


def _rank(row: ContractRow) -> int | None:
    return row.source.highest(row.contract)


CONTRACT: Table[Any] = Table(
    "contract",
    "Data contracts (ODCS), in the order of their addresses.",
    lambda source: [source.contracts],
    (
        number("contract_id", "the row number", lambda row: row.id, is_nullable=False),
        number("port_id", "the output port that exposes it; NULL if none does", _port),
        number("product_id", "the product of that port", _product),
        text(
            "address",
            "the address of the port that exposes it, or else `-/<id>@<major>`",
            lambda row: row.contract.address,
            is_nullable=False,
        ),
        text("id", "the id in the document", lambda row: row.contract.fact.id),
        text("name", "the name", lambda row: row.contract.fact.name),
        text("version", "the version", lambda row: row.contract.fact.version),
        number("major", "the major version", lambda row: major(row.contract.fact.version)),
        text(
            "domain",
            "the domain: its own, or else that of its product",
            lambda row: domain_of(row.contract, row.source.mesh),
        ),
        text("stated_domain", "the domain that it declares itself", lambda row: row.contract.fact.domain),
        text(
            "status",
            "the status: its own, or else that of its port or product",
            lambda row: row.source.mesh.status(row.contract),
        ),
        text("stated_status", "the status that it declares itself", lambda row: row.contract.fact.status),
        text(
            "team",
            "the owning team: its own, or else that of its product",
            lambda row: team_of(row.contract, row.source.mesh),
        ),
        text("stated_team", "the team that it declares itself", lambda row: row.contract.fact.team),
        flag(
            "has_support",
            "whether it has a support channel: its own, its product's or its team's",
            lambda row: has_support(row.contract, row.source.mesh),
        ),
        text(
            "classification",
            "the highest effective level of its fields",
            lambda row: row.source.level(_rank(row)),
        ),
        number("classification_rank", "the rank of that level; 0 is the least sensitive", _rank),
        flag(
            "personal_data",
            "whether a field contains personal data",
            lambda row: bool(row.source.personal(row.contract)),
        ),
        *service_columns(lambda row: row.contract),
        text(
            "purpose",
            "its purpose, from the description",
            lambda row: description_of(row.source.values(row.contract.home), "purpose"),
        ),
        text(
            "limitations",
            "its limitations, from the description",
            lambda row: description_of(row.source.values(row.contract.home), "limitations"),
        ),
        text(
            "usage",
            "its usage, from the description",
            lambda row: description_of(row.source.values(row.contract.home), "usage"),
        ),
        text("file", "the file that declares it", lambda row: row.contract.home.file, is_nullable=False),
    ),
    ("contract_id", "port_id", "product_id", "address", "id"),
)


class _ServerRow(NamedTuple):
    id: int
    owner: ContractRow
    server: ServerFact


def _servers(source: MeshSource) -> Iterator[list[_ServerRow]]:
    pairs = ((row, server) for row in source.contracts for server in row.contract.fact.servers)
    yield [_ServerRow(number, *pair) for number, pair in enumerate(pairs, 1)]


def part_address(row: ContractRow, kind: str, name: str) -> str:
    """Return the address of a server, service level or role of a contract."""
    return f"{row.contract.address}#{kind}/{segment(name)}" if name else row.contract.address


def _setting(*names: str) -> Any:  # noqa: ANN401 - a function of a row
    """Return a function that finds a server's custom property, or else a key that is specific to the server's type."""

    def find(row: _ServerRow) -> str:
        values = [
            *(row.server.custom.get(name) for name in names),
            *(row.server.settings.get(name) for name in names),
        ]
        return next((str(value) for value in values if isinstance(value, str | int) and str(value)), "")

    return find


def _truth(name: str) -> Any:  # noqa: ANN401 - a function of a row
    def find(row: _ServerRow) -> bool | None:
        value = row.server.custom.get(name)
        if isinstance(value, str):
            value = {"true": True, "false": False}.get(value.strip().casefold())
        return value if isinstance(value, bool) else None

    return find


SERVER: Table[Any] = Table(
    "server",
    "Physical locations of the data of contracts (ODCS `servers`).",
    _servers,
    (
        number("server_id", "the row number", lambda row: row.id, is_nullable=False),
        number("contract_id", "its contract", lambda row: row.owner.id, is_nullable=False),
        text(
            "address",
            "`<contract>#servers/<name>`",
            lambda row: part_address(row.owner, "servers", row.server.server),
            is_nullable=False,
        ),
        text("name", "the name", lambda row: row.server.server),
        text("type", "the type, such as `kafka`", lambda row: row.server.type),
        text(
            "environment",
            "the environment, such as `prod`",
            lambda row: words(row.server.settings.get("environment")),
        ),
        text(
            "region",
            "the region: its custom property, or else the key of its type",
            _setting("region", "regionName", "location_region"),
        ),
        text("host", "the host", _setting("host")),
        text("database_name", "the database", _setting("database")),
        text("schema_name", "the schema", _setting("schema")),
        text("location", "the location, such as an S3 URL", _setting("location")),
        text("topic", "the topic", _setting("topic")),
        flag(
            "encrypted_at_rest",
            "whether it encrypts stored data (custom property `encryptedAtRest`); NULL if not declared",
            _truth("encryptedAtRest"),
            is_nullable=True,
        ),
        flag(
            "encrypted_in_transit",
            "whether it encrypts transferred data (custom property `encryptedInTransit`); NULL if not declared",
            _truth("encryptedInTransit"),
            is_nullable=True,
        ),
    ),
    ("server_id", "contract_id"),
)


class _ObjectRow(NamedTuple):
    id: int
    position: int
    owner: ContractRow
    object: ObjectFact


def _objects(source: MeshSource) -> Iterator[list[_ObjectRow]]:
    triples = (
        (position, row, each)
        for row in source.contracts
        for position, each in enumerate(row.contract.fact.objects)
    )
    yield [_ObjectRow(number, *each) for number, each in enumerate(triples, 1)]


def object_address(row: ContractRow, position: int) -> str:
    """Return the address of an object of a contract."""
    return f"{row.contract.address}/{segment(row.contract.fact.objects[position].name)}"


def _object_rank(row: _ObjectRow) -> int | None:
    return row.owner.source.highest(row.owner.contract, row.position)


def _has_personal(row: _ObjectRow) -> bool:
    contract = row.owner.contract
    return any(
        contract.fact.fields.object(each) == row.position for each in row.owner.source.personal(contract)
    )


def _stated(row: _ObjectRow, key: str) -> str:
    schema = tuple(mappings(row.owner.source.values(row.owner.contract.home).get("schema")))
    return words(schema[row.position].get(key)) if row.position < len(schema) else ""


def _custom(name: str) -> Any:  # noqa: ANN401 - a function of a row
    return lambda row: words(row.object.custom.get(name))


OBJECT: Table[Any] = Table(
    "object",
    "Schema objects of contracts (ODCS `schema`): tables, views, topics, files.",
    _objects,
    (
        number("object_id", "the row number", lambda row: row.id, is_nullable=False),
        number("contract_id", "its contract", lambda row: row.owner.id, is_nullable=False),
        text(
            "address",
            "`<contract>/<object>`",
            lambda row: object_address(row.owner, row.position),
            is_nullable=False,
        ),
        text("name", "the name", lambda row: row.object.name),
        text("physical_name", "the physical name", lambda row: row.object.physical_name),
        text("physical_type", "the physical type, such as `table`", lambda row: row.object.physical_type),
        flag("is_deprecated", "whether it is marked as deprecated", lambda row: row.object.is_deprecated),
        flag(
            "has_quality",
            "whether it or one of its fields has a quality rule",
            lambda row: row.object.has_quality,
        ),
        flag("has_grain", "whether it describes what a row represents", lambda row: row.object.has_grain),
        text(
            "classification",
            "the highest effective level of its fields",
            lambda row: row.owner.source.level(_object_rank(row)),
        ),
        number("classification_rank", "the rank of that level; 0 is the least sensitive", _object_rank),
        flag("personal_data", "whether a field contains personal data", _has_personal),
        text("ce_type", "the CloudEvents `type` (custom property `ceType`)", _custom("ceType")),
        text("ce_source", "the CloudEvents `source` (custom property `ceSource`)", _custom("ceSource")),
        text(
            "ce_mode", "the CloudEvents mode (custom property `cloudEventsMode`)", _custom("cloudEventsMode")
        ),
        text("description", "the description", lambda row: _stated(row, "description")),
        text("grain", "what a row represents", lambda row: _stated(row, "dataGranularityDescription")),
    ),
    ("object_id", "contract_id", "address"),
)


_DATES = ("generalAvailability", "endOfSupport", "endOfLife")


class _LevelRow(NamedTuple):
    id: int
    owner: ContractRow
    level: SlaFact
    read: DeclaredServiceLevel | None


def _levels(source: MeshSource) -> Iterator[list[_LevelRow]]:
    found: list[_LevelRow] = []
    for row in source.contracts:
        known = source.production.of[row.contract].levels
        read = {level.fact.position: level for levels in known.values() for level in levels}
        for fact in row.contract.fact.sla:
            found.append(_LevelRow(len(found) + 1, row, fact, read.get(fact.position)))
    yield found


def _seconds(row: _LevelRow, *, longest: bool) -> float | None:
    value = row.read.value if row.read else None
    if not isinstance(value, Duration):
        return None
    return plain(value.longest if longest else value.shortest)


def _percent(row: _LevelRow) -> float | None:
    value: Any = row.read.value if row.read else None
    is_share = row.read is not None and row.read.name in ("availability", "errorRate")
    share: Fraction | None = value if is_share else None
    return None if share is None else plain(share * PERCENT)


SLO: Table[Any] = Table(
    "slo",
    "Service levels of contracts, one per row (ODCS `slaProperties`).",
    _levels,
    (
        number("slo_id", "the row number", lambda row: row.id, is_nullable=False),
        number("contract_id", "its contract", lambda row: row.owner.id, is_nullable=False),
        text(
            "address",
            "`<contract>#sla/<property>`",
            lambda row: part_address(row.owner, "sla", row.level.property),
            is_nullable=False,
        ),
        text(
            "name",
            "the full name, such as `latency`; as stated if ODCS does not define it",
            lambda row: service_level(row.level.property) or row.level.property,
        ),
        text("stated_name", "the name as stated", lambda row: row.level.property),
        text("stated_value", "the value as stated", lambda row: scalar(row.level.value)),
        text("stated_unit", "the unit as stated", lambda row: row.level.unit),
        text(
            "elements",
            "the elements that it applies to, separated by commas; NULL for all",
            lambda row: ", ".join(row.level.elements),
        ),
        text(
            "scope",
            "`hop` if it is measured from the inputs",
            lambda row: words(row.level.custom.get("slaScope")),
        ),
        numeric(
            "seconds_min",
            "the shortest duration that it may represent",
            lambda row: _seconds(row, longest=False),
        ),
        numeric(
            "seconds_max",
            "the longest duration that it may represent: months and years have no fixed length",
            lambda row: _seconds(row, longest=True),
        ),
        numeric("percent", "a share", _percent),
        day(
            "on_date",
            "a date",
            lambda row: row.read.value if row.read and row.read.name in _DATES else None,
        ),
    ),
    ("slo_id", "contract_id", "name"),
)


def scalar(value: object) -> str | None:
    """Return a value as text; lists and mappings become JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)


class _RoleRow(NamedTuple):
    id: int
    owner: ContractRow
    role: RoleFact


def _roles(source: MeshSource) -> Iterator[list[_RoleRow]]:
    pairs = ((row, role) for row in source.contracts for role in row.contract.fact.roles)
    yield [_RoleRow(number, *pair) for number, pair in enumerate(pairs, 1)]


def _registered(row: _RoleRow) -> Any:  # noqa: ANN401 - a role of the registry, or None
    return row.owner.source.mesh.roles.get(row.role.role)


def _clearance_rank(row: _RoleRow) -> int | None:
    found, ladder = _registered(row), row.owner.source.mesh.classification
    return ladder.rank(found.clearance) if found and ladder else None


ROLE: Table[Any] = Table(
    "role",
    "Roles to which contracts grant access (ODCS `roles`), with the registry entry of each role.",
    _roles,
    (
        number("role_id", "the row number", lambda row: row.id, is_nullable=False),
        number("contract_id", "its contract", lambda row: row.owner.id, is_nullable=False),
        text(
            "address",
            "`<contract>#roles/<role>`",
            lambda row: part_address(row.owner, "roles", row.role.role),
            is_nullable=False,
        ),
        text("name", "the name of the role", lambda row: row.role.role),
        text("access", "the access that it grants", lambda row: row.role.access),
        flag("is_registered", "whether the role is registered", lambda row: _registered(row) is not None),
        text(
            "clearance",
            "the highest level that the registered role may read",
            lambda row: found.clearance if (found := _registered(row)) else None,
        ),
        number("clearance_rank", "the rank of that level", _clearance_rank),
        text(
            "identity_group",
            "the group of the registered role in the identity provider",
            lambda row: found.group if (found := _registered(row)) else None,
        ),
    ),
    ("role_id", "contract_id", "name"),
)


def field_address(row: ContractRow, index: int) -> str:
    """Return the address of a field of a contract."""
    fields = row.contract.fact.fields
    steps = []
    while index >= 0:
        steps.append(segment(fields.names[index]))
        index = fields.parents[index]
    return "/".join((object_address(row, -1 - index), *reversed(steps)))


CONTRACT_TABLES = (CONTRACT, SERVER, OBJECT, SLO, ROLE)
