"""A product as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.catalog import routes
from meshwright.catalog.documents.ports import port_view
from meshwright.catalog.documents.promises import NAMES, promises_of, said
from meshwright.lineage.making import makings
from meshwright.mesh.adoption import origin_of, success_criteria
from meshwright.mesh.inheritance import owners_of
from meshwright.mesh.registers import mapping, text
from meshwright.scores.standing import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.catalog.documents.ports import PortView
    from meshwright.catalog.documents.promises import PromiseView
    from meshwright.catalog.history import Entry
    from meshwright.catalog.overview import Card, Overview
    from meshwright.mesh.mesh import Contract, Product
    from meshwright.rulekit.diagnostic import Diagnostic

FIGURES = ("latency", "frequency", "availability", "retention")
"""The service levels that the figure strip shows."""
GOOD, FAIR = 95, 75
"""From which score on a quality is good, or fair."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it means."""

    value: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class QualityView:
    """A product's standing in one quality."""

    name: str
    score: int | None
    word: str
    """`good`, `fair`, `poor` or `none`."""
    rules: tuple[str, ...]
    """The rules that lower it."""


@dataclass(frozen=True, slots=True)
class FeedView:
    """What a product reads, or who reads it."""

    name: str
    address: str
    """Of the port that is read."""
    route: str
    anchor: str
    team: str
    note: str = ""
    """Status, purpose, end."""
    via: str = ""
    """The product's own port that is read."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where somebody answers."""

    name: str
    url: str
    tool: str
    scope: str
    description: str


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product."""

    card: Card
    title: str
    version: str
    purpose: str
    limitations: str
    usage: str
    figures: tuple[Figure, ...]
    qualities: tuple[QualityView, ...]
    ports: tuple[PortView, ...]
    feeds: tuple[FeedView, ...]
    users: tuple[FeedView, ...]
    promises: tuple[PromiseView, ...]
    channels: tuple[Channel, ...]
    owners: tuple[str, ...]
    team_title: str
    domain_title: str
    changes: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]
    origin: str
    criteria: tuple[tuple[str, str], ...]
    """What success would be (custom property `successCriteria`), and the target."""
    file: str

    @property
    def route(self) -> str:
        """Where its page is."""
        return self.card.route


def product_view(card: Card, overview: Overview) -> ProductView:
    """Give a product as it is shown."""
    product, source = card.product, overview.source
    values = source.values(product.home)
    described = mapping(values.get("description"))
    ports = overview.ports(product)
    return ProductView(
        card=card,
        title=title_of(card.name),
        version=card.version,
        purpose=text(described.get("purpose")),
        limitations=text(described.get("limitations")),
        usage=text(described.get("usage")),
        figures=tuple(_figures(card, overview)),
        qualities=qualities_of(card),
        ports=tuple(port_view(port, overview) for port in ports),
        feeds=tuple(_feeds(product, overview)),
        users=tuple(_users(product, overview)),
        promises=tuple(each for port in ports for each in promises_of(port, overview)),
        channels=tuple(channels_of(values, card.team, overview)),
        owners=owners_of(product, overview.mesh),
        team_title=team_title(card.team, overview),
        domain_title=domain_title(card.domain, overview),
        changes=source.history.of(card.address),
        diagnostics=overview.diagnostics.get(card.address, ()),
        criteria=tuple(
            (text(each.get("name")), text(each.get("target"))) for each in success_criteria(product)
        ),
        origin=origin_of(product),
        file=product.home.file,
    )


def title_of(name: str) -> str:
    """Give a name as people say it: `play-events` is `Play events`."""
    if not name or name != name.casefold():
        return name
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def team_title(name: str, overview: Overview) -> str:
    """Give what people call a team."""
    entry = overview.mesh.teams.get(name)
    return (text(entry.get("title")) if entry else "") or name


def domain_title(name: str, overview: Overview) -> str:
    """Give what people call a domain."""
    entry = overview.domains.get(name)
    return (text(entry.get("title")) if entry else "") or title_of(name)


def qualities_of(card: Card) -> tuple[QualityView, ...]:
    """Give a product's standing in each quality."""
    if card.standing is None:
        return ()
    return tuple(
        QualityView(
            each.name,
            percent(each.score),
            word_of(percent(each.score)),
            tuple(low.rule for low in each.lowered_by),
        )
        for each in card.standing.qualities
    )


def word_of(score: int | None) -> str:
    """Say in a word how good a score is."""
    return "none" if score is None else "good" if score >= GOOD else "fair" if score >= FAIR else "poor"


def channels_of(values: Mapping[str, Any], team: str, overview: Overview) -> Iterator[Channel]:
    """Give where somebody answers for a product: its own channels, else its team's."""
    for each in overview.channels(values, team):
        yield Channel(*(text(each.get(key)) for key in ("channel", "url", "tool", "scope", "description")))


def _figures(card: Card, overview: Overview) -> Iterator[Figure]:
    made = overview.mesh.once(makings).of
    contracts = [port.contract for port in overview.ports(card.product) if port.contract is not None]
    living = [each for each in contracts if overview.mesh.status(each) != "retired"]
    for name in FIGURES:
        stated = [
            (level, contract)
            for contract in living
            if contract in made and (level := made[contract].weakest(name)) is not None
        ]
        if stated:
            level, contract = stated[0]
            others = (
                f"{_port(other)} {said(each.value)}" for each, other in stated if each.value != level.value
            )
            note = ", ".join((_port(contract), *others)) if len(living) > 1 else "promised"
            yield Figure(said(level.value), NAMES[name], note)
    fields = sum(len(contract.fact.fields) for contract in living)
    yield Figure(f"{fields:,}", "fields" if fields != 1 else "field", _count(len(living), "port"))
    users = overview.users.get(card.address, ())
    products = len({each.product.address for each in users if each.product})
    agreements = sum(each.agreement is not None for each in users)
    note = ", ".join(filter(None, (_count(products, "product"), _count(agreements, "agreement"))))
    yield Figure(str(products + agreements), "consumers" if products + agreements != 1 else "consumer", note)


def _port(contract: Contract) -> str:
    return contract.address.rpartition("/")[2]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def _feeds(product: Product, overview: Overview) -> Iterator[FeedView]:
    for contract, card in overview.feeds(product):
        yield FeedView(
            name=title_of(card.name) if card else contract.fact.id,
            address=contract.address,
            route=card.route if card else "",
            anchor=routes.port_anchor(contract.address) if card else "",
            team=team_title(card.team, overview) if card else "",
            note=_standing(contract, overview),
        )


def _users(product: Product, overview: Overview) -> Iterator[FeedView]:
    for user in overview.users.get(product.address, ()):
        via = user.port.rpartition("/")[2]
        if user.product is not None:
            card = overview.cards[user.product.address]
            yield FeedView(
                title_of(card.name), card.address, card.route, "", team_title(card.team, overview), via=via
            )
        elif user.agreement is not None:
            agreement = user.agreement
            until = f"until {agreement.expires.isoformat()}" if agreement.expires else ""
            yield FeedView(
                name=agreement.use or "agreement",
                address="",
                route=routes.team(agreement.team) if agreement.team in overview.by_team else "",
                anchor="",
                team=team_title(agreement.team, overview),
                note=", ".join(filter(None, (agreement.purpose, until))),
                via=via,
            )


def _standing(contract: Contract, overview: Overview) -> str:
    status = overview.mesh.status(contract)
    return status if status in ("deprecated", "retired", "draft", "proposed") else ""
