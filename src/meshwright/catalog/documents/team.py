"""Teams: in a line each, and each as its page shows it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog.documents.actions import actions
from meshwright.catalog.documents.domain import domain_cards
from meshwright.catalog.documents.named import entity_reference, team_reference
from meshwright.catalog.documents.product import channels_of, domain_title, team_title
from meshwright.catalog.documents.products import mean_of, product_rows
from meshwright.mesh.entities import vocabulary
from meshwright.mesh.registers import mappings, text
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from meshwright.catalog.documents.actions import Action
    from meshwright.catalog.documents.domain import DomainCard
    from meshwright.catalog.documents.named import Reference
    from meshwright.catalog.documents.product import Channel
    from meshwright.catalog.documents.products import ProductRow
    from meshwright.catalog.overview import Card, Overview
    from meshwright.rulekit.diagnostic import Diagnostic

SHOWN = 12
"""Findings of one rule that are told one by one."""


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team in a line."""

    team: Reference
    purpose: str
    products: int
    domains: tuple[str, ...]
    """As people call them."""
    score: int | None
    open: int
    """Findings of its products that stand."""


class Member(NamedTuple):
    """Somebody in a team, as the register says it."""

    name: str
    username: str
    role: str


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """What one rule says of a team's products."""

    rule: str
    title: str
    severity: str
    open: int
    waived: int
    other: int
    """Suppressed where they are, or known from the baseline."""
    shown: tuple[tuple[Card, Diagnostic], ...]
    """The first of them, open ones first."""

    @property
    def more(self) -> int:
        """How many there are beyond those that are shown."""
        return self.open + self.waived + self.other - len(self.shown)


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement under which a team reads a port."""

    port: str
    has_page: bool
    use: str
    purpose: str
    columns: int
    """How many it names; 0 for all."""
    expires: date | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team."""

    name: str
    title: str
    is_registered: bool
    purpose: str
    """Markdown."""
    members: tuple[Member, ...]
    channels: tuple[Channel, ...]
    domains: tuple[DomainCard, ...]
    entities: tuple[Reference, ...]
    """Those that it is the steward of."""
    products: tuple[ProductRow, ...]
    score: int | None
    findings: tuple[RuleFindings, ...]
    action: Action | None
    """What it should do next."""
    agreements: tuple[Held, ...]
    file: str
    """Where it is registered; empty where it is not."""

    @property
    def open(self) -> int:
        """Findings of its products that stand."""
        return sum(each.open for each in self.findings)

    @property
    def waived(self) -> int:
        """Findings of its products that a waiver covers."""
        return sum(each.waived for each in self.findings)


def team_cards(overview: Overview) -> tuple[TeamCard, ...]:
    """Give the teams in a line each, by what people call them."""
    owned: defaultdict[str, list[str]] = defaultdict(list)
    for name, entry in sorted(overview.domains.items()):
        owned[text(entry.get("owner"))].append(domain_title(name, overview))
    found = (
        TeamCard(
            team_reference(name, overview),
            text(entry.get("purpose")) if entry else "",
            len(cards),
            tuple(owned.get(name, ())),
            mean_of(cards),
            sum(each.counts for card in cards for each in overview.diagnostics.get(card.address, ())),
        )
        for name, cards in overview.by_team.items()
        for entry in (overview.mesh.teams.get(name),)
    )
    return tuple(sorted(found, key=lambda each: (each.team.title.casefold(), each.team.name)))


def team_view(name: str, overview: Overview) -> TeamView:
    """Give a team as it is shown; of one that nobody has registered, what its products tell."""
    entry = overview.mesh.teams.get(name)
    cards = overview.by_team.get(name, ())
    owned = {domain for domain, each in overview.domains.items() if text(each.get("owner")) == name}
    return TeamView(
        name=name,
        title=team_title(name, overview),
        is_registered=entry is not None,
        purpose=text(entry.get("purpose")) if entry else "",
        members=tuple(
            Member(*(text(each.get(key)) for key in ("name", "username", "role")))
            for each in mappings(entry.get("members") if entry else ())
        ),
        channels=tuple(channels_of({}, name, overview)),
        domains=tuple(each for each in domain_cards(overview) if each.name in owned),
        entities=tuple(
            entity_reference(entity.name, overview)
            for entity in overview.mesh.once(vocabulary).entities.values()
            if entity.steward == name
        ),
        products=product_rows(cards, overview),
        score=mean_of(cards),
        findings=tuple(_findings(cards, overview)),
        action=next(iter(actions(cards)), None),
        agreements=tuple(_agreements(name, overview)),
        file=entry.home.file if entry else "",
    )


def _findings(cards: Iterable[Card], overview: Overview) -> Iterator[RuleFindings]:
    """Give what is said of products by rule: the gravest that stand first."""
    said: defaultdict[str, list[tuple[Card, Diagnostic]]] = defaultdict(list)
    for card in cards:
        for each in overview.diagnostics.get(card.address, ()):
            said[each.rule].append((card, each))
    titles = {rule.name: rule.title for rule in all_rules()}
    rows = []
    for rule, found in said.items():
        found.sort(key=lambda each: (not each[1].counts, each[0].address))
        worst = max(each.severity for _, each in found)
        still = sum(each.counts for _, each in found)
        waived = sum(each.waived is not None for _, each in found)
        other = len(found) - still - waived
        row = RuleFindings(rule, titles.get(rule, ""), str(worst), still, waived, other, tuple(found[:SHOWN]))
        rows.append(((not still, -worst, -still, rule), row))
    for _, row in sorted(rows, key=lambda each: each[0]):
        yield row


def _agreements(team: str, overview: Overview) -> Iterator[Held]:
    """Give the agreements that a team holds: current ones first, of them those that end first."""
    today = overview.mesh.today
    held = [each for each in overview.mesh.agreements if each.team == team and each.port]
    held.sort(
        key=lambda each: (
            not each.is_current(today),
            each.expires is None,
            each.expires or today,
            each.port,
            each.use,
        )
    )
    for each in held:
        yield Held(
            each.port,
            each.port in overview.mesh.ports,
            each.use,
            each.purpose,
            len([column for column in each.columns if column]),
            each.expires,
            each.is_current(today),
        )
