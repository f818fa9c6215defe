"""The state of the mesh as documents: rules with their findings, scores by domain, waivers and next steps."""

from typing import Annotated

from meshwright.catalog.documents.parts import (
    PAGE_ONLY,
    Day,
    Diagnostics,
    Finding,
    Href,
    NameOf,
    Percent,
    Score,
    document,
)
from meshwright.catalog.documents.register import Action


@document("Occurrence")
class Occurrence:
    """A finding of a rule: its message, and the item that it is about."""

    finding: Finding
    address: str = ""
    file: str = ""
    page: Href = ""


@document("PolicyState")
class PolicyState:
    """The declarations of a policy, which is the organisation's own rule."""

    status: Annotated[str, "`audit` (reported, never blocking) or `enforced`."]
    owner: str
    enforce_from: Annotated[Day | None, "The day from which it binds existing products."] = None
    is_waivable: Annotated[bool, "Whether waivers are allowed."]
    domain: Annotated[str, "The domain to which it applies; absent for the whole mesh."] = ""
    references: Annotated[tuple[str, ...], "The basis of the policy, such as laws."] = ()
    remediation: str = ""
    sql: Annotated[str, "The query of the policy."] = ""


@document("Rule")
class Rule:
    """A rule, and its findings in this mesh."""

    name: str
    group: str
    title: str
    severity: Annotated[str, "The default severity: `error`, `warning` or `notice`."]
    preset: Annotated[str, "The smallest preset that contains it."]
    since: str
    is_on: Annotated[bool, "Whether it is switched on anywhere in this mesh."]
    diagnostics: int
    pardoned: int
    page: Annotated[
        Href, "The rule's page if the mesh has findings or waivers for it, or else its row in the list."
    ]
    docs: Annotated[
        str,
        "The rule's page in Meshwright's documentation, if its address is configured.",
    ] = ""
    policy: Annotated[
        PolicyState | None, "The declarations of a policy; `preset` and `since` have no meaning in that case."
    ] = None
    text: Annotated[str, PAGE_ONLY] = ""
    """The explanation and examples in Markdown; empty if the rule has no page in this catalog."""
    needs: Annotated[tuple[str, ...], PAGE_ONLY] = ()
    """The kinds of documents that the rule requires."""
    occurrences: Annotated[tuple[Occurrence, ...], PAGE_ONLY] = ()
    """The first findings; in JSON, product documents contain them."""


@document("Rules")
class Rules:
    """All rules."""

    rules: tuple[Rule, ...]


@document("WaiverEntry")
class WaiverEntry:
    """A temporary exception to a rule."""

    rule: str
    page: Annotated[Href, "The rule's page, if the rule exists."] = ""
    address: str = ""
    reason: str = ""
    owner: NameOf | None = None
    approved_by: str = ""
    expires: Annotated[Day | None, "The last day."] = None
    is_current: bool
    ends_soon: Annotated[bool, "Whether it ends within a month."] = False


@document("QualityCount")
class QualityCount:
    """The mean of product scores for a quality, and their distribution."""

    name: str
    score: Percent | None = None
    products: Annotated[int, "The number of products to which a check of this quality applies."]
    good: int
    fair: int
    poor: int


@document("Row")
class Row:
    """The scores of a domain's products."""

    domain: NameOf
    products: int
    diagnostics: Annotated[Diagnostics, "The findings about the products."]
    score: Percent | None = None
    qualities: tuple[Score, ...]


@document("RuleCount")
class RuleCount:
    """A rule with findings."""

    rule: str
    title: str
    group: str
    open: int
    waived: int
    suppressed: int
    products: Annotated[int, "The number of products whose score it lowers."]


@document("TeamAction")
class TeamAction:
    """The next action for a team."""

    team: NameOf
    action: Action
    diagnostics: Annotated[Diagnostics, "The findings about its products."]
    consumers: Annotated[int, "Products and agreements that read its products."]
    command: Annotated[str, "The command that fixes the findings, or shows them."]


@document("Lead")
class Lead:
    """The usual duration of an activity."""

    median: Annotated[float, "Days."]
    count: int


@document("LeadTimes")
class LeadTimes:
    """A domain's lead times, according to commits."""

    domain: NameOf
    to_active: Annotated[
        Lead | None, "From the first commit of a product's file until the product is active."
    ] = None
    to_access: Annotated[Lead | None, "From the first commit of an agreement until its merge."] = None


@document("Standard")
class Standard:
    """A standard of the organisation."""

    title: str
    owner: NameOf | None = None
    enforce_from: str = ""
    source: Annotated[str, "The link to the file."] = ""


@document("Week")
class Week:
    """The open findings at the end of a day, according to the rules and settings of the newest check."""

    day: Day
    errors: int
    warnings: int
    notices: int
    products: Annotated[int, "The products of the mesh on that day."]


@document("Governance")
class Governance:
    """The scores, waivers and next steps of the mesh."""

    score: Percent | None = None
    qualities: tuple[QualityCount, ...]
    domains: tuple[Row, ...]
    diagnostics: Diagnostics
    trend: Annotated[
        tuple[Week, ...],
        "The last days of the past twelve weeks, and the as-of date, oldest first; unknown weeks are omitted.",
    ] = ()
    trend_note: Annotated[str, "The reason why there is no trend, if one was requested."] = ""
    rules: Annotated[tuple[RuleCount, ...], "The rules with findings, most findings first."] = ()
    waivers: tuple[WaiverEntry, ...]
    actions: Annotated[
        tuple[TeamAction, ...],
        "The next action for each team, starting with the most open findings for the most consumers.",
    ] = ()
    lead_times: tuple[LeadTimes, ...] = ()
    standards: tuple[Standard, ...] = ()
