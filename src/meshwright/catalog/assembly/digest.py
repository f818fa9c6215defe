"""The weekly digest of a team: consumer changes, requests that wait for approval, upcoming ends, most urgent fix."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from posixpath import commonpath
from shlex import quote
from typing import TYPE_CHECKING

from meshwright.catalog.assembly import parts
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.documents.register import Digest, DigestEnd, DigestRequest, DigestUse, ProductFinding
from meshwright.catalog.text import web_link
from meshwright.mesh.inheritance import exposing_product
from meshwright.rulekit.exceptions.waivers import waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from meshwright.catalog.assembly.overview import Overview, ProductSummary
    from meshwright.catalog.documents.register import Action
    from meshwright.catalog.history import HistoryChange
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.diagnostic import Diagnostic

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
AGREEMENTS = "agreements"
"""The folder next to the product in which the catalog's request form puts agreements."""


def digest(team: str, cards: tuple[ProductSummary, ...], overview: Overview) -> Digest:
    """Return a team's digest for the week before the as-of date."""
    today = overview.mesh.today
    own = {card.address for card in cards}
    worst, command = _worst(cards, overview)
    uses = sorted(
        {*_products(own, overview, today), *_agreements(own, overview, today)},
        key=lambda each: (not each.began, each.consumer.title, each.port.name),
    )
    ends = sorted(_ends(team, own, overview), key=lambda each: (each.day, each.what, each.name.name))
    return Digest(
        since=today - WEEK,
        uses=tuple(uses),
        requests=tuple(_requests(cards, overview)),
        knows_requests=overview.source.waiting is not None,
        ends=tuple(ends),
        worst=worst,
        command=command,
    )


def command_for(rule: str, found: Iterable[Diagnostic], cards: Iterable[ProductSummary]) -> str:
    """Return the command that fixes the findings of a rule, or that lists the findings if there are no fixes."""
    shared = commonpath([card.product.home.file.rpartition("/")[0] for card in cards])
    place = f" {quote(shared)}" if shared else ""
    verb = "fix" if any(each.remedy is not None and each.rule == rule for each in found) else "check"
    return f"meshwright {verb} --select {rule}{place}"


def command_of(action: Action, overview: Overview) -> str:
    """Return the command that performs an action; waived and suppressed findings do not count."""
    cards = [overview.cards[each.address] for each in action.products]
    found = (each for card in cards for each in overview.diagnostics.get(card.address, ()) if each.counts)
    return command_for(action.rule, found, cards)


def _worst(cards: Iterable[ProductSummary], overview: Overview) -> tuple[ProductFinding | None, str]:
    """Return the most severe open finding and its command; of equally severe ones, the one with the most consumers."""
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
    """Yield the products that started or stopped reading the team's products within the week, according to the history.

    Products that were removed are missing, because the history does not name their inputs.
    """
    for address, said in _changed(overview, today).items():
        card = overview.cards.get(address)
        if card is None or address in own:
            continue
        consumer = Named(address, parts.title_of(card.name), card.route)
        is_new = any(each.words == "product added" for each in said if not each.place)
        added = {each.reads for each in said if not each.is_removal} - {""}
        removed = {each.reads for each in said if each.is_removal} - {""}
        read = {each.contract for each in card.product.inputs if each.contract is not None}
        for contract in read:
            if _is_port_of(own, contract, overview) and (is_new or contract.fact.id in added - removed):
                yield DigestUse(consumer=consumer, port=_port(contract.address, overview), began=True)
        for each in removed - added - {each.fact.id for each in read}:
            for contract in overview.mesh.derived(contracts_by_id).get(each, ()):
                if _is_port_of(own, contract, overview):
                    yield DigestUse(consumer=consumer, port=_port(contract.address, overview), began=False)


def _changed(overview: Overview, today: date) -> Mapping[str, list[HistoryChange]]:
    """Return the changes within the week by product address; the history always covers the last week completely."""
    found: defaultdict[str, list[HistoryChange]] = defaultdict(list)
    for each in overview.source.history.recent:
        if today - WEEK <= each.when.date() <= today:
            found[each.address] += each.said
    return found


def _is_port_of(own: set[str], contract: Contract, overview: Overview) -> bool:
    product = exposing_product(contract, overview.mesh) if contract.port is not None else None
    return product is not None and product.address in own


def contracts_by_id(mesh: Mesh) -> Mapping[str, list[Contract]]:
    """Map each contract id to its contracts; major versions of a contract share an id."""
    found: defaultdict[str, list[Contract]] = defaultdict(list)
    for each in mesh.contracts:
        found[each.fact.id or ""].append(each)
    return found


def _requests(cards: Iterable[ProductSummary], overview: Overview) -> Iterator[DigestRequest]:
    """Yield the open requests that change files of a team's products, except those opened after the as-of date."""
    places = overview.mesh.derived(products_by_path)
    for each in overview.source.waiting or ():
        changed = {path: _products_of(path, places) for path in each.files}
        own = [card for card in cards if any(card.address in found for found in changed.values())]
        if own and each.opened.date() <= overview.mesh.today:
            addresses = {card.address for card in own}
            agreements = (path for path, found in changed.items() if addresses & found)
            yield DigestRequest(
                number=each.number,
                title=each.title,
                url=each.url if web_link(each.url) else "",
                opened=each.opened.date(),
                products=tuple(Named(card.address, parts.title_of(card.name), card.route) for card in own),
                is_access=any(AGREEMENTS in path.split("/")[:-1] for path in agreements),
            )


def products_by_path(mesh: Mesh) -> Mapping[str, set[str]]:
    """Map the folders of products and the files of their contracts to product addresses."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for product in mesh.products:
        found[product.home.file.rpartition("/")[0]].add(product.address)
        for port in product.outputs:
            if port.contract is not None:
                found[port.contract.home.file].add(product.address)
    return found


def _products_of(path: str, places: Mapping[str, set[str]]) -> set[str]:
    """Return the products that have a contract in a file, or else the products in the closest folder above the file."""
    while path and path not in places:
        path = path.rpartition("/")[0]
    return places.get(path, set())


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
    """Yield a team's ports, agreements and waivers that end within a month."""
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
