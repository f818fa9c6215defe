"""With what a product may be joined, on what and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog import routes
from meshwright.catalog.documents.product import title_of
from meshwright.lineage.fan_out import caution
from meshwright.lineage.joins import End, Verdict, meet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.overview import Card, Overview
    from meshwright.lineage.joins import Answer, Hop
    from meshwright.mesh.mesh import Contract

VERDICTS = {
    Verdict.JOINABLE: "yes",
    Verdict.UNDECIDED: "choice",
    Verdict.MEANINGS_DIFFER: "meanings",
    Verdict.NOT_JOINABLE: "no",
}
NEAR, OTHERS = 12, 5
"""Products that a page tells of: those that it reads or that read it, and up to so many in all where these are fewer."""
PLAINEST = (0, 0, 0, 1)
"""The rank of an answer than which none is better."""
LOOKED_AT = 100
"""Products of an entity that are looked at."""


class Found(NamedTuple):
    """An answer, and the two contracts that it is about."""

    answer: Answer
    own: Contract
    their: Contract


@dataclass(frozen=True, slots=True)
class HopView:
    """Two columns that hold the same identifier."""

    left: str
    """With the port: `daily@1 · plays/isrc`."""
    right: str
    left_column: str
    right_column: str
    scheme: str
    fan_out: str


@dataclass(frozen=True, slots=True)
class JoinView:
    """Whether and how two products meet on an entity."""

    name: str
    """Of the other product."""
    route: str
    entity: str
    own: str
    """The address of the own port."""
    other: str
    """The address of the other port."""
    anchor: str
    verdict: str
    """`yes`, `choice` among several ways, `meanings` where the keys meet and the meanings differ, `no`."""
    hops: tuple[HopView, ...]
    caution: str
    """Why the joined rows must not be summed; empty where each appears once at most."""
    through: tuple[str, ...]
    """The addresses of crosswalks on the way."""
    senses: tuple[tuple[str, str], ...]
    """Domain and what it means, where these differ."""
    why_not: str
    remedies: tuple[str, ...]
    """What would make it possible."""
    choices: tuple[str, ...]
    command: str


def joins_of(card: Card, overview: Overview) -> tuple[tuple[JoinView, ...], bool]:
    """Give what a product may be joined with, the plainest first, and whether more products share an entity with it."""
    near, others = _partners(card, overview)
    partners = [*near[:NEAR], *others[: max(0, OTHERS - len(near))]]
    found = [view for other in partners for view in _between(card, other, overview)]
    order = ("yes", "choice", "meanings", "no")
    found.sort(key=lambda each: (order.index(each.verdict), len(each.hops), each.name, each.entity, each.own))
    return tuple(found), len(near) + len(others) > len(partners)


def _partners(card: Card, overview: Overview) -> tuple[list[Card], list[Card]]:
    """Give products that share an entity: those that it reads or that read it, and others; most in common first."""
    near = {other.address for _, other in overview.feeds(card.product) if other is not None}
    near |= {
        user.product.address for user in overview.users.get(card.address, ()) if user.product is not None
    }
    shared = {
        address: 0 for address in near if not set(card.entities).isdisjoint(overview.cards[address].entities)
    }
    for entity in card.entities:
        for other in overview.by_entity.get(entity, ())[:LOOKED_AT]:
            shared[other.address] = shared.get(other.address, 0) + 1
    shared.pop(card.address, None)
    order = [overview.cards[address] for address in sorted(shared, key=lambda each: (-shared[each], each))]
    return [each for each in order if each.address in near], [
        each for each in order if each.address not in near
    ]


def _between(card: Card, other: Card, overview: Overview) -> Iterator[JoinView]:
    """Give the best way for each entity that both have, over their latest ports."""
    for entity in card.entities:
        if entity not in other.entities:
            continue
        found = best(overview.having(card)[entity], overview.having(other)[entity], entity, overview)
        if found is not None:
            yield join_view(found, entity, other)


def best(
    ones: Iterable[Contract], others: Iterable[Contract], entity: str, overview: Overview
) -> Found | None:
    """Give the best of the answers on how one contract of each side meet on an entity; None where a side has none."""
    others = tuple(others)
    found: Found | None = None
    for one in ones:
        for other in others:
            each = Found(meet(End(one), End(other), overview.mesh, entity=entity), one, other)
            if found is None or _rank(each, overview) < _rank(found, overview):
                found = each
            if _rank(found, overview) == PLAINEST:
                return found
    return found


def _rank(found: Found, overview: Overview) -> tuple[int, int, int, int]:
    """Rank answers: those that say yes first, of them those that end last, then main ports, then the shortest way."""
    order = tuple(VERDICTS)
    way = found.answer.way
    ending = sum(overview.mesh.status(each) == "deprecated" for each in (found.own, found.their))
    aside = sum(not overview.is_main(each) for each in (found.own, found.their))
    return order.index(found.answer.verdict), ending, aside, len(way.hops) if way else 0


def join_view(found: Found, entity: str, other: Card | None) -> JoinView:
    """Give an answer as it is shown; `other` is the product of the other side, if it has one."""
    answer, own, their = found
    way = answer.way
    verdict = VERDICTS[answer.verdict]
    senses = (
        (
            sense.domain,
            " ".join(sense.meaning.means.split()) if sense.meaning else "has not said what it means",
        )
        for sense in answer.senses
    )
    flag = " --accept-meaning" if verdict == "meanings" else ""
    return JoinView(
        name=title_of(other.name) if other else their.address,
        route=other.route if other else "",
        entity=entity,
        own=own.address,
        other=their.address,
        anchor=routes.port_anchor(their.address),
        verdict=verdict,
        hops=tuple(map(_hop, way.hops)) if way else (),
        caution=caution(way) if way else "",
        through=tuple(dict.fromkeys(each.entry.contract.address for each in way.crossings)) if way else (),
        senses=tuple(senses),
        why_not="; ".join(answer.reasons),
        remedies=answer.remedies,
        choices=answer.choices,
        command=f"meshwright join {own.address} {their.address} --on {entity}{flag} --sql",
    )


def _hop(hop: Hop) -> HopView:
    sides = [", ".join(key.columns) for key in (hop.left, hop.right)]
    ports = [key.contract.address.rpartition("/")[2] for key in (hop.left, hop.right)]
    return HopView(
        left=f"{ports[0]} · {sides[0]}",
        right=f"{ports[1]} · {sides[1]}",
        left_column=sides[0].rpartition("/")[2],
        right_column=sides[1].rpartition("/")[2],
        scheme=hop.left.scheme.name,
        fan_out=hop.fan_out,
    )
