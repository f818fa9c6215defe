"""The JSON of `graph` and `trace`.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from meshwright.formats.schema import defined
from meshwright.formats.words import Address, Location, Owners


@defined("Node")
class Node(TypedDict):
    """A node of the lineage graph."""

    address: Annotated[str, "The address; for an agreement, its use and its file."]
    kind: Literal["port", "contract", "product", "field", "agreement"]
    product: Annotated[str | None, "The address of the product."]
    team: str | None
    owners: Owners
    hop: Annotated[int, "The distance from the start, which has the distance 0."]


@defined("Edge")
class Edge(TypedDict):
    """A data flow from a source to an item that derives from it."""

    source: str
    target: str
    place: Annotated[Location, "The line that declares it."]
    columns: NotRequired[
        Annotated[
            int | None,
            "The number of columns in the flow; null if unknown, absent for a flow between columns.",
        ]
    ]


class Graph(TypedDict):
    """The output of `meshwright graph upstream`, `downstream` and `path` with `--format json`."""

    starts: Annotated[list[str], "The addresses of the nodes that were requested; empty if there is no path."]
    direction: Literal["upstream", "downstream"]
    nodes: list[Node]
    edges: list[Edge]


@defined("Hit")
class Hit(TypedDict):
    """A direct or indirect consumer."""

    kind: Literal["product", "contract", "agreement"]
    address: Annotated[str, "The address of the product or contract; for an agreement, of the port."]
    hop: Annotated[int, "1 for a direct consumer."]
    certain: Annotated[bool, "False if the effect depends on columns that are not declared."]
    team: str | None
    owners: Owners
    columns: Annotated[list[str], "The addresses of the columns that are affected, as far as known."]
    ports: NotRequired[Annotated[list[str], "The ports that are affected; absent for an agreement."]]
    use: NotRequired[Annotated[str, "The use of an agreement."]]
    purpose: NotRequired[Annotated[str, "The purpose of an agreement."]]
    expires: NotRequired[Annotated[str | None, "The last day of an agreement: `2027-06-30`."]]
    path: NotRequired[Annotated[str, "The file of an agreement."]]


class GraphImpact(TypedDict):
    """The output of `meshwright graph impact --format json`."""

    address: Annotated[str, "The address that was requested."]
    hits: Annotated[list[Hit], "The consumers, nearest first."]


@defined("Amount")
class Amount(TypedDict):
    """A duration, a fraction of 1 or a date; one of the last three keys is present."""

    text: Annotated[str, "The amount as people write it: `25 h 30 min`."]
    seconds: NotRequired[
        Annotated[list[str], "The minimum and maximum number of seconds, as exact fractions."]
    ]
    share: NotRequired[Annotated[str, "A number from 0 to 1, as an exact fraction."]]
    date: NotRequired[Annotated[str, "A day: `2027-06-30`."]]


@defined("Promised")
class Promised(Amount):
    """The amount that a contract promises."""

    place: Location


_From = TypedDict("_From", {"from": Annotated[str | None, "The address of the input that promises it."]})


@defined("Share")
class Share(Amount, _From):
    """One of the amounts that make up or limit a bound."""

    label: Annotated[str, "The kind of amount, such as `refresh`."]
    place: Location


@defined("Missing")
class Missing(TypedDict):
    """An undeclared fact that makes the bound unknown."""

    what: str
    place: Location


@defined("Step")
class Step(TypedDict):
    """A service level of a port, compared with the promises of its inputs."""

    address: Address
    promise: Annotated[str, "The service level: `latency`, `availability`, `retention`, …"]
    promised: Promised
    verdict: Literal["contradicted", "unsupported", "supported", "unknown"]
    bound: Annotated[Amount | None, "The bound that follows from the inputs."]
    toSpare: Annotated[str | None, "The difference between the service level and its bound."]
    shares: list[Share]
    missing: list[Missing]
    reason: Annotated[str | None, "The reason why it is contradicted or unsupported."]
    note: str | None


@defined("Derivation")
class Derivation(Step):
    """A service level, with those of the inputs that it depends on most."""

    hops: Annotated[list[Step], "The steps to the source."]


_Read = TypedDict("_Read", {"from": Annotated[str, "The address of the source column."]})


@defined("Source")
class Source(_Read):
    """A flow of data between two columns, with the classification levels."""

    to: Annotated[str, "The address of the column that derives from it."]
    has: Annotated[str | None, "The classification level of the source column."]
    deidentification: Annotated[str | None, "The transformation that lowers the level."]
    passes: Annotated[str | None, "The level after the transformation."]
    place: Location


@defined("Classification")
class Classification(TypedDict):
    """The classification level of a field, and its origin."""

    address: Address
    level: Annotated[str | None, "The level, declared or inferred; null if unknown."]
    declared: Annotated[str | None, "The level that the contract declares."]
    verdict: Annotated[
        Literal["holds", "leak", "unknown"], "`leak`: declared lower than the sources without a reason."
    ]
    place: Location
    sources: list[Source]
    hops: Annotated[list[Source], "The steps to the origin of the highest level."]


class Trace(TypedDict):
    """The output of `meshwright trace --format json`."""

    address: Annotated[str, "The address that was requested."]
    promises: list[Derivation]
    classification: list[Classification]
