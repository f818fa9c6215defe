"""The JSON of `resolve`, `join`, `entity`, `score` and `rules`.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from meshwright.formats.schema import defined
from meshwright.formats.words import Address, Location, Severity, Version


@defined("Owner")
class Owner(TypedDict):
    """The owner of an item."""

    team: Annotated[str | None, "The name of the team."]
    members: Annotated[list[str], "The usernames of its owners; for a team, of all members."]


@defined("Channel")
class Channel(TypedDict):
    """A support channel, as its document declares it."""

    channel: NotRequired[Any]
    url: NotRequired[Any]
    tool: NotRequired[Any]
    scope: NotRequired[Any]


@defined("ContractFile")
class ContractFile(TypedDict):
    """A contract and its location."""

    id: str
    path: str
    line: int


@defined("ProductFile")
class ProductFile(TypedDict):
    """A product and its location."""

    address: Address
    path: str
    line: int


@defined("PhysicalObject")
class PhysicalObject(TypedDict):
    """A table, view, topic or file."""

    name: str
    physicalName: str | None
    physicalType: str | None


@defined("Server", is_open=True)
class Server(TypedDict):
    """A physical location, with the settings for its type as additional keys, but without secrets."""

    server: str
    type: str
    objects: list[PhysicalObject]


@defined("Field")
class Field(TypedDict):
    """A field."""

    name: str
    physicalName: str | None
    logicalType: str | None
    physicalType: str | None
    classification: str | None


class Resolve(TypedDict):
    """The output of `meshwright resolve --format json`; the optional keys depend on `kind`."""

    address: Address
    kind: Annotated[
        str,
        "`product`, `port`, `object`, `field`, `server`, `sla`, `role`, or a kind of governance document.",
    ]
    path: Annotated[str, "The path of the file, relative to the root of the mesh."]
    line: int
    owner: Owner
    support: list[Channel]
    about: NotRequired[Annotated[Any, "The purpose of a registry entry, as its document declares it."]]
    version: NotRequired[str | None]
    status: NotRequired[str | None]
    contract: NotRequired[ContractFile | None]
    product: NotRequired[ProductFile | None]
    places: NotRequired[Annotated[list[Server], "The physical locations."]]
    field: NotRequired[Field]
    others: NotRequired[Annotated[list[Address], "The other matches, if the argument matches several."]]


@defined("Key")
class Key(TypedDict):
    """The columns that identify an entity on one side."""

    port: Address
    columns: Annotated[list[str], "The columns: `<object>/<field>`."]
    role: Annotated[str | None, "The role of the entity, if a row refers to several: `target`."]
    unique: Annotated[bool, "Whether the contract declares the key as unique."]


@defined("JoinStep")
class JoinStep(TypedDict):
    """An equality between two keys."""

    left: Key
    right: Key
    scheme: Annotated[str, "The identifier scheme."]
    fanOut: Literal["one-to-one", "one-to-many", "many-to-one", "many-to-many"]


@defined("Meaning")
class Meaning(TypedDict):
    """The meaning of an entity in a domain."""

    domain: str
    means: Annotated[str | None, "Null if the domain does not declare it."]
    relation: Annotated[str | None, "The relation to the entity's definition, in SKOS terms: `closeMatch`."]


Join = TypedDict(
    "Join",
    {
        "from": Annotated[str, "The first requested address."],
        "to": Annotated[str, "The second requested address."],
        "verdict": Literal["joinable", "meanings-differ", "not-joinable", "undecided"],
        "entity": str | None,
        "steps": list[JoinStep],
        "crosswalks": Annotated[list[str], "The addresses of the ports that connect the schemes."],
        "meanings": list[Meaning],
        "choices": Annotated[list[str], "The choices if the verdict is `undecided`."],
        "reasons": list[str],
        "remedies": Annotated[list[str], "The steps that enable the join."],
        "alsoOn": Annotated[list[str], "Other entities on which the join is possible."],
        "notOn": Annotated[list[str], "Other entities on which the join is not possible."],
        "lost": Annotated[
            list[str], "The rows that have no match because one meaning is narrower than the other."
        ],
        "caution": Annotated[
            str, "The reason why the joined rows must not be summed; empty if each occurs at most once."
        ],
        "sql": Annotated[str | None, "The join as SQL, with `--sql` or `--samples`."],
    },
)
Join.__doc__ = "The output of `meshwright join --format json`."


@defined("Crosswalk")
class Crosswalk(TypedDict):
    """A port that connects identifier schemes."""

    port: Address
    schemes: list[str]


@defined("Appearance")
class Appearance(TypedDict):
    """A column that identifies the entity."""

    domain: str
    relation: Annotated[str, "The relation to the entity's definition, in SKOS terms: `closeMatch`."]
    means: Annotated[str, "The meaning in the domain; empty if the domain does not declare it."]
    product: Annotated[str, "The address of the product; empty for a contract that no product exposes."]
    port: Address
    column: Annotated[str, "The column: `<object>/<field>`."]
    scheme: Annotated[str, "The identifier scheme."]
    part: Annotated[str | None, "The part of a composite identifier."]
    role: Annotated[str | None, "The role of the entity, if a row refers to several: `target`."]
    saidBy: Annotated[Location, "The line that links the column to the entity."]
    explicit: Annotated[bool, "Whether the contract itself declares the link."]


@defined("DomainWithoutColumns")
class DomainWithoutColumns(TypedDict):
    """A domain that declares a meaning for the entity, but does not link a column to it."""

    name: str
    relation: str
    means: str


class Entity(TypedDict):
    """The output of `meshwright entity --format json`."""

    entity: str
    definition: str
    steward: Annotated[str, "The responsible team; empty if there is none."]
    identifier: Annotated[str, "The scheme to which all domains can map; empty if there is none."]
    crosswalks: list[Crosswalk]
    appearances: list[Appearance]
    withoutColumns: list[DomainWithoutColumns]
    gaps: Annotated[list[str], "The missing parts, in words."]


@defined("Lowering")
class Lowering(TypedDict):
    """A rule that lowers a score."""

    rule: str
    diagnostics: int
    loss: Annotated[
        str, "The share of the quality's score that is lost because of the rule, as an exact fraction."
    ]


@defined("Quality")
class Quality(TypedDict):
    """The score in one of the six qualities."""

    score: Annotated[int | None, "The score from 0 to 100, rounded down; null if no check applies."]
    checks: Annotated[int, "The number of checks that apply."]
    loweredBy: Annotated[list[Lowering], "The rules that lower the score, the costliest first."]


@defined("MeasuredPromises")
class MeasuredPromises(TypedDict):
    """The number of a product's promises by measured result."""

    kept: int
    broken: Annotated[int, "The number of broken promises, waived or not."]
    unknown: Annotated[
        int,
        "The number of promises that were not measured, or whose result cannot be determined from the observations so far.",
    ]
    neverMeasured: Annotated[int, "The number of objects without an observation."]
    lastSeen: Annotated[
        str | None, "The oldest of the newest observations of its objects, in UTC; null without one."
    ]


@defined("ProductScore")
class ProductScore(TypedDict):
    """The scores of a product."""

    product: Address
    path: Annotated[str, "The path of the file, relative to the root of the mesh."]
    score: Annotated[int | None, "The score from 0 to 100, rounded down; null if no check applies."]
    qualities: Annotated[dict[str, Quality], "The scores by the name of the quality."]
    measured: NotRequired[
        Annotated[MeasuredPromises, "Only with `--observations`; not included in the scores."]
    ]


class Score(TypedDict):
    """The output of `meshwright score --format json`."""

    version: Version
    products: Annotated[list[ProductScore], "The products, lowest score first."]


@defined("PolicyState")
class PolicyState(TypedDict):
    """The state of a policy."""

    status: Annotated[str, "`draft`, `audit`, `enforced` or `retired`."]
    owner: Annotated[str, "The team that owns the policy."]
    enforceFrom: Annotated[str | None, "The day from which it binds existing products."]


@defined("Rule")
class Rule(TypedDict):
    """A rule."""

    rule: str
    group: str
    severity: Annotated[Severity, "The severity by default."]
    preset: Annotated[str, "The smallest preset that contains the rule."]
    since: Annotated[str, "The first release with the rule."]
    needs: Annotated[list[str], "The kinds of documents without which the rule does not apply."]
    title: str
    policy: NotRequired[
        Annotated[
            PolicyState,
            "The state, if the rule is a policy; `preset` and `since` have no meaning in that case.",
        ]
    ]


Rules = Annotated[list[Rule], "The output of `meshwright rules --format json`."]


@defined("Query")
class Query(TypedDict):
    """The result of a query."""

    model: Annotated[int, "The version of the relational model."]
    columns: Annotated[list[str], "The names of the columns, which need not be distinct."]
    rows: Annotated[list[list[Any]], "The rows, each in the order of the columns."]
