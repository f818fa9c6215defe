"""The content of registries as documents: products as list entries, and domains and teams with their products."""

from typing import Annotated

from meshwright.catalog.documents.entity import Nearness, Relation
from meshwright.catalog.documents.parts import (
    PAGE_ONLY,
    Address,
    As,
    Day,
    Diagnostics,
    Finding,
    Href,
    Links,
    NameOf,
    Percent,
    Reference,
    Score,
    Status,
    Support,
    document,
)


@document("Summary")
class Summary:
    """A product as a list entry."""

    address: Address
    href: Href
    name: str
    title: Annotated[str, "The display name."]
    version: str = ""
    purpose: Annotated[str, "The first sentence of the purpose, without markup."] = ""
    domain: NameOf | None = None
    team: NameOf | None = None
    status: Status = ""
    archetype: str = ""
    level: str = ""
    is_personal: bool
    entities: tuple[str, ...] = ()
    freshness: str = ""
    freshness_seconds: Annotated[int | None, PAGE_ONLY] = None
    """The promised latency in seconds, for sorting; None if none is promised."""
    ends: Day | None = None
    score: Percent | None = None
    consumers: Annotated[int, "The number of products and agreements that read it."]
    diagnostics: Annotated[Diagnostics, "The findings about it and its ports."]
    ports: tuple[Address, ...]

    @property
    def reference(self) -> Reference:
        """The reference to the product, with its address as text."""
        return Reference(name=self.address, href=self.href)


ReferenceOf = Annotated[Summary, As("reference")]
AddressOf = Annotated[Summary, As("address")]


@document("Products")
class Products:
    """All products."""

    products: tuple[Summary, ...]


@document("Flow")
class Flow:
    """A domain that is upstream or downstream."""

    domain: NameOf
    products: Annotated[
        int, "The number of products in the downstream domain that read from the upstream one."
    ]


@document("DomainMeaning")
class DomainMeaning:
    """The meaning of an entity in a domain."""

    entity: NameOf
    means: str = ""
    relation: Relation = ""
    nearness: Nearness = ""
    columns: Annotated[int, "The number of columns in the domain that identify it."]


@document("Ending")
class Ending:
    """A port that is deprecated or has an end date."""

    port: Address
    title: Annotated[str, "The title of its product."]
    status: Status = ""
    ends: Day | None = None
    successors: tuple[NameOf, ...] = ()


@document("Domain")
class Domain:
    """A domain."""

    name: Annotated[str, "Empty for products without a domain."]
    is_registered: bool
    title: str = ""
    sign: Annotated[str, "A few letters of its title; unique as long as there are enough combinations."]
    colour: Annotated[int, "The number of its colour, from 0 to 11."]
    purpose: str = ""
    owner: Annotated[NameOf | None, "The responsible team."] = None
    parent: NameOf | None = None
    parts: Annotated[tuple[NameOf, ...], "The subdomains."] = ()
    products: tuple[ReferenceOf, ...]
    consumers: Annotated[int, "The number of external products and agreements that read its products."]
    entities: Annotated[tuple[str, ...], "Its entities."] = ()
    meanings: Annotated[tuple[DomainMeaning, ...], "Their meanings in the domain."] = ()
    feeds: tuple[Flow, ...] = ()
    fed_by: tuple[Flow, ...] = ()
    endings: Annotated[
        tuple[Ending, ...], "The ends of ports: upcoming ones first, by date, then those in the past."
    ] = ()
    diagnostics: Annotated[Diagnostics, "The findings about its products."]
    score: Percent | None = None
    qualities: tuple[Score, ...]
    support: Annotated[tuple[Support, ...], "The support channels of its owner."] = ()
    file: Annotated[str, "The file that registers it."] = ""
    source: Annotated[str, "The link to the file."] = ""
    links: Links


@document("Domains")
class Domains:
    """All domains."""

    domains: tuple[Domain, ...]


@document("Member")
class Member:
    """A member of a team, as registered."""

    name: str = ""
    username: str = ""
    role: str = ""


@document("Action")
class Action:
    """An action: fixing all findings of one rule in some products."""

    rule: str
    title: Annotated[str, "The title of the rule."] = ""
    products: Annotated[tuple[AddressOf, ...], "The products with such findings, largest gain first."]
    findings: int
    points: Annotated[str, "The gain in the mean score, out of 100: `less than 0.1`, `3`."]


@document("ProductFinding")
class ProductFinding:
    """A rule's finding about a product."""

    product: Address
    finding: Finding


@document("RuleFindings")
class RuleFindings:
    """One rule's findings about a team's products."""

    rule: str
    title: str = ""
    severity: str
    open: int
    waived: int
    other: Annotated[int, "Findings that are suppressed or in the baseline."]
    shown: Annotated[tuple[ProductFinding, ...], "The first findings, open ones first."]

    @property
    def count(self) -> int:
        """The number of findings."""
        return self.open + self.waived + self.other


@document("HeldAgreement")
class HeldAgreement:
    """An agreement under which a team reads a port."""

    port: NameOf
    use: str = ""
    purpose: str = ""
    columns: Annotated[int, "The number of columns that it names; 0 means all."]
    requested_on: Annotated[Day | None, "The day of the request."] = None
    expires: Day | None = None
    is_current: bool


@document("DigestUse")
class DigestUse:
    """A consumer that began or stopped reading a port."""

    consumer: Annotated[NameOf, "A product, or the use that an agreement names."]
    port: NameOf
    began: Annotated[bool, "Whether it began to read the port; false if it stopped."]


@document("DigestEnd")
class DigestEnd:
    """An item that ends within a month."""

    what: Annotated[str, "`product`, `agreement` or `waiver`."]
    name: NameOf
    day: Day


@document("DigestRequest")
class DigestRequest:
    """An open pull or merge request."""

    number: str = ""
    title: str = ""
    url: Annotated[str, "Its page on the forge."] = ""
    opened: Day
    products: Annotated[tuple[NameOf, ...], "The team's products whose files it changes."]
    is_access: Annotated[bool, "Whether it changes an agreement, and therefore requests access."]


@document("Digest")
class Digest:
    """The weekly digest of a team."""

    since: Annotated[Day, "The first day of the week before the as-of date."]
    uses: Annotated[tuple[DigestUse, ...], "The consumers that were added or removed within the week."] = ()
    requests: Annotated[tuple[DigestRequest, ...], "The requests waiting for approval, oldest first."] = ()
    knows_requests: Annotated[
        bool,
        "Whether the open requests are known from a forge export; if not, `requests` is empty.",
    ] = False
    ends: Annotated[tuple[DigestEnd, ...], "The items that end within 30 days."] = ()
    worst: Annotated[ProductFinding | None, "The most severe open finding."] = None
    command: Annotated[str, "The command that fixes or shows the finding."] = ""


@document("Team")
class Team:
    """A team."""

    name: str
    is_registered: bool
    title: str = ""
    purpose: str = ""
    owners: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    support: tuple[Support, ...] = ()
    domains: Annotated[tuple[Annotated[Domain, As("name")], ...], "The domains that it owns."] = ()
    entities: Annotated[tuple[NameOf, ...], "The entities that it is the steward of."] = ()
    products: tuple[ReferenceOf, ...]
    score: Percent | None = None
    diagnostics: Annotated[Diagnostics, "The findings about its products."]
    digest: Digest
    findings: tuple[RuleFindings, ...] = ()
    action: Annotated[Action | None, "The next action of the team."] = None
    command: Annotated[str, "The command for that action, which fixes or shows the findings."] = ""
    agreements: tuple[HeldAgreement, ...] = ()
    file: Annotated[str, "The file that registers it."] = ""
    source: Annotated[str, "The link to the file."] = ""
    links: Links

    @property
    def open(self) -> int:
        """The number of open findings about its products."""
        return sum(each.open for each in self.findings)

    @property
    def waived(self) -> int:
        """The number of waived findings about its products."""
        return sum(each.waived for each in self.findings)


@document("Teams")
class Teams:
    """All teams."""

    teams: tuple[Team, ...]
