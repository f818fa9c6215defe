"""Products as list entries, and domains and teams as documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import RELATIONS, vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.catalog import routes
from meshwright.catalog.assembly import parts
from meshwright.catalog.assembly.actions import actions
from meshwright.catalog.assembly.digest import command_of, digest
from meshwright.catalog.assembly.product import following
from meshwright.catalog.documents.parts import Named, Score
from meshwright.catalog.documents.register import (
    Domain,
    DomainMeaning,
    Ending,
    Flow,
    HeldAgreement,
    Member,
    ProductFinding,
    RuleFindings,
    Summary,
    Team,
)
from meshwright.catalog.natural import natural
from meshwright.mesh.end_dates import end
from meshwright.mesh.inheritance import domain_of, owners_in
from meshwright.mesh.registries import mappings, text
from meshwright.quantities.service_level import Duration
from meshwright.scores.product_score import QUALITIES, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.assembly.overview import Overview, ProductSummary
    from meshwright.catalog.documents.parts import Diagnostics
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.diagnostic import Diagnostic

SHOWN = 12
"""The maximum number of findings listed for each rule."""


def summaries(overview: Overview) -> Mapping[str, Summary]:
    """Return all products as list entries, by address."""
    return {address: _summary(card, overview) for address, card in overview.cards.items()}


def _summary(card: ProductSummary, overview: Overview) -> Summary:
    latency = card.latency
    return Summary(
        address=card.address,
        href=routes.product_json(card.address),
        name=card.name,
        title=parts.title_of(card.name),
        version=card.version,
        purpose=card.purpose,
        domain=parts.domain(card.domain, overview) if card.domain else None,
        team=parts.team(card.team, overview) if card.team else None,
        status=card.status,
        archetype=card.archetype,
        level=card.level,
        is_personal=card.is_personal,
        entities=card.entities,
        freshness=card.freshness,
        freshness_seconds=ceil(latency.longest) if isinstance(latency, Duration) else None,
        ends=card.ends,
        score=percent(card.product_score.score) if card.product_score else None,
        consumers=overview.consumers(card),
        diagnostics=parts.counted(overview.diagnostics.get(card.address, ())),
        ports=tuple(port.address for port in card.product.outputs),
    )


def domain_documents(overview: Overview, products: Mapping[str, Summary]) -> tuple[Domain, ...]:
    """Return all domains by name, including unregistered ones that products declare."""
    return tuple(_domain(name, cards, overview, products) for name, cards in overview.by_domain.items())


def _domain(
    name: str, cards: tuple[ProductSummary, ...], overview: Overview, products: Mapping[str, Summary]
) -> Domain:
    entry = overview.domains.get(name)
    purpose, owner, parent = (text(entry.get(key)) if entry else "" for key in ("purpose", "owner", "parent"))
    flows = overview.flows.items()
    file = entry.home.file if entry else ""
    sign = overview.signs[name]
    return Domain(
        name=name,
        is_registered=entry is not None,
        title=parts.domain(name, overview).title,
        sign=sign.letters,
        colour=sign.colour,
        purpose=purpose,
        owner=parts.team(owner, overview) if owner else None,
        parent=parts.domain(parent, overview) if parent else None,
        parts=tuple(
            parts.domain(each, overview)
            for each in sorted(overview.domains, key=natural)
            if name and text(overview.domains[each].get("parent")) == name
        ),
        products=tuple(products[card.address] for card in cards),
        consumers=len(_users(cards, overview)),
        entities=tuple(sorted(overview.mesh.derived(_spoken_of).get(name, ()), key=natural)),
        meanings=tuple(_meanings(name, overview)),
        feeds=_flows({to: count for (of, to), count in flows if of == name}, overview),
        fed_by=_flows({of: count for (of, to), count in flows if to == name}, overview),
        endings=tuple(endings_of(cards, overview)),
        diagnostics=findings_of(cards, overview),
        score=mean(cards),
        qualities=tuple(mean_qualities(cards)),
        support=tuple(parts.support({}, owner, overview)),
        file=file,
        source=parts.file_link(file, overview),
        links=parts.links(routes.domain(name), has_feed=True),
    )


def _flows(counts: Mapping[str, int], overview: Overview) -> tuple[Flow, ...]:
    return tuple(Flow(domain=parts.domain(name, overview), products=n) for name, n in counts.items())


def _users(cards: tuple[ProductSummary, ...], overview: Overview) -> set[object]:
    """Return the products and agreements that read the given products, except these products themselves."""
    own = {card.address for card in cards}
    users = (user for card in cards for user in overview.users.get(card.address, ()))
    return {
        user.product or user.agreement
        for user in users
        if user.product is None or user.product.address not in own
    }


def _spoken_of(mesh: Mesh) -> Mapping[str, set[str]]:
    """Return the entities for which each domain declares a meaning or an identifier."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for meaning in mesh.derived(vocabulary).meanings:
        found[meaning.domain].add(meaning.entity)
    return found


def _meanings(name: str, overview: Overview) -> Iterator[DomainMeaning]:
    counts = overview.mesh.derived(_columns)
    said = overview.mesh.derived(vocabulary).said
    for entity in sorted({entity for domain, entity in said if domain == name and name}, key=natural):
        meaning = said[name, entity]
        yield DomainMeaning(
            entity=parts.entity(entity, overview),
            means=meaning.means,
            relation=meaning.relation,
            nearness=RELATIONS.get(meaning.relation, ""),
            columns=counts[name, entity],
        )


def _columns(mesh: Mesh) -> Counter[tuple[str, str]]:
    """Return the number of columns that identify each entity, by domain and entity."""
    return Counter(
        (domain_of(contract, mesh) or "", entity)
        for contract, links in mesh.derived(linked).of.items()
        for entity, _ in {(link.entity, link.field) for link in links}
    )


def endings_of(cards: Iterable[ProductSummary], overview: Overview) -> Iterator[Ending]:
    """Yield the ending ports: earliest end first, then those without a date, then those that have ended."""
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
                        port=port.address,
                        title=parts.title_of(card.name),
                        status=status,
                        ends=ends,
                        successors=tuple(following(contract, overview)),
                    )
                )
    yield from sorted(
        found,
        key=lambda each: (
            each.status == "retired",
            each.ends is None,
            each.ends or overview.mesh.today,
            natural(each.port),
        ),
    )


def team_documents(
    overview: Overview, products: Mapping[str, Summary], domains: tuple[Domain, ...]
) -> tuple[Team, ...]:
    """Return all teams by name, including unregistered ones that products declare."""
    return tuple(
        _team(name, cards, overview, products, tuple(each for each in domains if _owner(each) == name))
        for name, cards in overview.by_team.items()
    )


def _owner(domain: Domain) -> str:
    return domain.owner.name if domain.owner else ""


def _team(
    name: str,
    cards: tuple[ProductSummary, ...],
    overview: Overview,
    products: Mapping[str, Summary],
    owned: tuple[Domain, ...],
) -> Team:
    entry = overview.mesh.teams.get(name)
    file = entry.home.file if entry else ""
    action = next(iter(actions(cards, products, overview.rules)), None)
    return Team(
        name=name,
        is_registered=entry is not None,
        title=parts.team(name, overview).title,
        purpose=text(entry.get("purpose")) if entry else "",
        owners=tuple(owners_in(name, overview.mesh)),
        members=tuple(
            Member(
                name=text(each.get("name")), username=text(each.get("username")), role=text(each.get("role"))
            )
            for each in mappings(entry.get("members") if entry else ())
        ),
        support=tuple(parts.support({}, name, overview)),
        domains=owned,
        entities=tuple(
            parts.entity(entity.name, overview)
            for entity in overview.mesh.derived(vocabulary).entities.values()
            if entity.steward == name
        ),
        products=tuple(products[card.address] for card in cards),
        score=mean(cards),
        diagnostics=findings_of(cards, overview),
        digest=digest(name, cards, overview),
        findings=tuple(_findings(cards, overview)),
        action=action,
        command=command_of(action, overview) if action else "",
        agreements=tuple(_agreements(name, overview)),
        file=file,
        source=parts.file_link(file, overview),
        links=parts.links(routes.team(name)),
    )


def _findings(cards: Iterable[ProductSummary], overview: Overview) -> Iterator[RuleFindings]:
    """Yield the findings about products by rule, most severe open ones first."""
    said: defaultdict[str, list[tuple[ProductSummary, Diagnostic]]] = defaultdict(list)
    for card in cards:
        for each in overview.diagnostics.get(card.address, ()):
            said[each.rule].append((card, each))
    titles = {rule.name: rule.title for rule in overview.rules}
    rows = []
    for rule, found in said.items():
        found.sort(key=lambda each: (not each[1].counts, natural(each[0].address)))
        worst = max(each.severity for _, each in found)
        still = sum(each.counts for _, each in found)
        waived = sum(each.waived is not None for _, each in found)
        row = RuleFindings(
            rule=rule,
            title=titles.get(rule, ""),
            severity=str(worst),
            open=still,
            waived=waived,
            other=len(found) - still - waived,
            shown=tuple(
                ProductFinding(product=card.address, finding=parts.finding(each))
                for card, each in found[:SHOWN]
            ),
        )
        rows.append(((not still, -worst, -still, rule), row))
    for _, row in sorted(rows, key=lambda each: each[0]):
        yield row


def _agreements(team: str, overview: Overview) -> Iterator[HeldAgreement]:
    """Yield a team's agreements: current ones first, sorted by end date."""
    today = overview.mesh.today
    held = [each for each in overview.mesh.agreements if each.team == team and each.port]
    held.sort(
        key=lambda each: (
            not each.is_current(today),
            each.expires is None,
            each.expires or today,
            natural(each.port),
            natural(each.use),
        )
    )
    for each in held:
        route = routes.anchored(each.port)[0] if each.port in overview.mesh.ports else ""
        yield HeldAgreement(
            port=Named(each.port, each.port, route),
            use=each.use,
            purpose=each.purpose,
            columns=len([column for column in each.columns if column]),
            requested_on=each.requested,
            expires=each.expires,
            is_current=each.is_current(today),
        )


def findings_of(cards: Iterable[ProductSummary], overview: Overview) -> Diagnostics:
    """Return the numbers of findings about products, by severity."""
    return parts.counted(each for card in cards for each in overview.diagnostics.get(card.address, ()))


def mean(cards: Iterable[ProductSummary]) -> int | None:
    """Return the mean score of products, out of 100; None if no product has a score."""
    return _mean(card.product_score.score for card in cards if card.product_score)


def scores_of(cards: Iterable[ProductSummary]) -> Mapping[str, list[Fraction | None]]:
    """Return the products' scores for each quality; None if no rule applies."""
    found: dict[str, list[Fraction | None]] = {name: [] for name in QUALITIES}
    for card in cards:
        for each in card.product_score.qualities if card.product_score else ():
            found[each.name].append(each.score)
    return found


def mean_qualities(cards: Iterable[ProductSummary]) -> Iterator[Score]:
    """Yield the mean score for each quality."""
    for name, own in scores_of(cards).items():
        yield Score(name=name, score=_mean(own), products=len(own) - own.count(None))


def _mean(scores: Iterable[Fraction | None]) -> int | None:
    there = [each for each in scores if each is not None]
    return percent(sum(there, Fraction(0)) / len(there)) if there else None
