"""The state of the mesh as documents: scores, waivers, next steps and rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.assembly import parts
from meshwright.catalog.assembly.actions import actions
from meshwright.catalog.assembly.digest import command_of
from meshwright.catalog.assembly.page_links import place
from meshwright.catalog.assembly.register import findings_of, mean, mean_qualities, scores_of
from meshwright.catalog.documents.governance import (
    Governance,
    Lead,
    LeadTimes,
    Occurrence,
    PolicyState,
    QualityCount,
    Row,
    Rule,
    RuleCount,
    Rules,
    Standard,
    TeamAction,
    WaiverEntry,
    Week,
)
from meshwright.catalog.documents.parts import score_word
from meshwright.catalog.natural import natural
from meshwright.mesh.registries import text
from meshwright.rulekit.configuration import is_on
from meshwright.rulekit.exceptions.waivers import waivers
from meshwright.rulekit.rule_page import body
from meshwright.scores.product_score import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.assembly.overview import Overview, ProductSummary
    from meshwright.catalog.documents.register import Summary
    from meshwright.catalog.history import LeadTime
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.rule import Rule as RulekitRule

POLICY_TEXT = "A policy of the organisation: each row that its query returns is a finding."
ENDING_DAYS = 30
SHOWN = 50
"""The maximum number of findings on a rule's page."""


def rules_document(overview: Overview) -> Rules:
    """Return the document of all rules with their findings.

    Rules without findings or waivers have no page in the catalog.
    """
    said: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for each in overview.source.report.diagnostics:
        said[each.rule].append(each)
    mentioned = _mentioned(overview)
    return Rules(
        rules=tuple(
            Rule(
                name=rule.name,
                group=rule.group,
                title=rule.title,
                severity=str(rule.severity),
                preset=rule.preset,
                since=rule.since,
                is_on=is_on(rule, overview.source.configuration),
                diagnostics=sum(each.counts for each in said[rule.name]),
                pardoned=sum(not each.counts for each in said[rule.name]),
                page=_page(rule.name, has_page=rule.name in mentioned),
                docs=routes.rule_docs(overview.source.documentation, rule.name),
                policy=_policy(rule),
                text=_text(rule) if rule.name in mentioned else "",
                needs=tuple(rule.needs),
                occurrences=tuple(_occurrence(each, overview) for each in said[rule.name][:SHOWN]),
            )
            for rule in overview.rules
        )
    )


def _mentioned(overview: Overview) -> frozenset[str]:
    """Return the names of the rules with findings or waivers, to which other pages refer."""
    return frozenset(
        {
            *(each.rule for each in overview.source.report.diagnostics),
            *_lowering(overview),
            *(each.rule for each in waivers(overview.mesh)),
        }
    )


def _policy(rule: RulekitRule) -> PolicyState | None:
    facts = rule.policy
    if facts is None:
        return None
    return PolicyState(
        status=facts.status,
        owner=facts.owner,
        enforce_from=facts.enforce_from,
        is_waivable=rule.is_waivable,
        domain=facts.domain,
        references=facts.references,
        remediation=facts.remediation,
        sql=facts.sql,
    )


def _text(rule: RulekitRule) -> str:
    """Return a rule's explanation in Markdown; for a policy, its query as plain text."""
    return POLICY_TEXT if rule.policy is not None else body(rule)


def _page(name: str, *, has_page: bool) -> str:
    return f"{routes.rule(name)}/index.html" if has_page else f"rules/index.html#{routes.rule_anchor(name)}"


def _occurrence(diagnostic: Diagnostic, overview: Overview) -> Occurrence:
    address = diagnostic.address or ""
    route, anchor = place(address, overview)
    page = f"{route}/index.html{f'#{anchor}' if anchor else ''}" if route else ""
    return Occurrence(
        finding=parts.finding(diagnostic),
        address=address,
        file=diagnostic.range.path if diagnostic.range else "",
        page=page,
    )


def governance_document(overview: Overview, products: Mapping[str, Summary]) -> Governance:
    """Return the document of the mesh's scores, waivers and next steps."""
    cards = overview.cards.values()
    named = ((parts.domain(name, overview), own) for name, own in overview.by_domain.items() if own)
    return Governance(
        score=mean(cards),
        qualities=tuple(_qualities(cards)),
        domains=tuple(
            Row(
                domain=domain,
                products=len(own),
                diagnostics=findings_of(own, overview),
                score=mean(own),
                qualities=tuple(mean_qualities(own)),
            )
            for domain, own in named
        ),
        diagnostics=parts.counted(overview.source.report.diagnostics),
        trend=tuple(_weeks(overview)),
        trend_note=_trend_note(overview),
        rules=tuple(_rules(overview)),
        waivers=tuple(_waivers(overview)),
        actions=tuple(sorted(_actions(overview, products), key=_urgency)),
        lead_times=tuple(_lead_times(overview)),
        standards=tuple(
            Standard(
                title=text(entry.get("title")) or entry.name,
                owner=parts.team(text(entry.get("owner")), overview) if text(entry.get("owner")) else None,
                enforce_from=text(entry.get("enforceFrom")),
                source=parts.file_link(entry.home.file, overview),
            )
            for entry in overview.mesh.register("Standard")
        ),
    )


def _actions(overview: Overview, products: Mapping[str, Summary]) -> Iterator[TeamAction]:
    for team, own in overview.by_team.items():
        for action in actions(own, products, overview.rules)[:1]:
            yield TeamAction(
                team=parts.team(team, overview),
                action=action,
                diagnostics=findings_of(own, overview),
                consumers=sum(overview.consumers(card) for card in own),
                command=command_of(action, overview),
            )


def _urgency(each: TeamAction) -> tuple[int, int, float, str]:
    """Return a sort key for teams: by open findings times consumers, by open findings, then by gain, highest first."""
    count = each.diagnostics.open
    gain = 0.0 if each.action.points.startswith("less") else float(each.action.points)
    return -count * max(each.consumers, 1), -count, -gain, each.team.name


def _qualities(cards: Iterable[ProductSummary]) -> Iterator[QualityCount]:
    scores = scores_of(cards)
    for each in mean_qualities(cards):
        words = Counter(score_word(percent(score)) for score in scores[each.name])
        yield QualityCount(
            name=each.name,
            score=each.score,
            products=each.products,
            good=words["good"],
            fair=words["fair"],
            poor=words["poor"],
        )


def _rules(overview: Overview) -> Iterator[RuleCount]:
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in overview.source.report.diagnostics:
        kind = "waived" if each.waived else "suppressed" if each.is_suppressed else "open"
        said[each.rule][kind] += 1
    lowering = _lowering(overview)
    for rule in sorted(
        overview.rules, key=lambda each: (-said[each.name]["open"], -lowering[each.name], each.name)
    ):
        count = said[rule.name]
        if count.total():
            yield RuleCount(
                rule=rule.name,
                title=rule.title,
                group=rule.group,
                open=count["open"],
                waived=count["waived"],
                suppressed=count["suppressed"],
                products=lowering[rule.name],
            )


def _lowering(overview: Overview) -> Counter[str]:
    """Return, for each rule, the number of product qualities whose score it lowers."""
    return Counter(
        low.rule
        for product_score in overview.source.product_scores
        for quality in product_score.qualities
        for low in quality.lowered_by
    )


def _waivers(overview: Overview) -> Iterator[WaiverEntry]:
    """Yield the waivers, earliest end first; those without an end come last."""
    today = overview.mesh.today
    rules = {rule.name for rule in overview.rules}
    for each in sorted(
        waivers(overview.mesh),
        key=lambda each: (each.expires is None, each.expires or today, each.rule, natural(each.address)),
    ):
        is_current = each.is_current(today)
        is_soon = each.expires is not None and (each.expires - today).days <= ENDING_DAYS
        yield WaiverEntry(
            rule=each.rule,
            page=_page(each.rule, has_page=True) if each.rule in rules else "",
            address=each.address,
            reason=each.reason,
            owner=parts.team(each.owner, overview) if each.owner else None,
            approved_by=each.approved_by,
            expires=each.expires,
            is_current=is_current,
            ends_soon=is_current and is_soon,
        )


def _weeks(overview: Overview) -> Iterator[Week]:
    for each in overview.source.trend.weeks:
        yield Week(
            day=each.day,
            errors=each.errors,
            warnings=each.warnings,
            notices=each.notices,
            products=each.products,
        )


def _trend_note(overview: Overview) -> str:
    why = overview.source.trend.why_none
    return f"No trend available: {why}." if why else ""


def _lead_times(overview: Overview) -> Iterator[LeadTimes]:
    for name in sorted(overview.source.history.leads, key=natural):
        leads = overview.source.history.leads[name]
        domain = parts.domain(name, overview)
        yield LeadTimes(domain=domain, to_active=_lead(leads.to_active), to_access=_lead(leads.to_access))


def _lead(lead: LeadTime | None) -> Lead | None:
    return Lead(median=lead.median, count=lead.count) if lead else None
