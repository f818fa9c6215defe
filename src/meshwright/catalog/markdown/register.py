"""Domains, teams and products as Markdown, with their lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes, text
from meshwright.catalog.markdown.digest import digest_lines
from meshwright.catalog.markdown.marks import (
    code,
    facts,
    items,
    link,
    message,
    page,
    plain,
    prose,
    section,
    table,
)
from meshwright.catalog.markdown.parts import addressed, counted, named, noted, scored, sourced, supported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.documents.register import (
        Action,
        Domain,
        Domains,
        Ending,
        Flow,
        Products,
        Summary,
        Team,
        Teams,
    )

_LISTED = ("product", "purpose", "kind", "status", "freshness", "consumers", "findings", "score")


def domains_markdown(domains: Domains) -> str:
    """Return the list of domains as Markdown."""
    return page("Domains", listed_domains(domains.domains, "domains"))


def products_markdown(products: Products) -> str:
    """Return the list of all products as Markdown."""
    return page("Products", listed(products.products, "products"))


def domain_markdown(domain: Domain) -> str:
    """Return a domain's page as Markdown."""
    route = routes.domain(domain.name)
    meanings = (
        (named(each.entity, route), plain(each.means), plain(each.nearness), str(each.columns))
        for each in domain.meanings
    )
    return page(
        domain.title,
        prose(domain.purpose),
        facts(
            (
                ("name", code(domain.name)),
                ("sign", plain(domain.sign)),
                ("registered", "yes" if domain.is_registered else "no"),
                ("owner", named(domain.owner, route)),
                ("part of", named(domain.parent, route)),
                ("parts", ", ".join(named(each, route) for each in domain.parts)),
                ("fed by", _flows(domain.fed_by, route)),
                ("feeds", _flows(domain.feeds, route)),
                ("external consumers", str(domain.consumers)),
                ("wrong", counted(domain.diagnostics)),
                ("score", f"{domain.score} of 100" if domain.score is not None else ""),
                ("file", sourced(domain.file, domain.source) if domain.file else ""),
            )
        ),
        section("Products", listed(domain.products, route)),
        section("Entities", table(("entity", "means", "that is", "columns"), meanings)),
        section("Ending", endings(domain.endings, route)),
        section("Qualities", scored(domain.qualities)),
        section("Support", supported(domain.support)),
    )


def teams_markdown(teams: Teams) -> str:
    """Return the list of teams as Markdown."""
    lines = (
        f"{link(plain(each.title), 'teams', routes.team(each.name))}: {plain(each.purpose)}"
        for each in teams.teams
    )
    return page("Teams", items(lines))


def team_markdown(team: Team) -> str:
    """Return a team's page as Markdown."""
    route = routes.team(team.name)
    members = (
        " ".join(
            filter(
                None, (plain(each.name), code(each.username), plain(f"({each.role})" if each.role else ""))
            )
        )
        for each in team.members
    )
    agreements = (
        (
            plain(each.use),
            addressed(each.port.name, route) if each.port.route else code(each.port.name),
            str(each.columns or "all"),
            plain(each.purpose),
            str(each.requested_on or ""),
            f"{each.expires or ''}{'' if each.is_current else ' (ended)'}",
        )
        for each in team.agreements
    )
    return page(
        team.title,
        prose(team.purpose),
        facts(
            (
                ("name", code(team.name)),
                ("registered", "yes" if team.is_registered else "no"),
                ("owners", ", ".join(map(code, team.owners))),
                (
                    "domains",
                    ", ".join(
                        link(plain(each.title), route, routes.domain(each.name)) for each in team.domains
                    ),
                ),
                ("steward of", ", ".join(named(each, route) for each in team.entities)),
                ("wrong", counted(team.diagnostics)),
                ("score", f"{team.score} of 100" if team.score is not None else ""),
                ("next step", f"{acted(team.action, route)}; {code(team.command)}" if team.action else ""),
                ("file", sourced(team.file, team.source) if team.file else ""),
            )
        ),
        section("Members", items(members)),
        section("Support", supported(team.support)),
        section("Products", listed(team.products, route)),
        section("This week", digest_lines(team)),
        section(
            "Findings", table(("rule", "level", "open", "waived", "other", "says"), _findings(team, route))
        ),
        section("Agreements", table(("use", "port", "columns", "purpose", "requested", "until"), agreements)),
    )


def listed_domains(domains: Iterable[Domain], route: str) -> str:
    """Return domains as a Markdown list."""
    lines = []
    for each in domains:
        count = len(each.products)
        linked = link(plain(each.title), route, routes.domain(each.name))
        lines.append(f"{linked} ({text.counted(count, 'product')}): {plain(each.purpose)}")
    return items(lines)


def listed(products: Iterable[Summary], route: str) -> str:
    """Return products as a Markdown table."""
    return table(
        _LISTED,
        (
            (
                link(code(each.address), route, routes.product(each.address)),
                plain(each.purpose),
                plain(each.archetype),
                plain(each.status),
                plain(each.freshness),
                str(each.consumers),
                counted(each.diagnostics),
                "" if each.score is None else str(each.score),
            )
            for each in products
        ),
    )


def endings(found: Iterable[Ending], route: str) -> str:
    """Return the ends of ports as a Markdown table."""
    return table(
        ("port", "product", "status", "ends", "followed by"),
        (
            (
                addressed(each.port, route),
                plain(each.title),
                plain(each.status),
                str(each.ends or ""),
                ", ".join(
                    addressed(one.name, route) if one.route else code(one.name) for one in each.successors
                ),
            )
            for each in found
        ),
    )


def acted(action: Action, route: str) -> str:
    """Return the next steps as Markdown."""
    products = ", ".join(code(each.address) for each in action.products)
    rule = link(code(action.rule), route, routes.rule(action.rule))
    return f"{rule} ({message(action.title)}), {action.findings} in {products}, for {plain(action.points)} of 100"


def _findings(team: Team, route: str) -> Iterator[tuple[str, ...]]:
    for each in team.findings:
        shown = (
            f"{addressed(one.product, route)}: {message(one.finding.message)} ({noted(one.finding)})"
            for one in each.shown
        )
        yield (
            f"{link(code(each.rule), route, routes.rule(each.rule))} {message(each.title)}".rstrip(),
            each.severity,
            str(each.open),
            str(each.waived),
            str(each.other),
            "; ".join(shown),
        )


def _flows(flows: Iterable[Flow], route: str) -> str:
    return ", ".join(f"{named(each.domain, route)} ({each.products})" for each in flows)
