"""The weekly digest of a team: new and lost consumers of its products, upcoming ends, and the most urgent fix."""

from __future__ import annotations

import re
from datetime import timedelta
from posixpath import commonpath
from shlex import quote
from typing import TYPE_CHECKING

from meshwright.catalog.assembly import parts
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.documents.register import Digest, DigestEnd, DigestUse, ProductFinding
from meshwright.mesh.inheritance import exposing_product
from meshwright.rulekit.exceptions.waivers import waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from meshwright.catalog.assembly.overview import Overview, ProductSummary
    from meshwright.catalog.documents.register import Action
    from meshwright.rulekit.diagnostic import Diagnostic

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
_INPUT_ADDED = re.compile(r"input `(.*)` added")


def digest(team: str, cards: tuple[ProductSummary, ...], overview: Overview) -> Digest:
    """Return the digest of a team for the week before the as-of date."""
    today = overview.mesh.today
    own = {card.address for card in cards}
    worst, command = _worst(cards, overview)
    uses = sorted(
        {*_products(own, overview, today), *_agreements(own, overview, today)},
        key=lambda each: (not each.began, each.consumer.title, each.port.name),
    )
    ends = sorted(_ends(team, own, overview), key=lambda each: (each.day, each.what, each.name.name))
    return Digest(since=today - WEEK, uses=tuple(uses), ends=tuple(ends), worst=worst, command=command)


def command_for(rule: str, found: Iterable[Diagnostic], cards: Iterable[ProductSummary]) -> str:
    """Return the command that fixes the findings of a rule, or lists them if they have no fixes."""
    shared = commonpath([card.product.home.file.rpartition("/")[0] for card in cards])
    place = f" {quote(shared)}" if shared else ""
    verb = "fix" if any(each.remedy is not None and each.rule == rule for each in found) else "check"
    return f"meshwright {verb} --select {rule}{place}"


def command_of(action: Action, overview: Overview) -> str:
    """Return the command for an action; waived and suppressed findings need no fix."""
    cards = [overview.cards[each.address] for each in action.products]
    found = (each for card in cards for each in overview.diagnostics.get(card.address, ()) if each.counts)
    return command_for(action.rule, found, cards)


def _worst(cards: Iterable[ProductSummary], overview: Overview) -> tuple[ProductFinding | None, str]:
    """Return the most severe open finding with its command; among equals, that of the product with most consumers."""
    found = [
        (card, each) for card in cards for each in overview.diagnostics.get(card.address, ()) if each.counts
    ]
    if not found:
        return None, ""
    card, worst = min(
        found,
        key=lambda pair: (-pair[1].severity, -overview.consumers(pair[0]), pair[0].address, pair[1].rule),
    )
    command = command_for(worst.rule, [worst], [card])
    return ProductFinding(product=card.address, finding=parts.finding(worst)), command


def _port(address: str, overview: Overview) -> Named:
    product, _, port = address.rpartition("/")
    card = overview.cards[product]
    return Named(address, f"{parts.title_of(card.name)} {port}", card.route)


def _products(own: set[str], overview: Overview, today: date) -> Iterator[DigestUse]:
    """Yield the products that became consumers within the week, as far as the history contains their inputs."""
    history = overview.source.history
    for address, card in overview.cards.items():
        recent = [each for each in history.of(address) if today - WEEK <= each.when.date() <= today]
        words = {said.words for each in recent for said in each.said if not said.place}
        if not words:
            continue
        added = {found[1] for each in words if (found := _INPUT_ADDED.fullmatch(each))}
        for each in card.product.inputs:
            contract = each.contract
            if contract is None or contract.port is None:
                continue
            read = exposing_product(contract, overview.mesh)
            is_new = "product added" in words or each.fact.name in added
            if read is not None and read.address in own and address not in own and is_new:
                consumer = Named(address, parts.title_of(card.name), card.route)
                yield DigestUse(consumer=consumer, port=_port(contract.address, overview), began=True)


def _agreements(own: set[str], overview: Overview, today: date) -> Iterator[DigestUse]:
    """Yield the agreements that started or ended within the week."""
    for each in overview.mesh.agreements:
        if each.port.rpartition("/")[0] not in own or each.port not in overview.mesh.ports:
            continue
        name = each.use or each.team
        for day, began in ((each.starts, True), (each.expires, False)):
            if day is not None and today - WEEK <= day <= (today if began else today - timedelta(days=1)):
                consumer = Named(name, name, parts.team(each.team, overview).route)
                yield DigestUse(consumer=consumer, port=_port(each.port, overview), began=began)


def _ends(team: str, own: set[str], overview: Overview) -> Iterator[DigestEnd]:
    """Yield the ports, agreements and waivers of a team that end within a month."""
    today = overview.mesh.today

    def is_soon(day: date | None) -> bool:
        return day is not None and today <= day <= today + MONTH

    for address in own:
        card = overview.cards[address]
        if is_soon(card.ends) and card.ends is not None:
            named = Named(address, parts.title_of(card.name), card.route)
            yield DigestEnd(what="product", name=named, day=card.ends)
    for each in overview.mesh.agreements:
        is_ours = each.team == team or each.port.rpartition("/")[0] in own
        if (
            is_ours
            and is_soon(each.expires)
            and each.expires is not None
            and each.port in overview.mesh.ports
        ):
            port = _port(each.port, overview)
            named = Named(each.use or each.team, f"{each.use or each.team} on {port.title}", port.route)
            yield DigestEnd(what="agreement", name=named, day=each.expires)
    for waiver in waivers(overview.mesh):
        if waiver.owner == team and is_soon(waiver.expires) and waiver.expires is not None:
            yield DigestEnd(what="waiver", name=Named(waiver.rule, waiver.rule), day=waiver.expires)
