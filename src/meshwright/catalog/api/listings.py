"""The documents of the JSON API about the mesh as a whole, as types: the schemas are made of them.

No future import here: the types are looked at while the program runs.
"""

from typing import Annotated, NotRequired, TypedDict

from meshwright.catalog.api.documents import (
    Address,
    Day,
    Diagnostics,
    Href,
    Links,
    Percent,
    Reference,
    Status,
    Support,
)
from meshwright.formats.schema import defined

Schema = TypedDict("Schema", {"$schema": Href})
Schema.__doc__ = "A document that names its schema."


@defined("Figures")
class Figures(TypedDict):
    """How large the mesh is."""

    products: int
    contracts: int
    fields: int
    domains: int
    entities: int
    teams: int


@defined("IndexLinks")
class IndexLinks(TypedDict):
    """The other documents."""

    products: Href
    domains: Href
    entities: Href
    teams: Href
    rules: Href
    governance: Href
    lineage: Href
    schemas: Href
    home: Href
    feed: Href


class Index(Schema):
    """Where to begin."""

    version: Annotated[int, "The version of this API."]
    mesh: Annotated[str, "The mesh's name in addresses: `mesh://<name>/…`."]
    title: str
    description: NotRequired[str]
    url: NotRequired[Annotated[str, "Where the catalog is published."]]
    day: Annotated[Day, "The day as of which the mesh was judged."]
    commit: NotRequired[Annotated[str, "The commit that the catalog was built from."]]
    figures: Figures
    diagnostics: Diagnostics
    links: IndexLinks


@defined("Summary")
class Summary(TypedDict):
    """A product in a line."""

    address: Address
    href: Href
    name: str
    version: NotRequired[str]
    purpose: NotRequired[Annotated[str, "One sentence, without markup."]]
    domain: NotRequired[str]
    team: NotRequired[str]
    status: NotRequired[Status]
    archetype: NotRequired[str]
    level: NotRequired[str]
    personal: bool
    entities: NotRequired[list[str]]
    freshness: NotRequired[str]
    ends: NotRequired[Day]
    score: NotRequired[Percent]
    consumers: int
    ports: list[Address]


class Products(Schema):
    """All products."""

    products: list[Summary]


@defined("Score")
class Score(TypedDict):
    """The mean of products' scores in a quality."""

    name: str
    score: NotRequired[Percent]
    products: Annotated[int, "Those to which any check of it applies."]


@defined("Flow")
class Flow(TypedDict):
    """A domain that data flow from or to."""

    domain: str
    products: Annotated[int, "How many products read, in the domain that is fed."]


@defined("Domain")
class Domain(TypedDict):
    """A domain."""

    name: Annotated[str, "Empty for products that state none."]
    registered: bool
    title: NotRequired[str]
    purpose: NotRequired[str]
    owner: NotRequired[Annotated[str, "The team that answers for it."]]
    parent: NotRequired[str]
    products: list[Reference]
    entities: NotRequired[Annotated[list[str], "What it speaks of."]]
    feeds: NotRequired[list[Flow]]
    fedBy: NotRequired[list[Flow]]
    score: NotRequired[Percent]
    qualities: list[Score]
    links: Links


class Domains(Schema):
    """All domains."""

    domains: list[Domain]


@defined("EntitySummary")
class EntitySummary(TypedDict):
    """An entity in a line."""

    name: str
    href: Href
    title: NotRequired[str]
    definition: NotRequired[str]
    steward: NotRequired[str]
    identifier: NotRequired[Annotated[str, "The scheme that all domains can map to."]]
    domains: NotRequired[list[str]]
    appearances: int


class Entities(Schema):
    """All entities."""

    entities: list[EntitySummary]


@defined("Scheme")
class Scheme(TypedDict):
    """A way to identify an entity."""

    name: str
    domain: NotRequired[Annotated[str, "The domain that declares it; absent for the steward's."]]
    logicalType: NotRequired[str]
    pattern: NotRequired[str]
    check: NotRequired[Annotated[str, "How its check digit is made."]]
    parts: NotRequired[dict[str, str]]


@defined("Appearance")
class Appearance(TypedDict):
    """A column that identifies the entity."""

    domain: str
    column: Address
    product: NotRequired[Reference]
    scheme: str
    part: NotRequired[str]
    role: NotRequired[str]
    means: NotRequired[Annotated[str, "What the domain means by it."]]
    relation: NotRequired[Annotated[str, "How near that is to the definition, in SKOS' words."]]
    declared: Annotated[bool, "Whether the contract itself says it, rather than its domain."]


@defined("Crosswalk")
class Crosswalk(TypedDict):
    """A port that connects schemes."""

    port: Address
    schemes: list[str]


@defined("Silent")
class Silent(TypedDict):
    """A domain that means something by the entity and links no column."""

    domain: str
    means: NotRequired[str]
    relation: NotRequired[str]


class Entity(Schema):
    """A thing that several domains speak of."""

    name: str
    title: NotRequired[str]
    definition: NotRequired[str]
    steward: NotRequired[str]
    aliases: NotRequired[list[str]]
    identifier: NotRequired[str]
    schemes: list[Scheme]
    crosswalks: list[Crosswalk]
    appearances: list[Appearance]
    silent: NotRequired[list[Silent]]
    gaps: NotRequired[Annotated[list[str], "What is missing, in words."]]
    links: Links


@defined("Team")
class Team(TypedDict):
    """A team."""

    name: str
    registered: bool
    title: NotRequired[str]
    purpose: NotRequired[str]
    owners: NotRequired[list[str]]
    support: NotRequired[list[Support]]
    domains: NotRequired[list[str]]
    products: list[Reference]
    links: Links


class Teams(Schema):
    """All teams."""

    teams: list[Team]


@defined("Rule")
class Rule(TypedDict):
    """A rule, and what it says of this mesh."""

    name: str
    group: str
    title: str
    severity: Annotated[str, "By default: `error`, `warning` or `notice`."]
    preset: Annotated[str, "The smallest preset that has it."]
    since: str
    on: Annotated[bool, "Whether it counts anywhere in this mesh."]
    diagnostics: int
    pardoned: int
    page: Href


class Rules(Schema):
    """All rules."""

    rules: list[Rule]


@defined("WaiverEntry")
class WaiverEntry(TypedDict):
    """An exception from a rule, for a time."""

    rule: str
    address: NotRequired[str]
    reason: NotRequired[str]
    owner: NotRequired[str]
    approvedBy: NotRequired[str]
    expires: NotRequired[Annotated[Day, "The last day."]]
    current: bool


@defined("Row")
class Row(TypedDict):
    """How a domain's products stand."""

    domain: str
    products: int
    score: NotRequired[Percent]
    qualities: list[Score]


class Governance(Schema):
    """How the mesh stands."""

    score: NotRequired[Percent]
    qualities: list[Score]
    domains: list[Row]
    diagnostics: Diagnostics
    waivers: list[WaiverEntry]


class Lineage(Schema):
    """What is made from what, among products."""

    products: Annotated[list[Address], "The nodes."]
    edges: Annotated[list[list[int]], "Pairs of positions in `products`: what is read, who reads it."]
