"""The tables of registries and exceptions: domains, teams, levels, entities, meanings, waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.mesh.registries import day as read_day
from meshwright.mesh.registries import mappings
from meshwright.mesh.registries import text as words
from meshwright.relational.contracts import field_address
from meshwright.relational.table import Table, day, flag, number, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.mesh.items import RegistryEntry
    from meshwright.relational.source import MeshSource


def _register(kind: str) -> Callable[[MeshSource], Iterator[list[RegistryEntry]]]:
    """Return a function that yields a registry's entries; of entries with the same name, only the first."""

    def rows(source: MeshSource) -> Iterator[list[RegistryEntry]]:
        named = {entry.name: entry for entry in reversed(source.mesh.register(kind)) if entry.name}
        yield [named[name] for name in sorted(named)]

    return rows


def _word(key: str) -> Callable[[RegistryEntry], str]:
    return lambda row: words(row.get(key))


DOMAIN: Table[Any] = Table(
    "domain",
    "Registered domains.",
    _register("Domain"),
    (
        text("address", "`domain:<name>`", lambda row: f"domain:{row.name}", is_nullable=False),
        text("name", "the name", lambda row: row.name, is_nullable=False),
        text("title", "the display name", _word("title")),
        text("purpose", "the purpose", _word("purpose")),
        text("parent", "the parent domain", _word("parent")),
        text("owner", "the owning team", _word("owner")),
    ),
    ("name",),
)

TEAM: Table[Any] = Table(
    "team",
    "Registered teams.",
    _register("Team"),
    (
        text("address", "`team:<name>`", lambda row: f"team:{row.name}", is_nullable=False),
        text("name", "the name", lambda row: row.name, is_nullable=False),
        text("title", "the display name", _word("title")),
        text("purpose", "the purpose", _word("purpose")),
    ),
    ("name",),
)


class _MemberRow(NamedTuple):
    team: RegistryEntry
    member: Any


def _members(source: MeshSource) -> Iterator[list[_MemberRow]]:
    for teams in TEAM.blocks(source):
        yield [_MemberRow(team, member) for team in teams for member in mappings(team.get("members"))]


MEMBER: Table[Any] = Table(
    "member",
    "Members of registered teams.",
    _members,
    (
        text("address", "the address of the team", lambda row: f"team:{row.team.name}", is_nullable=False),
        text("team", "the team", lambda row: row.team.name, is_nullable=False),
        text("username", "the user name", lambda row: words(row.member.get("username"))),
        text("role", "the role in the team", lambda row: words(row.member.get("role"))),
    ),
    ("team",),
)

SYSTEM: Table[Any] = Table(
    "system",
    "Registered systems that data originates in.",
    _register("System"),
    (
        text("address", "`system:<name>`", lambda row: f"system:{row.name}", is_nullable=False),
        text("name", "the name", lambda row: row.name, is_nullable=False),
        text("type", "`operational` or `external`", _word("type")),
        text("owner", "the team that runs it, or that has the agreement with its operator", _word("owner")),
    ),
    ("name",),
)


class _RankRow(NamedTuple):
    rank: int
    name: str


def _ladder(source: MeshSource) -> Iterator[list[_RankRow]]:
    found = source.mesh.classification
    yield [_RankRow(rank, name) for rank, name in enumerate(found.levels)] if found else []


CLASSIFICATION: Table[Any] = Table(
    "classification_level",
    "The registered classification levels, least sensitive first.",
    _ladder,
    (
        number("level_rank", "the rank; 0 is the least sensitive", lambda row: row.rank, is_nullable=False),
        text("name", "the name", lambda row: row.name),
    ),
    ("name",),
)


def _entities(source: MeshSource) -> Iterator[list[Any]]:
    yield list(source.mesh.derived(vocabulary).entities.values())


ENTITY: Table[Any] = Table(
    "entity",
    "Entities that several domains use.",
    _entities,
    (
        text("address", "`entity:<name>`", lambda row: f"entity:{row.name}", is_nullable=False),
        text("name", "the name", lambda row: row.name, is_nullable=False),
        text("definition", "the definition", lambda row: row.definition),
        text("steward", "the team that owns it", lambda row: row.steward),
        text("identifier", "the federated identifier scheme", lambda row: row.identifier),
    ),
    ("name",),
)


def _schemes(source: MeshSource) -> Iterator[list[Any]]:
    yield list(source.mesh.derived(vocabulary).schemes.values())


IDENTIFIER: Table[Any] = Table(
    "identifier",
    "Identifier schemes of entities.",
    _schemes,
    (
        text(
            "address",
            "`entity:<entity>/<scheme>`",
            lambda row: f"entity:{row.entity}/{row.name}",
            is_nullable=False,
        ),
        text("entity", "the entity", lambda row: row.entity, is_nullable=False),
        text("name", "the name of the scheme", lambda row: row.name, is_nullable=False),
        text(
            "domain", "the domain that declares it; NULL if the steward declares it", lambda row: row.domain
        ),
        text("logical_type", "the logical type", lambda row: row.logical_type),
        text("pattern", "the regular expression", lambda row: row.pattern),
    ),
    ("entity", "name"),
)


class _LinkRow(NamedTuple):
    link: IdentifierLink
    source: MeshSource

    @property
    def field(self) -> int:
        """The row number of the field."""
        return self.source.first_fields[self.link.contract] + self.link.field


def _links(source: MeshSource) -> Iterator[list[_LinkRow]]:
    yield [_LinkRow(link, source) for link in source.mesh.derived(linked).all()]


def _column_address(row: _LinkRow) -> str:
    contract = row.link.contract
    return field_address(row.source.contracts[row.source.contract_ids[contract] - 1], row.link.field)


ENTITY_LINK: Table[Any] = Table(
    "entity_link",
    "Columns that identify entities, as contracts and meanings declare them.",
    _links,
    (
        number("field_id", "the field", lambda row: row.field, is_nullable=False),
        text("address", "the address of the field", _column_address, is_nullable=False),
        text("entity", "the entity", lambda row: row.link.entity, is_nullable=False),
        text("scheme", "the identifier scheme", lambda row: row.link.scheme.name, is_nullable=False),
        text("part", "the part of a composite identifier", lambda row: row.link.part),
        text("role", "the role, if an object has several", lambda row: row.link.role),
        flag("is_declared", "whether the contract declares it itself", lambda row: row.link.is_explicit),
    ),
    ("field_id", "entity"),
)


def _meanings(source: MeshSource) -> Iterator[list[Any]]:
    yield list(source.mesh.derived(vocabulary).said.values())


MEANING: Table[Any] = Table(
    "meaning",
    "The meanings of entities in domains.",
    _meanings,
    (
        text("address", "the address of the entity", lambda row: f"entity:{row.entity}", is_nullable=False),
        text("domain", "the domain", lambda row: row.domain, is_nullable=False),
        text("entity", "the entity", lambda row: row.entity, is_nullable=False),
        text("means", "the meaning", lambda row: row.means),
        text(
            "relation", "`exactMatch`, `closeMatch`, `broadMatch` or `narrowMatch`", lambda row: row.relation
        ),
        text("file", "the file that declares it", lambda row: row.home.file, is_nullable=False),
    ),
    ("domain", "entity"),
)


def _waivers(source: MeshSource) -> Iterator[list[RegistryEntry]]:
    yield list(source.mesh.register("Waiver"))


WAIVER: Table[Any] = Table(
    "waiver",
    "Waivers of rules and policies, including expired ones.",
    _waivers,
    (
        text("address", "the address that it applies to", _word("address")),
        text("rule", "the rule or policy", _word("rule")),
        text("reason", "the reason", _word("reason")),
        text("owner", "who must fix it", _word("owner")),
        text("approved_by", "who accepted the risk", _word("approvedBy")),
        day("expires", "the last day", lambda row: read_day(row.get("expires"))),
        text("file", "the file that declares it", lambda row: row.home.file, is_nullable=False),
    ),
    ("address", "rule"),
)

REGISTRY_TABLES = (
    DOMAIN,
    TEAM,
    MEMBER,
    SYSTEM,
    CLASSIFICATION,
    ENTITY,
    IDENTIFIER,
    ENTITY_LINK,
    MEANING,
    WAIVER,
)
