"""A product as a document."""

from typing import Annotated, Literal

from meshwright.catalog.documents.contract import Contract
from meshwright.catalog.documents.parts import (
    PAGE_ONLY,
    Address,
    Change,
    Day,
    Description,
    Diagnostics,
    External,
    Figure,
    Finding,
    Href,
    Links,
    NameOf,
    Percent,
    Quality,
    Reference,
    Status,
    Support,
    document,
    main_channel,
)

JoinVerdict = Literal["joinable", "undecided", "meanings-differ", "not-joinable"]


@document("Origin")
class Origin:
    """The system that a product's facts come from."""

    system: str
    kind: Annotated[str, "`operational`, …"] = ""


@document("Criterion")
class Criterion:
    """A success criterion of a product."""

    name: str
    target: str = ""
    measured_at: str = ""


@document("Input")
class Input:
    """An input port."""

    name: str
    contract_id: str = ""
    version: Annotated[str, "The minimum accepted version."] = ""
    port: Annotated[Address, "The port that exposes the contract; absent if no product of the mesh does."] = (
        ""
    )
    contract: Annotated[Address, "The contract that the input reads."] = ""
    product: Reference | None = None
    title: Annotated[str, "The title of the product."] = ""
    team: Annotated[NameOf | None, "The team that owns it."] = None
    status: Annotated[Status, "The status of the contract."] = ""


@document("AccessRequest")
class AccessRequest:
    """The proposed agreement, as far as it is known."""

    roles: Annotated[tuple[str, ...], "The registered roles with access to the port."] = ()
    place: Annotated[str, "The path of the file, with `*` in place of the name of the use."]
    content: Annotated[str, "The file as YAML, without the values that only the requester knows."]
    form: Annotated[str, "The link to a prefilled form on the forge."] = ""

    @property
    def path(self) -> str:
        """The path of the file, with a self-explanatory placeholder name."""
        return self.place.replace("*", "access-request")

    @property
    def empty_form(self) -> str:
        """The link to the form with only the path of the file, for pages that show the file itself."""
        return self.form.partition("&")[0]


@document("Snippet")
class Snippet:
    """A code sample that reads a port, for users to copy."""

    language: str
    text: str


@document("Affected")
class Affected:
    """A consumer that a change affects."""

    kind: Literal["product", "agreement"]
    name: Annotated[str, "A product's address, or an agreement's use."]
    title: Annotated[str, "The display name."] = ""
    page: Href = ""
    hand: Annotated[int, "1 for direct consumers, 2 for their consumers, and so on."]
    is_certain: Annotated[
        bool,
        "Whether it is known to read the changed item; false if it does not declare which columns it reads.",
    ]
    team: NameOf | None = None
    channel: Annotated[str, "The name of the team's channel."] = ""
    contact: Annotated[str, "The channel's address."] = ""


@document("Port")
class Port:
    """An output port."""

    name: str
    address: Address
    href: Annotated[Href, "The anchor of the port on its product's page."]
    version: str = ""
    type: str = ""
    description: str = ""
    is_deprecated: bool
    ends: Annotated[Day | None, "The end of life, or else the end of support."] = None
    successors: tuple[NameOf, ...] = ()
    feeds: Annotated[tuple[Address, ...], "The ports that read it."] = ()
    fed_by: Annotated[tuple[Address, ...], "The ports that it reads."] = ()
    affected: Annotated[
        tuple[Affected, ...], "The consumers that a change to it affects, closest first."
    ] = ()
    contract_id: Annotated[str, "The contract of the port."] = ""
    unreadable: Annotated[NameOf | None, "The file of the contract, if it cannot be read."] = None
    request: Annotated[AccessRequest | None, "How to request access."] = None
    snippets: tuple[Snippet, ...] = ()
    level: Annotated[str, "The highest classification of its fields."] = ""
    is_personal: Annotated[bool, "Whether one of its fields is personal data."] = False
    contract: Annotated[Contract | None, "Absent if the contract is not in the mesh."] = None

    @property
    def title(self) -> str:
        """The name with the major version: `daily@1`."""
        return self.address.rpartition("/")[2]

    @property
    def status(self) -> str:
        """The status of the contract; empty if there is none."""
        return self.contract.status if self.contract else ""


@document("Consumer")
class Consumer:
    """A consumer of a port."""

    kind: Literal["product", "agreement"]
    name: Annotated[str, "A product's address, or an agreement's use."]
    title: Annotated[str, "The display name."] = ""
    href: Href = ""
    team: NameOf | None = None
    port: Address
    purpose: str = ""
    requested_on: Annotated[Day | None, "The day of the request for an agreement."] = None
    expires: Day | None = None


@document("JoinHop")
class JoinHop:
    """Two columns, or sets of columns, that contain the same identifier."""

    left_port: Annotated[Address, "The port closer to the product's port."]
    left: Annotated[tuple[str, ...], "The columns: `plays/isrc`."]
    right_port: Address
    right: tuple[str, ...]
    scheme: str
    fan_out: Annotated[str, "The cardinality: `one-to-many`."]


@document("Sense")
class Sense:
    """The meaning of an entity in a domain."""

    domain: str
    means: str


@document("Join")
class Join:
    """Whether and how two ports can be joined on an entity."""

    product: Annotated[NameOf, "The other product; a contract's address if no product exposes it."]
    entity: str
    port: Annotated[Address, "The port of the product."]
    other: Annotated[Address, "The other port."]
    verdict: JoinVerdict
    hops: Annotated[tuple[JoinHop, ...], "The join conditions, in order."] = ()
    through: Annotated[tuple[Address, ...], "The crosswalks on the path."] = ()
    caution: Annotated[str, "The reason why the joined rows must not be summed."] = ""
    senses: Annotated[tuple[Sense, ...], "The meaning of the entity on each side."] = ()
    reason: Annotated[str, "The reasons why they cannot be joined."] = ""
    remedies: Annotated[tuple[str, ...], "The changes that enable the join."] = ()
    choices: Annotated[tuple[str, ...], "The paths to choose from."] = ()
    sql: Annotated[str, "The join as SQL, if it is included here."] = ""
    dialect: str = ""
    no_sql: Annotated[str, "The reason why there is no SQL."] = ""
    locations: Annotated[str, "The servers of the ports in the SQL, in words."] = ""
    command: Annotated[str, "The command that writes the SQL."]


@document("Note")
class Note:
    """A Markdown file next to a product: its README, a runbook, a decision."""

    title: str
    file: str
    source: Annotated[str, "The link to the file."] = ""
    text: Annotated[str, "The content, in Markdown as the author wrote it."]


@document("Neighbour")
class Neighbour:
    """A product in the diagram of a product's lineage."""

    address: Address
    title: str
    domain: str
    status: str


@document("EntityReference")
class EntityReference:
    """A reference to an entity, which has its own document."""

    name: str
    href: Href
    title: Annotated[str, "Its title, if that differs from the name."] = ""


@document("Product")
class Product:
    """A data product, with its declarations and all information derived from the mesh."""

    address: Address
    id: str
    name: str
    title: Annotated[str, "The display name."]
    version: str = ""
    domain: NameOf | None = None
    team: Annotated[NameOf | None, "The team that owns it."] = None
    owners: tuple[str, ...] = ()
    owner_names: Annotated[tuple[str, ...], "The registered names of the owners."] = ()
    status: Status = ""
    archetype: Annotated[str, "`sourceAligned`, `aggregate`, `consumerAligned`, …"] = ""
    level: Annotated[str, "The highest classification of its fields."] = ""
    is_personal: Annotated[bool, "Whether one of its fields is personal data."]
    entities: tuple[EntityReference, ...] = ()
    synonyms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: Annotated[str, "The first sentence of its purpose, without markup."] = ""
    description: Description = Description()
    file: str
    source: Annotated[str, "The link to the file."] = ""
    edit: Annotated[str, "The link to a form for editing the file on the forge."] = ""
    report: Annotated[str, "The link to a prefilled issue about its data on the forge."] = ""
    freshness: Annotated[str, "The freshness that its main port promises."] = ""
    ends: Annotated[Day | None, "The earliest end date of its ports."] = None
    figures: tuple[Figure, ...] = ()
    score: Percent | None = None
    qualities: tuple[Quality, ...]
    diagnostics: Diagnostics
    findings: tuple[Finding, ...] = ()
    main_port: Annotated[Address, "The port that readers should use first, if there are several."] = ""
    origin: Origin | None = None
    success_criteria: tuple[Criterion, ...] = ()
    support: Annotated[tuple[Support, ...], "The product's own channels, or else those of its team."] = ()
    references: Annotated[tuple[External, ...], "Authoritative definitions."] = ()
    inputs: tuple[Input, ...]
    ports: Annotated[tuple[Port, ...], "The ports: the main port first, and ending ports last."]
    consumers: Annotated[tuple[Consumer, ...], "The direct consumers."]
    joins: Annotated[tuple[Join, ...], "The possible joins, the simplest first."] = ()
    has_more_joins: Annotated[
        bool | None,
        "Whether `joins` omits products that share an entity; absent if it does not.",
    ] = None
    changes: Annotated[tuple[Change, ...], "The latest changes, newest first."] = ()
    history_note: Annotated[str, "The reason why changes are missing, if any are."] = ""
    withheld_from: Annotated[
        str,
        "The audience for which samples, agreements, roles and findings are left out; absent if nothing is left out.",
    ] = ""
    notes: Annotated[tuple[Note, ...], "The Markdown files next to it, README first."] = ()
    links: Links
    neighbours: Annotated[tuple[Neighbour, ...], PAGE_ONLY] = ()
    flows: Annotated[tuple[tuple[str, str, str], ...], PAGE_ONLY] = ()
    """The edges between the product and its neighbours: the source, the consumer and the port."""

    @property
    def channel(self) -> Support | None:
        """The channel to use first."""
        return main_channel(self.support)
