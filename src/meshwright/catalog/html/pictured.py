"""The mesh as pictures see it: products and domains as nodes, what flows between them as edges."""

from __future__ import annotations

from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.diagrams.domains import domains
from meshwright.catalog.diagrams.neighbourhood import flows, neighbourhood
from meshwright.catalog.diagrams.picture import Edge, Node
from meshwright.catalog.diagrams.standalone import standalone
from meshwright.catalog.documents.product import domain_title, title_of, word_of
from meshwright.catalog.html.page import File

if TYPE_CHECKING:
    from meshwright.catalog.diagrams.neighbourhood import Flows
    from meshwright.catalog.diagrams.picture import Picture
    from meshwright.catalog.diagrams.tiles import Tone
    from meshwright.catalog.overview import Card, Overview

TONES: dict[str, Tone] = {"good": "good", "fair": "fair", "poor": "poor", "none": "plain"}
MOST_FLOWS = 80
"""Lines between domains that one can still tell apart."""
KINDS = {"deprecated": "ended", "retired": "ended", "draft": "draft", "proposed": "draft"}


class Pictured:
    """Draws a mesh, page by page."""

    def __init__(self, overview: Overview) -> None:
        self._overview = overview

    @cached_property
    def _flows(self) -> Flows:
        users = self._overview.users.items()
        return flows(
            Edge(address, user.product.address, user.port.rpartition("/")[2])
            for address, found in users
            for user in found
            if user.product is not None
        )

    def neighbourhood(self, card: Card) -> Picture:
        """Draw what feeds a product and what it feeds."""
        near = {card.address}
        near |= {edge.source for edge in self._flows.into.get(card.address, ())}
        near |= {edge.target for edge in self._flows.out_of.get(card.address, ())}
        nodes = {address: self._node(self._overview.cards[address], card.route) for address in near}
        title = f"What feeds {title_of(card.name)}, and what it feeds"
        return neighbourhood("lineage-picture", title, card.address, nodes, self._flows)

    def domains(self, route: str, only: str | None = None) -> Picture:
        """Draw which domain feeds which; `only` keeps to one domain's neighbours."""
        pairs = {pair: count for pair, count in self._overview.flows.items() if only is None or only in pair}
        left_out = max(0, len(pairs) - MOST_FLOWS)
        if left_out:
            strongest = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:MOST_FLOWS]
            pairs = {pair: pairs[pair] for pair in sorted(strongest)}
        names = {name for pair in pairs for name in pair} | ({only} if only is not None else set())
        if only is None:
            names |= {name for name, cards in self._overview.by_domain.items() if cards}
        nodes = [
            Node(
                name,
                domain_title(name, self._overview) or "no domain",
                _count(len(self._overview.by_domain.get(name, ())), "product"),
                routes.link(route, routes.domain(name)),
                "self" if name == only else "",
            )
            for name in sorted(names)
        ]
        edges = [
            Edge(a, b, _count(count, "product") + " read it", weight=count) for (a, b), count in pairs.items()
        ]
        title = (
            "Which domain feeds which"
            if only is None
            else f"What feeds {domain_title(only, self._overview)}, and what it feeds"
        )
        if left_out:
            title += f" (the {MOST_FLOWS} strongest of {MOST_FLOWS + left_out} flows)"
        return domains("domains-picture", title, nodes, edges)

    def _node(self, card: Card, route: str) -> Node:
        return Node(
            card.address,
            title_of(card.name),
            card.domain,
            routes.link(route, card.route),
            KINDS.get(card.status, ""),
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def tone_of(score: int | None) -> Tone:
    """Give how a score is drawn."""
    return TONES[word_of(score)]


def drawing(path: str, picture: Picture) -> File:
    """Give a picture as a file that stands alone."""
    return File(path, standalone(picture, _styles()).encode())


@cache
def _styles() -> str:
    return files("meshwright.catalog").joinpath("assets/css/pictures.css").read_text(encoding="utf-8")
