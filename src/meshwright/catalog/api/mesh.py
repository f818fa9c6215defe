"""The mesh as documents of the API: where to begin, products in a line each, domains, teams, and who reads whom."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.api.known import (
    API,
    diagnostics_of,
    href,
    links_of,
    product_reference,
    schema_of,
    stated,
)
from meshwright.catalog.api.listings import (
    Domain,
    Domains,
    Index,
    Lineage,
    Products,
    Score,
    Team,
    Teams,
)
from meshwright.catalog.api.product import summary, support
from meshwright.mesh.entities import vocabulary
from meshwright.mesh.inheritance import owners_in
from meshwright.mesh.registers import mappings, text
from meshwright.scores.standing import QUALITIES, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.api.known import Known
    from meshwright.catalog.overview import Card

VERSION = 1
"""Of the API: what is added leaves it alone, what is taken away or means something else raises it."""
LISTINGS = ("products", "domains", "entities", "teams", "rules", "governance", "lineage")


def index_document(path: str, known: Known) -> Index:
    """Say where to begin."""
    mesh, source = known.mesh, known.source
    links = {name: href(path, f"{API}/{name}.json") for name in LISTINGS}
    return stated(
        {
            "$schema": schema_of(path, "index"),
            "version": VERSION,
            "mesh": text(source.settings.get("name")),
            "title": source.title,
            "description": text(source.settings.get("description")),
            "url": source.site_url,
            "day": mesh.today.isoformat(),
            "commit": source.commit.name if source.commit else None,
            "figures": {
                "products": len(known.overview.cards),
                "contracts": len(mesh.contracts),
                "fields": len(known.columns),
                "domains": len(known.overview.by_domain),
                "entities": len(mesh.once(vocabulary).entities),
                "teams": len(known.overview.by_team),
            },
            "diagnostics": diagnostics_of(source.report.diagnostics),
            "links": {
                **links,
                "schemas": href(path, f"{API}/schemas/"),
                "home": href(path, "index.html"),
                "feed": href(path, "feed.xml"),
            },
        },
        Index,
    )


def products_document(path: str, known: Known) -> Products:
    """Say all products in a line each."""
    cards = known.overview.cards.values()
    found = [summary(card, path, known) for card in cards]
    return stated({"$schema": schema_of(path, "products"), "products": found}, Products)


def domains_document(path: str, known: Known) -> Domains:
    """Say all domains, those that only products name among them."""
    flows = known.overview.flows
    spoken: dict[str, list[str]] = {}
    for meaning in known.mesh.once(vocabulary).meanings:
        spoken.setdefault(meaning.domain, []).append(meaning.entity)
    found = []
    for name, cards in known.overview.by_domain.items():
        entry = known.overview.domains.get(name)
        found.append(
            stated(
                {
                    "name": name,
                    "registered": entry is not None,
                    **{
                        key: text(entry.get(key)) if entry else ""
                        for key in ("title", "purpose", "owner", "parent")
                    },
                    "products": [product_reference(path, card.address) for card in cards],
                    "entities": sorted(set(spoken.get(name, ()))),
                    "feeds": [{"domain": to, "products": n} for (of, to), n in flows.items() if of == name],
                    "fedBy": [{"domain": of, "products": n} for (of, to), n in flows.items() if to == name],
                    "score": mean(cards),
                    "qualities": scores(cards),
                    "links": links_of(path, routes.domain(name), has_feed=True),
                },
                Domain,
            )
        )
    return stated({"$schema": schema_of(path, "domains"), "domains": found}, Domains)


def teams_document(path: str, known: Known) -> Teams:
    """Say all teams, those that only products name among them."""
    owned: dict[str, list[str]] = {}
    for entry in known.mesh.register("Domain"):
        owned.setdefault(text(entry.get("owner")), []).append(entry.name)
    found = []
    for name, cards in known.overview.by_team.items():
        team = known.mesh.teams.get(name)
        found.append(
            stated(
                {
                    "name": name,
                    "registered": team is not None,
                    **{key: text(team.get(key)) if team else "" for key in ("title", "purpose")},
                    "owners": list(owners_in(name, known.mesh)),
                    "support": support(mappings(team.get("support"))) if team else [],
                    "domains": sorted(owned.get(name, ())),
                    "products": [product_reference(path, card.address) for card in cards],
                    "links": links_of(path, routes.team(name)),
                },
                Team,
            )
        )
    return stated({"$schema": schema_of(path, "teams"), "teams": found}, Teams)


def lineage_document(path: str, known: Known) -> Lineage:
    """Say which products read which."""
    positions = {address: number for number, address in enumerate(known.overview.cards)}
    edges = {
        (positions[address], positions[user.product.address])
        for address, users in known.overview.users.items()
        for user in users
        if user.product is not None
    }
    return stated(
        {
            "$schema": schema_of(path, "lineage"),
            "products": list(positions),
            "edges": [list(each) for each in sorted(edges)],
        },
        Lineage,
    )


def mean(cards: Iterable[Card]) -> int | None:
    """Give the mean of the scores that there are."""
    return _mean([card.standing.score for card in cards if card.standing])


def scores(cards: Iterable[Card]) -> list[Score]:
    """Give the mean in each quality."""
    found: dict[str, list[Fraction | None]] = {name: [] for name in QUALITIES}
    for card in cards:
        for each in card.standing.qualities if card.standing else ():
            found[each.name].append(each.score)
    return [
        stated({"name": name, "score": _mean(own), "products": len(own) - own.count(None)}, Score)
        for name, own in found.items()
    ]


def _mean(found: list[Fraction | None]) -> int | None:
    there = [each for each in found if each is not None]
    return percent(sum(there, Fraction(0)) / len(there)) if there else None
