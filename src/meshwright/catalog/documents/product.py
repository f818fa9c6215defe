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
)

JoinVerdict = Literal["joinable", "undecided", "meanings-differ", "not-joinable"]


@document("Origin")
class Origin:
    """The system that a product's facts come from."""

    system: str
    kind: Annotated[str, "`operational`, …"] = ""


@document("Criterion")
class Criterion:
    """The success criteria of a product."""

    name: str
    target: str = ""
    measured_at: str = ""


@document("Input")
class Input:
    """An input port."""

    name: str
    contract_id: str = ""
    version: Annotated[str, "The lowest version that is accepted."] = ""
    port: Annotated[Address, "Where it comes from; absent where no product of the mesh offers it."] = ""
    contract: Annotated[Address, "The contract that it reads, which is its port's if it has one."] = ""
    product: Reference | None = None
    title: Annotated[str, "What people call the product."] = ""
    team: Annotated[NameOf | None, "The team that owns it."] = None
    status: Annotated[Status, "Of the contract."] = ""


@document("AccessRequest")
class AccessRequest:
    """The proposed agreement, as far as it is known."""

    roles: Annotated[tuple[str, ...], "The registered roles that the port lets in."] = ()
    place: Annotated[str, "The path of the file, with `*` for what uses the data."]
    content: Annotated[str, "The file, as YAML, without what only the one who asks can say."]
    form: Annotated[str, "A form for it, filled, at the repository's host."] = ""

    @property
    def path(self) -> str:
        """The path of the file, with a self-explanatory name."""
        return self.place.replace("*", "access-request")


@document("Snippet")
class Snippet:
    """A text to copy that reads a port."""

    language: str
    text: str


@document("Affected")
class Affected:
    """A consumer that a change affects."""

    kind: Literal["product", "agreement"]
    name: Annotated[str, "A product's address; of an agreement, its use."]
    title: Annotated[str, "What people call it."] = ""
    page: Href = ""
    hand: Annotated[int, "1 for those who read it themselves, 2 for those who read what they make of it."]
    is_certain: Annotated[
        bool, "Whether it is known to read what changes; else it does not declare its columns."
    ]
    team: NameOf | None = None
    channel: Annotated[str, "The team's channel, by its name."] = ""
    contact: Annotated[str, "Its address."] = ""


@document("Port")
class Port:
    """An output port."""

    name: str
    address: Address
    href: Annotated[Href, "The port on its product's page."]
    version: str = ""
    type: str = ""
    description: str = ""
    is_deprecated: bool
    ends: Annotated[Day | None, "When its life ends, or else its support."] = None
    successors: tuple[NameOf, ...] = ()
    feeds: Annotated[tuple[Address, ...], "The ports that are made from it."] = ()
    fed_by: Annotated[tuple[Address, ...], "The ports that it is made from."] = ()
    affected: Annotated[
        tuple[Affected, ...], "The consumers that a change of it affects, the nearest first."
    ] = ()
    contract_id: Annotated[str, "The contract that it names."] = ""
    unreadable: Annotated[NameOf | None, "The file of the contract, where it cannot be read."] = None
    request: Annotated[AccessRequest | None, "How to ask for access."] = None
    snippets: tuple[Snippet, ...] = ()
    contract: Annotated[Contract | None, "Absent where the contract is not in the mesh."] = None

    @property
    def title(self) -> str:
        """Its name with the major version: `daily@1`."""
        return self.address.rpartition("/")[2]

    @property
    def status(self) -> str:
        """The status of its contract; empty if there is none."""
        return self.contract.status if self.contract else ""


@document("Consumer")
class Consumer:
    """A consumer of a port."""

    kind: Literal["product", "agreement"]
    name: Annotated[str, "A product's address; of an agreement, its use."]
    title: Annotated[str, "What people call it."] = ""
    href: Href = ""
    team: NameOf | None = None
    port: Address
    purpose: str = ""
    requested_on: Annotated[Day | None, "The day of the request for an agreement."] = None
    expires: Day | None = None


@document("JoinHop")
class JoinHop:
    """Two columns, or sets of them, that hold the same identifier."""

    left_port: Annotated[Address, "The port that is nearer to the product's own."]
    left: Annotated[tuple[str, ...], "Columns of it: `plays/isrc`."]
    right_port: Address
    right: tuple[str, ...]
    scheme: str
    fan_out: Annotated[str, "How many rows meet how many: `one-to-many`."]


@document("Sense")
class Sense:
    """The meaning of an entity in a domain."""

    domain: str
    means: str


@document("Join")
class Join:
    """The answer whether, and how, two ports can be joined on an entity."""

    product: Annotated[NameOf, "The other product; a contract's address where no product exposes it."]
    entity: str
    port: Annotated[Address, "The own port."]
    other: Annotated[Address, "The other port."]
    verdict: JoinVerdict
    hops: Annotated[tuple[JoinHop, ...], "The equalities to join by, in order."] = ()
    through: Annotated[tuple[Address, ...], "The crosswalks on the way."] = ()
    caution: Annotated[str, "Why the joined rows must not be summed."] = ""
    senses: Annotated[tuple[Sense, ...], "What each side means by the entity."] = ()
    reason: Annotated[str, "Why they do not meet."] = ""
    remedies: Annotated[tuple[str, ...], "What would make it possible."] = ()
    choices: Annotated[tuple[str, ...], "The paths to choose from."] = ()
    sql: Annotated[str, "The join as SQL, where it is given here."] = ""
    dialect: str = ""
    no_sql: Annotated[str, "Why SQL is missing."] = ""
    command: Annotated[str, "What writes the SQL."]


@document("Note")
class Note:
    """A Markdown file next to a product: its README, a runbook, a decision."""

    title: str
    file: str
    source: Annotated[str, "The file at its host."] = ""
    text: Annotated[str, "What it says, in Markdown as its author wrote it."]


@document("Neighbour")
class Neighbour:
    """A product in the diagram of a product's lineage."""

    address: Address
    title: str
    domain: str
    status: str


@document("Product")
class Product:
    """A data product with all declarations of its documents and the knowledge of the mesh about it."""

    address: Address
    id: str
    name: str
    title: Annotated[str, "Its name as people say it."]
    version: str = ""
    domain: NameOf | None = None
    team: Annotated[NameOf | None, "The team that owns it."] = None
    owners: tuple[str, ...] = ()
    status: Status = ""
    archetype: Annotated[str, "`sourceAligned`, `aggregate`, `consumerAligned`, …"] = ""
    level: Annotated[str, "The highest classification of its fields."] = ""
    is_personal: Annotated[bool, "Whether a field of it is about a person."]
    entities: tuple[Reference, ...] = ()
    synonyms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: Annotated[str, "The first sentence of its purpose, without markup."] = ""
    description: Description = Description()
    file: str
    source: Annotated[str, "The file at its host."] = ""
    edit: Annotated[str, "A form at the repository's host in which the file can be changed."] = ""
    report: Annotated[str, "A form at the repository's host for a problem with the data, filled."] = ""
    freshness: Annotated[str, "What its main port promises."] = ""
    ends: Annotated[Day | None, "When the first of its ports ends."] = None
    figures: tuple[Figure, ...] = ()
    score: Percent | None = None
    qualities: tuple[Quality, ...]
    diagnostics: Diagnostics
    findings: tuple[Finding, ...] = ()
    main_port: Annotated[Address, "The port that readers start from, where it has several."] = ""
    origin: Origin | None = None
    success_criteria: tuple[Criterion, ...] = ()
    support: Annotated[tuple[Support, ...], "The product's own channels, else its team's."] = ()
    references: Annotated[tuple[External, ...], "Authoritative definitions."] = ()
    inputs: tuple[Input, ...]
    ports: Annotated[tuple[Port, ...], "The main one first; those that end come last."]
    consumers: Annotated[tuple[Consumer, ...], "Those who read it at once."]
    joins: Annotated[tuple[Join, ...], "What it may be joined with, the plainest first."] = ()
    has_more_joins: Annotated[
        bool | None,
        "Whether products that share an entity are left out of `joins`; absent if there are none.",
    ] = None
    changes: Annotated[tuple[Change, ...], "The last ones, newest first."] = ()
    history_note: Annotated[str, "Why changes are missing, where any are."] = ""
    withheld_from: Annotated[
        str,
        "The audience for which samples, agreements, roles and findings are left out; absent if none are.",
    ] = ""
    notes: Annotated[tuple[Note, ...], "The Markdown files beside it, the README first."] = ()
    links: Links
    neighbours: Annotated[tuple[Neighbour, ...], PAGE_ONLY] = ()
    flows: Annotated[tuple[tuple[str, str, str], ...], PAGE_ONLY] = ()
    """The edges between it and its neighbours: the source, the consumer and the port."""
