"""The state of the mesh and its rules as Markdown."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog import routes, text
from meshwright.catalog.markdown.marks import (
    block,
    code,
    facts,
    items,
    link,
    message,
    page,
    plain,
    section,
    table,
)
from meshwright.catalog.markdown.parts import counted, named
from meshwright.catalog.markdown.register import acted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.documents.governance import (
        Governance,
        Lead,
        Occurrence,
        PolicyState,
        Rule,
        Rules,
    )

ROUTE = "governance"


def governance_markdown(governance: Governance) -> str:
    """Return the page about the state of the mesh as Markdown."""
    score = governance.score
    return page(
        "Governance",
        facts(
            (
                ("score", f"{score} of 100" if score is not None else ""),
                ("wrong", counted(governance.diagnostics)),
            )
        ),
        section("Trend", governance.trend_note, _trend(governance)),
        section("Qualities", _qualities(governance)),
        section("Domains", _domains(governance)),
        section(
            "Most effective fixes",
            items(
                f"{named(each.team, ROUTE)} ({counted(each.diagnostics)}; "
                f"{text.counted(each.consumers, 'consumer')}): "
                f"{acted(each.action, ROUTE)}; {code(each.command)}"
                for each in governance.actions
            ),
        ),
        section("Rules", _counts(governance)),
        section("Waivers", _waivers(governance)),
        section("Lead times", _leads(governance)),
        section("Standards", _standards(governance)),
    )


def rules_markdown(rules: Rules) -> str:
    """Return the list of rules as Markdown."""

    def group(rule: Rule) -> str:
        return rule.group

    groups = groupby(sorted(rules.rules, key=group), group)
    return page("Rules", *(section(name, _rules(own)) for name, own in groups))


def _policy(policy: PolicyState) -> Iterator[str]:
    """Yield the paragraphs about a policy, with all its strings escaped."""
    said = [f"State: {plain(policy.status)}", f"owner: {code(policy.owner)}"]
    said += [f"it binds existing products from {policy.enforce_from}"] if policy.enforce_from else []
    said += [f"domain: {code(policy.domain)}"] if policy.domain else []
    said += [] if policy.is_waivable else ["it cannot be waived"]
    yield f"{'; '.join(said)}."
    if policy.remediation:
        yield f"How to fix it: {plain(policy.remediation)}"
    if policy.references:
        yield "Its basis:\n\n" + items(map(plain, policy.references))
    yield block(policy.sql, "sql")


def rule_markdown(rule: Rule) -> str:
    """Return a rule's page, with its findings in this mesh, as Markdown."""
    needs = "".join(f" It applies only with `kind: {kind}` documents." for kind in rule.needs)
    off = "" if rule.is_on else " It is off in this mesh."
    scope = f", in the group *{rule.group}*, from the preset `{rule.preset}` upwards, since {rule.since}"
    if rule.policy is not None:
        scope = f", in the group `{rule.group}`"
    findings_section = f"**{rule.severity}** by default{scope}.{needs}{off}"
    parts = (
        f"# {rule.name}",
        f"{plain(rule.title) if rule.policy else rule.title}.",
        findings_section,
        plain(rule.docs),
        rule.text,
        *(_policy(rule.policy) if rule.policy else ()),
        section(
            "In this mesh",
            items(_occurrence(each) for each in rule.occurrences),
            _more(rule.diagnostics + rule.pardoned - len(rule.occurrences)),
        ),
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def _occurrence(each: Occurrence) -> str:
    note = "; ".join(filter(None, (each.finding.level, plain(each.finding.note))))
    return f"{code(each.address or each.file)}: {message(each.finding.message)} ({note})"


def _more(count: int) -> str:
    return f"and {count} more" if count > 0 else ""


def _trend(governance: Governance) -> str:
    rows = (
        (each.day.isoformat(), *map(str, (each.errors, each.warnings, each.notices, each.products)))
        for each in governance.trend
    )
    return table(("day", "errors", "warnings", "notices", "products"), rows)


def _qualities(governance: Governance) -> str:
    rows = (
        (each.name, _score(each.score), *map(str, (each.products, each.good, each.fair, each.poor)))
        for each in governance.qualities
    )
    return table(("quality", "score", "products", "good", "fair", "poor"), rows)


def _domains(governance: Governance) -> str:
    rows = (
        (
            named(row.domain, ROUTE),
            str(row.products),
            counted(row.diagnostics),
            _score(row.score),
            *(_score(each.score) for each in row.qualities),
        )
        for row in governance.domains
    )
    return table(
        ("domain", "products", "findings", "score", *(each.name for each in governance.qualities)), rows
    )


def _counts(governance: Governance) -> str:
    rows = (
        (
            f"{link(code(each.rule), ROUTE, routes.rule(each.rule))} {message(each.title)}",
            each.group,
            *map(str, (each.open, each.waived, each.suppressed, each.products)),
        )
        for each in governance.rules
    )
    return table(("rule", "quality", "open", "waived", "suppressed", "products lowered"), rows)


def _waivers(governance: Governance) -> str:
    rows = (
        (
            link(code(each.rule), ROUTE, routes.rule(each.rule)) if each.page else code(each.rule),
            code(each.address),
            plain(each.reason),
            named(each.owner, ROUTE),
            plain(each.approved_by),
            f"{each.expires or ''}{' (ends soon)' if each.ends_soon else '' if each.is_current else ' (ended)'}",
        )
        for each in governance.waivers
    )
    return table(("rule", "address", "reason", "owner", "approved by (claimed)", "last day"), rows)


def _leads(governance: Governance) -> str:
    rows = (
        (named(each.domain, ROUTE), _lead(each.to_active), _lead(each.to_access))
        for each in governance.lead_times
    )
    return table(("domain", "product becomes active", "access is granted"), rows)


def _lead(lead: Lead | None) -> str:
    return f"{lead.median:.1f} d of {lead.count}" if lead else ""


def _standards(governance: Governance) -> str:
    rows = (
        (plain(each.title), named(each.owner, ROUTE), plain(each.enforce_from), plain(each.source))
        for each in governance.standards
    )
    return table(("standard", "owner", "in force from", "file"), rows)


def _linked(rule: Rule) -> str:
    if rule.text:
        return link(code(rule.name), "rules", routes.rule(rule.name))
    return f"{code(rule.name)} {plain(rule.docs)}".rstrip()


def _score(score: int | None) -> str:
    return "" if score is None else str(score)


def _rules(rules: Iterable[Rule]) -> str:
    return table(
        ("rule", "level", "says", "found", "pardoned"),
        (
            (
                _linked(each),
                each.severity if each.is_on else "off",
                plain(each.title),
                str(each.diagnostics),
                str(each.pardoned),
            )
            for each in rules
        ),
    )
