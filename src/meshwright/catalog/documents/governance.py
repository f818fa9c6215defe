"""How the mesh stands: the six qualities over domains, rules, waivers, what each team should do next."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from meshwright.catalog.documents.actions import actions
from meshwright.catalog.documents.product import domain_title, team_title, word_of
from meshwright.mesh.waivers import waivers
from meshwright.rulekit.registry import all_rules
from meshwright.scores.standing import QUALITIES, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from meshwright.catalog.documents.actions import Action
    from meshwright.catalog.history import Lead
    from meshwright.catalog.overview import Card, Overview

ENDING_DAYS = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """A mean score."""

    score: int | None
    word: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A quality over all products."""

    name: str
    mean: Cell
    good: int
    fair: int
    poor: int


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain's scores, in the order of the qualities."""

    name: str
    title: str
    products: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of which anything was said."""

    name: str
    title: str
    group: str
    open: int
    waived: int
    suppressed: int
    products: int
    """That it lowers the score of."""


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A waiver."""

    rule: str
    address: str
    reason: str
    owner: str
    approved_by: str
    expires: date | None
    state: str
    """`current`, `ends soon` or `expired`."""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What a team should do next."""

    team: str
    title: str
    action: Action


@dataclass(frozen=True, slots=True)
class LeadRow:
    """How long things take in a domain."""

    name: str
    title: str
    to_active: Lead | None
    to_access: Lead | None


@dataclass(frozen=True, slots=True)
class GovernanceView:
    """The governance page."""

    bars: tuple[Bar, ...]
    domains: tuple[DomainRow, ...]
    rules: tuple[RuleRow, ...]
    looked: int
    """How many rules there are."""
    waivers: tuple[WaiverRow, ...]
    actions: tuple[ActionRow, ...]
    leads: tuple[LeadRow, ...]


def governance_view(overview: Overview) -> GovernanceView:
    """Give how the mesh stands."""
    return GovernanceView(
        bars=tuple(_bar(name, overview.cards.values()) for name in QUALITIES),
        domains=tuple(
            DomainRow(
                name,
                domain_title(name, overview) or "No domain",
                len(cards),
                tuple(_cell(scores_of(cards, quality)) for quality in QUALITIES),
            )
            for name, cards in sorted(overview.by_domain.items(), key=_by_title(overview))
            if cards
        ),
        rules=tuple(_rules(overview)),
        looked=len(all_rules()),
        waivers=tuple(_waivers(overview)),
        actions=tuple(_actions(overview)),
        leads=tuple(
            LeadRow(name, domain_title(name, overview), leads.to_active, leads.to_access)
            for name, leads in sorted(overview.source.history.leads.items(), key=_by_title(overview))
        ),
    )


def _by_title(overview: Overview) -> Callable[[tuple[str, object]], tuple[bool, str, str]]:
    """Order domains by what people call them, those products that have none last."""
    return lambda each: (not each[0], domain_title(each[0], overview).casefold(), each[0])


def scores_of(cards: Iterable[Card], quality: str) -> list[Fraction]:
    """Give the scores that products have in a quality, where any check applies."""
    standings = (card.standing for card in cards if card.standing is not None)
    found = (each.score for standing in standings for each in standing.qualities if each.name == quality)
    return [score for score in found if score is not None]


def _bar(name: str, cards: Iterable[Card]) -> Bar:
    scores = scores_of(cards, name)
    words = Counter(word_of(percent(score)) for score in scores)
    return Bar(name, _cell(scores), words["good"], words["fair"], words["poor"])


def _cell(scores: list[Fraction]) -> Cell:
    mean = percent(sum(scores, Fraction(0)) / len(scores)) if scores else None
    return Cell(mean, word_of(mean))


def _rules(overview: Overview) -> Iterator[RuleRow]:
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in overview.source.report.diagnostics:
        kind = "waived" if each.waived else "suppressed" if each.is_suppressed else "open"
        said[each.rule][kind] += 1
    lowering = Counter(
        low.rule
        for standing in overview.source.standings
        for quality in standing.qualities
        for low in quality.lowered_by
    )
    for rule in sorted(
        all_rules(), key=lambda each: (-said[each.name]["open"], -lowering[each.name], each.name)
    ):
        count = said[rule.name]
        if count.total():
            yield RuleRow(
                rule.name,
                rule.title,
                rule.group,
                count["open"],
                count["waived"],
                count["suppressed"],
                lowering[rule.name],
            )


def _waivers(overview: Overview) -> Iterator[WaiverRow]:
    today = overview.mesh.today
    found = waivers(overview.mesh)
    for each in sorted(
        found, key=lambda each: (each.expires is None, each.expires or today, each.rule, each.address)
    ):
        left = (each.expires - today).days if each.expires else None
        is_soon = left is not None and left <= ENDING_DAYS
        state = "current" if each.is_current(today) else "expired"
        yield WaiverRow(
            each.rule,
            each.address,
            each.reason,
            team_title(each.owner, overview),
            each.approved_by,
            each.expires,
            "ends soon" if state == "current" and is_soon else state,
        )


def _actions(overview: Overview) -> Iterator[ActionRow]:
    """Give for each team what would raise the scores of its products most."""
    for team, cards in overview.by_team.items():
        for action in actions(cards)[:1]:
            yield ActionRow(team, team_title(team, overview), action)
