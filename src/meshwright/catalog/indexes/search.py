"""The index of the theme's own search: a short entry for each named item, added to the index that the theme built.

The theme prints titles and texts as HTML, so they are escaped; whole pages would make an index that no browser likes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.catalog import routes
from meshwright.catalog.text import escaped, plain_of
from meshwright.mesh.registries import mapping, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.catalog.assembly.overview import Overview, ProductSummary

LONGEST = 160
"""Characters of a text."""
MOST_PORTS = 10_000
"""More of them are found by their products alone."""
Found = dict[str, str]
"""An entry: `location`, `title` and `text`."""


def entries(overview: Overview) -> Iterator[Found]:
    """Yield the entries: products, their ports, domains, entities, teams."""
    has_ports = len(overview.mesh.ports) <= MOST_PORTS
    for card in overview.cards.values():
        location = f"{card.route}/index.html"
        names = " ".join((*card.synonyms, *card.tags))
        yield _entry(location, card.name, card.address, names, card.purpose)
        if has_ports:
            yield from _ports(card, location, overview)
    for kind, listed, registered, route in (
        ("domain", overview.by_domain, overview.domains, routes.domain),
        ("team", overview.by_team, overview.mesh.teams, routes.team),
    ):
        for name in filter(None, listed):
            entry = registered.get(name)
            title, purpose = (text(entry.get(key)) if entry else "" for key in ("title", "purpose"))
            yield _entry(f"{route(name)}/index.html", title or name, kind, name, plain_of(purpose))
    titles = {each.name: text(each.get("title")) for each in reversed(overview.mesh.register("Entity"))}
    for name, entity in overview.mesh.derived(vocabulary).entities.items():
        words = (" ".join(entity.aliases), plain_of(entity.definition))
        yield _entry(f"{routes.entity(name)}/index.html", titles[name] or name, "entity", name, *words)


def extended(index: str, found: Sequence[Found]) -> str:
    """Put entries into an index (`{config, docs}`); those that have the place of one take it."""
    built = mapping(json.loads(index))
    taken = {each["location"] for each in found}
    docs = [each for each in built.get("docs", ()) if each.get("location") not in taken]
    return json.dumps({**built, "docs": [*docs, *found]}, ensure_ascii=False, separators=(",", ":"))


def as_script(index: str) -> str:
    """Return an index as the script that the theme loads where it may not fetch: from a disk."""
    return f"var __index = {index}\n"


def _ports(card: ProductSummary, location: str, overview: Overview) -> Iterator[Found]:
    for port in card.product.outputs:
        name = port.address.rpartition("/")[2]
        contract = port.contract
        said = mapping(overview.source.values(contract.home).get("description")) if contract else {}
        words = (
            port.address,
            (contract.fact.name if contract else "") or "",
            plain_of(text(said.get("purpose"))),
        )
        yield _entry(f"{location}#{routes.port_anchor(port.address)}", f"{card.name} {name}", *words)


def _entry(location: str, title: str, *words: str) -> Found:
    line = " · ".join(filter(None, words))
    if len(line) > LONGEST:
        line = f"{line[: LONGEST - 1].rstrip()}…"
    return {"location": location, "title": escaped(title), "text": escaped(line)}
