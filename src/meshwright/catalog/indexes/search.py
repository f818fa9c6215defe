"""The search data: one row for each product, other named items, and the column names with the products that have them."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.catalog import routes
from meshwright.catalog.assembly.subjects import persons
from meshwright.catalog.documents.parts import KINDS
from meshwright.catalog.html.durations import durations
from meshwright.catalog.html.page import File
from meshwright.catalog.indexes.scripts import script
from meshwright.catalog.natural import natural
from meshwright.catalog.sections import SECTIONS
from meshwright.catalog.text import plain_of, shown
from meshwright.mesh.inheritance import owners_in
from meshwright.mesh.registries import mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.assembly.overview import Overview, ProductSummary
    from meshwright.catalog.documents.governance import Rules
    from meshwright.mesh.items import Port

SEARCH = "assets/data/search.js"
FIELDS = "assets/data/fields.js"
GUIDE = "assets/data/guide.js"
FACETS = ("domain", "archetype", "status", "team", "classification", "personal", "entity")
ERASURE = "The steps to fulfil an erasure request: each port with personal data, in order."
PERSONAL = ["personal", "personal data", "personaldata"]
"""The only value of the facet for personal data: its name, its title, and the word that search.js matches."""
LONGEST = 140
"""The maximum length of a purpose or a definition."""
LONGEST_SECTION = 600
"""The maximum length of a section of a hand-written page."""
_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"<[^>]*>")
_PLAIN_PORT = re.compile(r"[a-z0-9-]+@[0-9]+")
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_FIVE_BITS, _MORE = 31, 32


def search_files(overview: Overview, rules: Rules) -> Iterator[File]:
    """Yield the scripts that the search loads when its box opens."""
    yield File(SEARCH, script("search", {**products(overview), "others": list(others(overview, rules))}))
    yield File(FIELDS, script("fields", fields(overview.cards.values())))


def guide_file(docs: Iterable[Mapping[str, Any]]) -> File:
    """Return a script with the sections of hand-written pages, taken from the generator's own index."""
    rows = []
    for each in docs:
        title, words = (_unmarked(text(each.get(key))) for key in ("title", "text"))
        rows.append(["guide", title, text(each.get("location")), "", words[:LONGEST_SECTION]])
    return File(GUIDE, script("guide", rows))


def products(overview: Overview) -> dict[str, Any]:
    """Return the values of each facet, most frequent first, and one row for each product, sorted by address.

    A row's values are address, name (empty if it is the last part of the address), purpose, other names, ports, the
    facets, freshness, number of consumers, people, and the route if it does not follow from the address. A facet is
    a position in its list of values (-1 for none); a row can have several entities. Domain values include their signs.
    """
    cards = tuple(overview.cards.values())
    valued = {card.address: _facets(card) for card in cards}
    values = {facet: _ranked(value for own in valued.values() for value in own[facet]) for facet in FACETS}
    positions = {facet: {value: at for at, value in enumerate(own)} for facet, own in values.items()}
    freshness = _ranked(card.freshness for card in cards if card.freshness)
    titles = {kind: _titles(overview, kind) for kind in ("domain", "team", "entity")} | {"archetype": KINDS}
    rows = [_row(card, valued[card.address], positions, freshness, overview) for card in cards]
    return {
        "facets": [
            [facet, [_value(facet, value, titles.get(facet, {}), overview) for value in values[facet]]]
            for facet in FACETS
        ],
        "freshness": list(map(durations, freshness)),
        "rows": rows,
    }


def others(overview: Overview, rules: Rules) -> Iterator[list[str]]:
    """Yield the named items other than products: kind, title, location, other names, text.

    The other names of sections and data subjects are separated by `, `, because they can have several words. Sections
    also have names in other languages.
    """
    for section in SECTIONS:
        own = _entry("section", section.title, f"{section.route}/index.html", section.words, section.text)
        yield [*own, section.elsewhere]
    for kind, listed, registered, route in (
        ("domain", overview.by_domain, overview.domains, routes.domain),
        ("team", overview.by_team, overview.mesh.teams, routes.team),
    ):
        for name in filter(None, listed):
            entry = registered.get(name)
            title, purpose = (text(entry.get(key)) if entry else "" for key in ("title", "purpose"))
            words = [plain_of(purpose)]
            if kind == "team":
                words += (plain_of(text(each.get("description"))) for each in overview.channels({}, name))
            yield _entry(
                kind, title or name, f"{route(name)}/index.html", name, " ".join(filter(None, words))
            )
    titles = {each.name: text(each.get("title")) for each in reversed(overview.mesh.register("Entity"))}
    entities = overview.mesh.derived(vocabulary).entities
    for name, entity in entities.items():
        names = " ".join((name, *entity.aliases))
        definition = plain_of(entity.definition)
        yield _entry("entity", titles[name] or name, f"{routes.entity(name)}/index.html", names, definition)
    for name in sorted(overview.mesh.derived(persons), key=natural):
        title = titles.get(name) or name
        aliases = entities[name].aliases if name in entities else ()
        names = ", ".join(dict.fromkeys((title, name, *aliases)))
        location = f"{routes.subject(name)}/index.html"
        yield _entry("subject", f"{title} as a data subject", location, names, ERASURE)
    yield from _people(overview)
    yield from _uses(overview)
    for rule in rules.rules:
        yield _entry("policy" if rule.policy else "rule", rule.name, rule.page, "", rule.title)


def fields(cards: Iterable[ProductSummary]) -> list[list[str]]:
    """Return the sorted column names, each with the encoded row numbers of the products that have it.

    Row numbers are encoded as differences, with five bits per character; the sixth bit means that the number continues.
    """
    found: dict[str, list[int]] = {}
    for number, card in enumerate(cards):
        names = {
            name
            for port in card.product.outputs
            if port.contract is not None
            for name in port.contract.fact.fields.names
        }
        for name in names - {"[]", "{key}", "{value}"}:
            found.setdefault(shown(name), []).append(number)
    return [[name, packed(rows)] for name, rows in sorted(found.items())]


def packed(rows: Iterable[int]) -> str:
    """Encode ascending numbers by their differences."""
    text, before = [], -1
    for row in rows:
        step, before = row - before - 1, row
        while step > _FIVE_BITS:
            text.append(_DIGITS[step & _FIVE_BITS | _MORE])
            step >>= 5
        text.append(_DIGITS[step])
    return "".join(text)


def cut(words: str, limit: int) -> str:
    """Return a text, shortened between words to a maximum length."""
    return words if len(words) <= limit else f"{words[: limit - 1].rpartition(' ')[0]}…"


def _people(overview: Overview) -> Iterator[list[str]]:
    """Yield the members of teams as search items, once for each team."""
    for name, entry in overview.mesh.teams.items():
        if name not in overview.by_team:
            continue
        for each in mappings(entry.get("members")):
            person, user, role = (text(each.get(key)) for key in ("name", "username", "role"))
            if person or user:
                title = text(entry.get("title")) or name
                words = f"{role}, {title}" if role else title
                yield _entry("person", person or user, f"{routes.team(name)}/index.html", user, words)


def _uses(overview: Overview) -> Iterator[list[str]]:
    """Yield the current agreements with a declared use as search items."""
    for each in overview.mesh.agreements:
        if each.use and each.port in overview.mesh.ports and each.is_current(overview.mesh.today):
            route = routes.product(each.port.rpartition("/")[0])
            words = " · ".join(filter(None, (plain_of(each.purpose), f"reads {each.port}")))
            yield _entry("use", each.use, f"{route}/index.html#used-by", each.team, words)


def _entry(kind: str, title: str, location: str, names: str, words: str) -> list[str]:
    return [kind, shown(title), location, shown(names), cut(shown(words), LONGEST)]


def _facets(card: ProductSummary) -> dict[str, tuple[str, ...]]:
    personal = PERSONAL[0] if card.is_personal else ""
    single = (card.domain, card.archetype, card.status, card.team, card.level, personal)
    found = {facet: (value,) if value else () for facet, value in zip(FACETS, single, strict=False)}
    return {**found, "entity": card.entities}


def _value(facet: str, value: str, titles: Mapping[str, str], overview: Overview) -> list[Any]:
    if facet == "personal":
        return PERSONAL
    own = [shown(value), titles.get(value, "")]
    return [*own, *overview.signs[value]] if facet == "domain" else own


def _row(
    card: ProductSummary,
    valued: Mapping[str, tuple[str, ...]],
    positions: Mapping[str, Mapping[str, int]],
    freshness: list[str],
    overview: Overview,
) -> list[Any]:
    own = [[positions[facet][value] for value in valued[facet]] for facet in FACETS]
    last = card.address.rpartition("/")[2]
    row = [
        card.address,
        "" if card.name == last else shown(card.name),
        cut(shown(card.purpose), LONGEST),
        shown(" ".join((*card.synonyms, *card.tags))),
        [_port(port) for port in {each.address: each for each in card.product.outputs}.values()],
        *(each[0] if each else -1 for each in own[:-1]),
        own[-1],
        freshness.index(card.freshness) if card.freshness else -1,
        overview.consumers(card),
        shown(" ".join(owners_in(card.team, overview.mesh))) if card.team else "",
    ]
    return row if card.route == f"products/{card.address}" else [*row, card.route]


def _port(port: Port) -> list[str]:
    """Return a port's name with its major version, the names of its objects, and the kinds of its servers.

    The third item is the port's anchor, unless it follows from the name.
    """
    name = port.address.rpartition("/")[2]
    words: dict[str, None] = {}
    if port.contract is not None:
        words.update((each.name, None) for each in port.contract.fact.objects)
        for server in port.contract.fact.servers:
            words.update(dict.fromkeys((server.type, text(server.settings.get("format")))))
    own = [shown(name), shown(" ".join(filter(None, words)))]
    return own if _PLAIN_PORT.fullmatch(name) else [*own, routes.port_anchor(port.address)]


def _unmarked(html: str) -> str:
    """Return text of the generator's index without markup.

    Escaped characters become plain text, which the search escapes.
    """
    return shown(" ".join(unescape(_MARKUP.sub(" ", html)).split()))


def _ranked(values: Iterable[str]) -> list[str]:
    return [
        value for value, _ in sorted(Counter(values).items(), key=lambda each: (-each[1], natural(each[0])))
    ]


def _titles(overview: Overview, facet: str) -> Mapping[str, str]:
    """Return the titles of a registry's entries by name."""
    entries = overview.mesh.register(facet.capitalize())
    return {entry.name: shown(text(entry.get("title"))) for entry in reversed(entries)}
