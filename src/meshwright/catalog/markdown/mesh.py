"""The Markdown twins of the pages about more than one product: home, map, changes, domains, entities, teams."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.markdown.governance import counted, scored
from meshwright.catalog.markdown.marks import (
    code,
    facts,
    items,
    link,
    message,
    page,
    plain,
    prose,
    reference,
    section,
    table,
)
from meshwright.catalog.markdown.product import changes, supported

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from meshwright.catalog.api.listings import (
        Appearance,
        Domain,
        Domains,
        Entities,
        Entity,
        Flow,
        Index,
        Lineage,
        Summary,
        Team,
        Teams,
    )
    from meshwright.catalog.history import Entry

_LISTED = ("product", "purpose", "kind", "status", "freshness", "consumers", "score")


def home_twin(index: Index, domains: Domains, entities: Entities) -> str:
    """Write the home page: what there is, by domain and by entity."""
    figures = ", ".join(f"{count:,} {name}" for name, count in index["figures"].items())
    return page(
        index["title"],
        prose(index.get("description", "")),
        facts(
            (
                ("holds", figures),
                ("as of", index["day"]),
                ("commit", code(index.get("commit", ""))),
                ("wrong with it", counted(index["diagnostics"])),
            )
        ),
        section("Domains", _domains(domains, routes.HOME)),
        section("Entities", _entities(entities, routes.HOME)),
        section(
            "More", items(link(each, routes.HOME, each) for each in ("governance", "rules", "map", "changes"))
        ),
    )


def domains_twin(domains: Domains) -> str:
    """Write the list of domains."""
    return page("Domains", _domains(domains, "domains"))


def entities_twin(entities: Entities) -> str:
    """Write the list of entities."""
    return page("Entities", _entities(entities, "entities"))


def teams_twin(teams: Teams) -> str:
    """Write the list of teams."""
    lines = (
        f"{link(plain(each.get('title') or each['name']), 'teams', routes.team(each['name']))}: "
        f"{plain(each.get('purpose', ''))}"
        for each in teams["teams"]
    )
    return page("Teams", items(lines))


def domain_twin(domain: Domain, summaries: Iterable[Summary], there: Container[str]) -> str:
    """Write a domain's page; `summaries` are its products, `there` are the routes that pages have."""
    route, owner, parent = routes.domain(domain["name"]), domain.get("owner", ""), domain.get("parent", "")
    entities = (
        reference(plain(each), route, routes.entity(each), there) for each in domain.get("entities", ())
    )
    return page(
        domain.get("title") or domain["name"] or "No domain",
        prose(domain.get("purpose", "")),
        facts(
            (
                ("name", code(domain["name"])),
                ("owner", reference(plain(owner), route, routes.team(owner), there)),
                ("part of", reference(plain(parent), route, routes.domain(parent), there)),
                ("fed by", _flows(domain.get("fedBy", ()), route)),
                ("feeds", _flows(domain.get("feeds", ()), route)),
                ("speaks of", ", ".join(entities)),
            )
        ),
        section("Products", listed(summaries, route)),
        section("Qualities", scored(domain["qualities"])),
    )


def listed(summaries: Iterable[Summary], route: str) -> str:
    """Write products as a table."""
    return table(
        _LISTED,
        (
            (
                link(code(each["address"]), route, routes.product(each["address"])),
                plain(each.get("purpose", "")),
                plain(each.get("archetype", "")),
                plain(each.get("status", "")),
                plain(each.get("freshness", "")),
                str(each["consumers"]),
                str(each.get("score", "")),
            )
            for each in summaries
        ),
    )


def entity_twin(entity: Entity, there: Container[str]) -> str:
    """Write an entity's page; `there` are the routes that pages have."""
    route, steward = routes.entity(entity["name"]), entity.get("steward", "")
    return page(
        entity.get("title") or entity["name"],
        prose(entity.get("definition", "")),
        facts(
            (
                ("name", code(entity["name"])),
                ("steward", reference(plain(steward), route, routes.team(steward), there)),
                ("also called", ", ".join(map(plain, entity.get("aliases", ())))),
                ("identified by", code(entity.get("identifier", ""))),
            )
        ),
        section(
            "Identifiers",
            table(
                ("scheme", "declared by", "type", "pattern"),
                (
                    (
                        code(each["name"]),
                        plain(each.get("domain", "the steward")),
                        plain(each.get("logicalType", "")),
                        code(each.get("pattern", "")),
                    )
                    for each in entity["schemes"]
                ),
            ),
        ),
        section(
            "Crosswalks",
            items(
                f"{code(each['port'])} connects {', '.join(map(code, each['schemes']))}"
                for each in entity["crosswalks"]
            ),
        ),
        section(
            "Appearances",
            table(
                ("domain", "column", "identifier", "role", "means"),
                (_appearance(each, route) for each in entity["appearances"]),
            ),
        ),
        section(
            "Meant, but linked to no column",
            items(
                f"{plain(each['domain'])}: {plain(each.get('means', ''))}"
                for each in entity.get("silent", ())
            ),
        ),
        section("Gaps", items(map(message, entity.get("gaps", ())))),
    )


def team_twin(team: Team, summaries: Iterable[Summary]) -> str:
    """Write a team's page; `summaries` are the products that it answers for."""
    route = routes.team(team["name"])
    domains = (link(plain(each), route, routes.domain(each)) for each in team.get("domains", ()))
    return page(
        team.get("title") or team["name"],
        prose(team.get("purpose", "")),
        facts(
            (
                ("name", code(team["name"])),
                ("owners", ", ".join(map(code, team.get("owners", ())))),
                ("domains", ", ".join(domains)),
            )
        ),
        section("Support", supported(team.get("support", []))),
        section("Products", listed(summaries, route)),
    )


def changes_twin(entries: Iterable[Entry]) -> str:
    """Write what happened in the mesh."""
    entries = sorted(entries, key=lambda entry: (-entry.when.timestamp(), entry.address))
    days = groupby(entries, lambda entry: f"{entry.when:%Y-%m-%d}")
    return page("Changes", *(section(day, _by_product(own)) for day, own in days))


def map_twin(lineage: Lineage) -> str:
    """Write the map: who reads what, a line a product that reads."""
    read: dict[int, list[int]] = {}
    for source, target in lineage["edges"]:
        read.setdefault(target, []).append(source)
    names: Mapping[int, str] = dict(enumerate(lineage["products"]))

    def linked(number: int) -> str:
        return link(code(names[number]), "map", routes.product(names[number]))

    lines = (f"{linked(target)} reads {', '.join(map(linked, own))}" for target, own in sorted(read.items()))
    return page("Map", items(lines))


def _by_product(entries: Iterable[Entry]) -> str:
    grouped = groupby(entries, lambda entry: entry.address)
    return "\n\n".join(
        f"{link(code(address), 'changes', routes.product(address))}\n\n{changes(own)}"
        for address, own in grouped
    )


def _domains(domains: Domains, route: str) -> str:
    return items(_domain_line(each, route) for each in domains["domains"])


def _entities(entities: Entities, route: str) -> str:
    return items(
        f"{link(plain(each['name']), route, routes.entity(each['name']))}: {plain(each.get('definition', ''))}"
        for each in entities["entities"]
    )


def _domain_line(domain: Domain, route: str) -> str:
    name = domain.get("title") or domain["name"] or "No domain"
    count = len(domain["products"])
    products = f"{count} product{'s' if count != 1 else ''}"
    linked = link(plain(name), route, routes.domain(domain["name"]))
    return f"{linked} ({products}): {plain(domain.get('purpose', ''))}"


def _appearance(each: Appearance, route: str) -> tuple[str, ...]:
    column = code(each["column"])
    if "product" in each:
        column = link(column, route, routes.product(each["product"]["name"]))
    scheme = f"{each['scheme']} ({each['part']})" if "part" in each else each["scheme"]
    return (
        plain(each["domain"]),
        column,
        plain(scheme),
        plain(each.get("role", "")),
        plain(each.get("means", "")),
    )


def _flows(flows: Iterable[Flow], route: str) -> str:
    return ", ".join(
        f"{link(plain(each['domain'] or 'no domain'), route, routes.domain(each['domain']))} ({each['products']})"
        for each in flows
    )
