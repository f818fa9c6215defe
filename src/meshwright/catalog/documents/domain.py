"""Domains: in a card each, and each as its page shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.catalog.documents.named import domain_reference, entity_reference, team_reference
from meshwright.catalog.documents.ports import following
from meshwright.catalog.documents.product import channels_of, team_title, title_of
from meshwright.catalog.documents.products import mean_of, mean_qualities, product_rows
from meshwright.mesh.ending import end
from meshwright.mesh.entities import RELATIONS, vocabulary
from meshwright.mesh.inheritance import domain_of
from meshwright.mesh.linked import linked
from meshwright.mesh.registers import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from meshwright.catalog.documents.named import Reference
    from meshwright.catalog.documents.product import Channel, QualityView
    from meshwright.catalog.documents.products import ProductRow
    from meshwright.catalog.overview import Card, Overview
    from meshwright.mesh.mesh import Mesh


@dataclass(frozen=True, slots=True)
class DomainCard:
    """A domain in a line."""

    name: str
    title: str
    purpose: str
    team: str
    """As people call it."""
    products: int
    score: int | None
    feeds: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A domain that feeds another, or is fed by it."""

    domain: Reference
    products: int
    """How many products read, on the side that is fed."""


@dataclass(frozen=True, slots=True)
class MeaningRow:
    """What a domain means by an entity."""

    entity: Reference
    means: str
    """Markdown."""
    relation: str
    """In words; empty where it is not stated."""
    is_exact: bool
    columns: int
    """How many columns of the domain identify it."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A port that is deprecated or ends on a day."""

    address: str
    product: str
    """As people call it."""
    status: str
    ends: date | None
    successors: tuple[tuple[str, bool], ...]
    """Addresses of what takes its place, and whether these have a page."""


@dataclass(frozen=True, slots=True)
class DomainView:
    """A domain."""

    name: str
    title: str
    is_registered: bool
    purpose: str
    """Markdown."""
    owner: Reference
    channels: tuple[Channel, ...]
    parent: Reference | None
    parts: tuple[Reference, ...]
    """The domains whose parent it is."""
    fed_by: tuple[Neighbour, ...]
    feeds: tuple[Neighbour, ...]
    products: tuple[ProductRow, ...]
    score: int | None
    qualities: tuple[QualityView, ...]
    users: int
    """Products and teams outside of it that read its products."""
    meanings: tuple[MeaningRow, ...]
    endings: tuple[Ending, ...]
    file: str
    """Where it is registered; empty where it is not."""


def domain_cards(overview: Overview) -> tuple[DomainCard, ...]:
    """Give the domains in a line each, by what people call them."""
    feeds: dict[str, list[Reference]] = {}
    for of, to in overview.flows:
        feeds.setdefault(of, []).append(domain_reference(to, overview))
    found = (
        DomainCard(
            name,
            domain_reference(name, overview).title,
            text(entry.get("purpose")) if entry else "",
            team_title(text(entry.get("owner")), overview) if entry else "",
            len(cards),
            mean_of(cards),
            tuple(feeds.get(name, ())),
        )
        for name, cards in overview.by_domain.items()
        for entry in (overview.domains.get(name),)
    )
    return tuple(sorted(found, key=lambda each: (not each.name, each.title.casefold(), each.name)))


def domain_view(name: str, overview: Overview) -> DomainView:
    """Give a domain as it is shown; of one that nobody has registered, what its products tell."""
    entry = overview.domains.get(name)
    cards = overview.by_domain.get(name, ())
    owner = text(entry.get("owner")) if entry else ""
    parent = text(entry.get("parent")) if entry else ""
    flows = overview.flows.items()
    return DomainView(
        name=name,
        title=domain_reference(name, overview).title,
        is_registered=entry is not None,
        purpose=text(entry.get("purpose")) if entry else "",
        owner=team_reference(owner, overview),
        channels=tuple(channels_of({}, owner, overview)),
        parent=domain_reference(parent, overview) if parent else None,
        parts=tuple(
            domain_reference(each, overview)
            for each, other in sorted(overview.domains.items())
            if name and text(other.get("parent")) == name
        ),
        fed_by=_neighbours({of: count for (of, to), count in flows if to == name}, overview),
        feeds=_neighbours({to: count for (of, to), count in flows if of == name}, overview),
        products=product_rows(cards, overview),
        score=mean_of(cards),
        qualities=mean_qualities(cards),
        users=len(_users(cards, overview)),
        meanings=tuple(_meanings(name, overview)),
        endings=tuple(endings_of(cards, overview)),
        file=entry.home.file if entry else "",
    )


def _neighbours(counts: Mapping[str, int], overview: Overview) -> tuple[Neighbour, ...]:
    """Give neighbours, those that most flows from or to first."""
    found = (Neighbour(domain_reference(name, overview), count) for name, count in counts.items())
    return tuple(sorted(found, key=lambda each: (-each.products, each.domain.title, each.domain.name)))


def _users(cards: tuple[Card, ...], overview: Overview) -> set[object]:
    own = {card.address for card in cards}
    users = (user for card in cards for user in overview.users.get(card.address, ()))
    return {
        user.product or user.agreement
        for user in users
        if user.product is None or user.product.address not in own
    }


def _meanings(name: str, overview: Overview) -> Iterator[MeaningRow]:
    counts = overview.mesh.once(_columns)
    said = overview.mesh.once(vocabulary).said
    for entity in sorted({entity for domain, entity in said if domain == name and name}):
        meaning = said[name, entity]
        yield MeaningRow(
            entity_reference(entity, overview),
            meaning.means,
            RELATIONS.get(meaning.relation, ""),
            meaning.relation == "exactMatch",
            counts[name, entity],
        )


def _columns(mesh: Mesh) -> Counter[tuple[str, str]]:
    """Count the columns that identify an entity, by domain and entity."""
    return Counter(
        (domain_of(contract, mesh) or "", entity)
        for contract, links in mesh.once(linked).of.items()
        for entity, _ in {(link.entity, link.field) for link in links}
    )


def endings_of(cards: Iterable[Card], overview: Overview) -> Iterator[Ending]:
    """Give the ports that end, those that end first first; then those without a day, then those that have ended."""
    found = []
    for card in cards:
        for port in {port.address: port for port in card.product.outputs}.values():
            contract = port.contract
            if contract is None:
                continue
            status, ends = overview.mesh.status(contract) or "", end(contract)
            if ends is not None or status in ("deprecated", "retired"):
                found.append(
                    Ending(
                        port.address,
                        title_of(card.name),
                        status,
                        ends,
                        tuple((each, bool(route)) for each, route in following(contract, overview)),
                    )
                )
    yield from sorted(
        found,
        key=lambda each: (
            each.status == "retired",
            each.ends is None,
            each.ends or overview.mesh.today,
            each.address,
        ),
    )
