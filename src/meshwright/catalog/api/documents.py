"""The documents of the JSON API about one product, as types: the schemas are made of them.

What is not stated is left out: a key is absent, never null or empty, unless it is required.
No future import here: the types are looked at while the program runs.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from meshwright.formats.schema import defined

Address = Annotated[str, "The stable name of something in the mesh: `player/play-events/daily@1/plays/isrc`."]
Href = Annotated[str, "A link, relative to the file that it stands in."]
Day = Annotated[str, "A day: `2027-06-30`."]
Percent = Annotated[int, "A share of 100, rounded down, so that only what holds whole has 100."]
Status = Annotated[str, "In the standards' words: `proposed`, `draft`, `active`, `deprecated` or `retired`."]
Mark = Literal["primary-key", "required", "unique", "partition-key", "deprecated"]
Verdict = Literal["contradicted", "unsupported", "supported", "unknown"]


@defined("Reference")
class Reference(TypedDict):
    """A product or an entity, which have documents of their own."""

    name: Annotated[str, "A product's address, or an entity's name."]
    href: Href


@defined("Links")
class Links(TypedDict):
    """Where the same can be seen otherwise."""

    page: Annotated[Href, "The page for people."]
    markdown: Annotated[Href, "The same page as Markdown."]
    feed: NotRequired[Annotated[Href, "What changes, as an Atom feed."]]


@defined("External")
class External(TypedDict):
    """A link that a document states."""

    type: NotRequired[str]
    url: str


@defined("Lowering")
class Lowering(TypedDict):
    """A rule that lowers a score."""

    rule: str
    diagnostics: int


@defined("Quality")
class Quality(TypedDict):
    """The standing in one of the six qualities."""

    name: str
    score: NotRequired[Annotated[Percent, "Absent where no check applies."]]
    checks: Annotated[int, "How many checks apply."]
    loweredBy: NotRequired[Annotated[list[Lowering], "The costliest first."]]


@defined("Diagnostics")
class Diagnostics(TypedDict):
    """How much is wrong."""

    errors: int
    warnings: int
    notices: int
    pardoned: Annotated[int, "Waived, suppressed, or known from a baseline."]


@defined("Description")
class Description(TypedDict):
    """What something is for, in Markdown as its author wrote it."""

    purpose: NotRequired[str]
    limitations: NotRequired[str]
    usage: NotRequired[str]


@defined("Support")
class Support(TypedDict):
    """Where somebody answers."""

    channel: str
    url: NotRequired[str]
    tool: NotRequired[str]
    scope: NotRequired[str]
    description: NotRequired[str]


@defined("Origin")
class Origin(TypedDict):
    """The system that a product's facts come from."""

    system: str
    kind: NotRequired[Annotated[str, "`operational`, …"]]


@defined("Criterion")
class Criterion(TypedDict):
    """What a product's owners measure its success by."""

    name: str
    target: NotRequired[str]
    measuredAt: NotRequired[str]


@defined("EntityLink")
class EntityLink(TypedDict):
    """That a field carries identifiers of an entity."""

    entity: str
    scheme: str
    part: NotRequired[Annotated[str, "The part of a composite identifier."]]
    role: NotRequired[Annotated[str, "Which of several the entity is in the row: `target`."]]
    declared: Annotated[bool, "Whether the contract itself says it, rather than its domain."]


@defined("Field")
class Field(TypedDict):
    """A field, with those inside of it."""

    name: Annotated[str, "`[]` for what a list holds, `{key}` and `{value}` for what a map does."]
    address: Address
    logicalType: NotRequired[str]
    physicalType: NotRequired[str]
    physicalName: NotRequired[str]
    marks: NotRequired[list[Mark]]
    classification: NotRequired[Annotated[str, "A level of the mesh's ladder of sensitivity."]]
    description: NotRequired[str]
    entities: NotRequired[list[EntityLink]]
    options: NotRequired[Annotated[dict[str, Any], "ODCS `logicalTypeOptions`: pattern, format, bounds, …"]]
    enum: NotRequired[list[Any]]
    examples: NotRequired[list[Any]]
    comesFrom: NotRequired[
        Annotated[
            list[Address], "The fields, objects or ports that it is made of, as declared or read from SQL."
        ]
    ]
    goesTo: NotRequired[Annotated[list[Address], "The fields that are made of it."]]
    fields: NotRequired["list[Field]"]


@defined("Object")
class Object(TypedDict):
    """A table, view, topic or file."""

    name: str
    address: Address
    physicalName: NotRequired[str]
    physicalType: NotRequired[str]
    description: NotRequired[str]
    grain: NotRequired[Annotated[str, "What a row is."]]
    fields: list[Field]


@defined("Promise")
class Promise(TypedDict):
    """A service level, and how it stands to what the inputs promise."""

    property: Annotated[str, "As it is written."]
    name: NotRequired[Annotated[str, "As it is read: `latency` for `freshness`."]]
    value: Annotated[Any, "As it is written."]
    unit: NotRequired[str]
    elements: NotRequired[Annotated[list[str], "The objects or fields that it is about; absent for all."]]
    reads: NotRequired[Annotated[str, "The value as people write it: `25 h 30 min`."]]
    verdict: NotRequired[Annotated[Verdict, "Whether it follows from what the inputs promise."]]
    bound: NotRequired[Annotated[str, "What follows from what the inputs promise."]]
    reason: NotRequired[Annotated[str, "Why it does not follow."]]
    note: NotRequired[str]


@defined("Server")
class Server(TypedDict):
    """A physical place."""

    server: str
    type: str
    environment: NotRequired[str]
    description: NotRequired[str]
    settings: NotRequired[Annotated[dict[str, Any], "The keys of its type: host, database, location, …"]]


@defined("Contract")
class Contract(TypedDict):
    """What a port promises of its data (ODCS)."""

    id: str
    name: NotRequired[str]
    version: NotRequired[str]
    status: NotRequired[Status]
    description: NotRequired[Description]
    servers: NotRequired[list[Server]]
    roles: NotRequired[Annotated[list[str], "The roles that may be granted access."]]
    promises: NotRequired[list[Promise]]
    objects: list[Object]


@defined("Port")
class Port(TypedDict):
    """An output port."""

    name: str
    address: Address
    href: Annotated[Href, "The port on its product's page."]
    version: NotRequired[str]
    type: NotRequired[str]
    description: NotRequired[str]
    deprecated: bool
    ends: NotRequired[Annotated[Day, "When its life ends, or else its support."]]
    successors: NotRequired[list[str]]
    feeds: NotRequired[Annotated[list[Address], "The ports that are made from it."]]
    fedBy: NotRequired[Annotated[list[Address], "The ports that it is made from."]]
    contractId: NotRequired[Annotated[str, "The contract that it names."]]
    contract: NotRequired[Annotated[Contract, "Absent where the contract is not in the mesh."]]


@defined("Input")
class Input(TypedDict):
    """An input port."""

    name: str
    contractId: NotRequired[str]
    version: NotRequired[Annotated[str, "The least version that will do."]]
    port: NotRequired[Annotated[Address, "Where it comes from; absent where nobody in the mesh offers it."]]
    product: NotRequired[Reference]


@defined("Consumer")
class Consumer(TypedDict):
    """Somebody who reads a port."""

    kind: Literal["product", "agreement"]
    name: Annotated[str, "A product's address; of an agreement, its use."]
    href: NotRequired[Href]
    team: NotRequired[str]
    port: Address
    purpose: NotRequired[str]
    expires: NotRequired[Day]


Product = TypedDict(
    "Product",
    {
        "$schema": Href,
        "address": Address,
        "id": str,
        "name": str,
        "version": NotRequired[str],
        "domain": NotRequired[str],
        "team": NotRequired[Annotated[str, "The team that answers for it."]],
        "owners": NotRequired[list[str]],
        "status": NotRequired[Status],
        "archetype": NotRequired[Annotated[str, "`sourceAligned`, `aggregate`, `consumerAligned`, …"]],
        "level": NotRequired[Annotated[str, "The highest classification of its fields."]],
        "personal": Annotated[bool, "Whether a field of it is about a person."],
        "entities": NotRequired[list[Reference]],
        "synonyms": NotRequired[list[str]],
        "tags": NotRequired[list[str]],
        "description": NotRequired[Description],
        "freshness": NotRequired[Annotated[str, "What its main port promises."]],
        "ends": NotRequired[Annotated[Day, "When the first of its ports ends."]],
        "score": NotRequired[Percent],
        "qualities": list[Quality],
        "diagnostics": Diagnostics,
        "mainPort": NotRequired[
            Annotated[Address, "The port that readers start from, where it has several."]
        ],
        "origin": NotRequired[Origin],
        "successCriteria": NotRequired[list[Criterion]],
        "support": NotRequired[Annotated[list[Support], "The product's own channels, else its team's."]],
        "references": NotRequired[Annotated[list[External], "Authoritative definitions."]],
        "inputs": list[Input],
        "ports": list[Port],
        "consumers": Annotated[list[Consumer], "Those who read it at once."],
        "links": Links,
    },
)
Product.__doc__ = "A data product with all that its documents say and the mesh knows of it."
