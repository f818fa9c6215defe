"""Atom feeds (RFC 4287) of changes and upcoming ends, for the mesh, each domain and each product.

All dates come from commits or contracts, so the output is deterministic. Ids do not contain the address of the site, so
that a feed can move; links are absolute only if the site's address is configured.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from meshwright.catalog import routes
from meshwright.catalog.html.page import File
from meshwright.catalog.text import shown
from meshwright.mesh.end_dates import end, successors
from meshwright.mesh.registries import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.assembly.overview import Overview, ProductSummary
    from meshwright.catalog.history import HistoryEntry

SOON = timedelta(days=180)
MOST = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The update time of a feed without entries: a feed must have one, and the time must not depend on the clock."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """The subject of a feed."""

    base: str
    """The address of the mesh."""
    address: str
    """The address of the product or the name of the domain; empty for the mesh."""
    title: str
    route: str


@dataclass(frozen=True, slots=True)
class _News:
    """An entry in a feed."""

    key: str
    """The stable identifier of the entry's subject."""
    when: datetime
    product: str
    title: str
    lines: tuple[str, ...] = ()
    kind: str = ""


def feed_files(overview: Overview) -> Iterator[File]:
    """Yield the feeds as files; a product's or domain's feed is next to its page."""
    source, cards = overview.source, overview.cards
    base = f"mesh://{text(source.settings.get('name')) or '-'}"
    of_domain: defaultdict[str, list[_News]] = defaultdict(list)
    everything = list(map(_changed, source.history.recent))
    for card in cards.values():
        ending = list(_ending(card, overview))
        own = [*map(_changed, source.history.of(card.address)), *ending]
        of_domain[card.domain] += own
        everything += ending
        yield _feed(_Subject(base, card.address, card.name, card.route), own, overview)
    for domain in overview.by_domain:
        subject = _Subject(base, domain or "-", domain or "No domain", routes.domain(domain))
        yield _feed(subject, of_domain[domain], overview)
    yield _feed(_Subject(base, "", source.title, routes.HOME), everything, overview)


def _changed(entry: HistoryEntry) -> _News:
    lines = [each.sentence for each in entry.said]
    if entry.more:
        lines.append(f"and {entry.more} more")
    others = len(entry.said) + entry.more - 1
    title = entry.subject or entry.commit[:12]
    if lines and (not others or not entry.subject):
        title = f"{lines[0]}, and {others} more" if others else lines[0]
    kind = "breaking" if entry.is_breaking else ""
    return _News(f"{entry.address}#{entry.commit}", entry.when, entry.address, title, tuple(lines), kind)


def _ending(card: ProductSummary, overview: Overview) -> Iterator[_News]:
    """Yield an entry for each port that ends within half a year, dated half a year before its end."""
    mesh = overview.mesh
    for port in card.product.outputs:
        contract = port.contract
        last = end(contract) if contract is not None else None
        if contract is None or last is None or not mesh.today <= last <= mesh.today + SOON:
            continue
        when = datetime.combine(last - SOON, datetime.min.time(), UTC)
        name = port.address.rpartition("/")[2]
        following = tuple(f"successor: {url}" for url, _ in successors(contract, mesh) if url)
        key = f"{port.address}#ends-{last.isoformat()}"
        yield _News(key, when, card.address, f"{name} ends on {last.isoformat()}", following, "ending")


def _feed(subject: _Subject, news: Iterable[_News], overview: Overview) -> File:
    """Return a feed, newest entries first."""
    latest = sorted(news, key=lambda each: (each.when, each.key), reverse=True)[:MOST]
    updated = max((each.when for each in latest), default=_NEVER)
    site = overview.source.site_url.rstrip("/")
    base, route = subject.base, subject.route
    path = f"{route}/feed.xml" if route else "feed.xml"

    def link(target: str) -> str:
        page = f"{target}/index.html" if target else "index.html"
        return quoteattr(f"{site}/{page}" if site else routes.file(route, page))

    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{_urn(f'{base}/{subject.address}')}</id>",
        f"<title>{_escaped(subject.title)}</title>",
        f"<updated>{_time(updated)}</updated>",
        f"<author><name>{_escaped(overview.source.title)}</name></author>",
        f'<link rel="alternate" type="text/html" href={link(route)}/>',
    ]
    if site:
        parts.append(f'<link rel="self" type="application/atom+xml" href={quoteattr(f"{site}/{path}")}/>')
    for each in latest:
        target = routes.product(each.product) if each.product in overview.cards else "changes"
        of = "" if each.product == subject.address else f"{each.product}: "
        parts += (
            "<entry>",
            f"<id>{_urn(f'{base}/{each.key}')}</id>",
            f"<title>{_escaped(f'{of}{each.title}')}</title>",
            f"<updated>{_time(each.when)}</updated>",
            f'<link rel="alternate" type="text/html" href={link(target)}/>',
        )
        if each.kind:
            parts.append(f"<category term={quoteattr(each.kind)}/>")
        parts += (f"<content>{_escaped(chr(10).join(each.lines) or each.title)}</content>", "</entry>")
    return File(path, "\n".join((*parts, "</feed>\n")).encode())


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, shown(name))}"


def _time(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _escaped(words: str) -> str:
    return escape(shown(words))
