"""The pages of domains, entities and teams, as fragments."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import cycle
from posixpath import normpath
from typing import TYPE_CHECKING

import pytest
import yaml
from payloads import LINKS, NAMES, TEXTS

from meshwright.catalog.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.html.page import Page

MARKDOWN = frozenset(
    {"blockquote", "br", "em", "hr", "ol", "pre", "s", "strong", "table", "p", "ul", "li", "h2"}
)
"""Elements into which a text may be rendered."""
PRODUCT = {
    "apiVersion": "v1.0.0",
    "kind": "DataProduct",
    "id": "plays",
    "version": "1.0.0",
    "status": "active",
}


def pages_of(overview: Overview) -> Mapping[str, Page]:
    """Return the pages of domains, entities and teams, and their lists."""
    found = [
        page for page in Site(overview, {}).pages() if page.route.startswith(("domains", "entities", "teams"))
    ]
    assert len({page.route for page in found}) == len(found)
    return {page.route: page for page in found}


class Seen(HTMLParser):
    """A parser that collects what a browser would find in a page's fragments."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = [section.anchor for section in page.sections if section.anchor]
        self.text = ""
        for section in page.sections:
            self.feed(str(section.html))  # markup would escape what is read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record harmful elements and links."""
        self.elements.add(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "src", "srcdoc", "formaction"):
                self.handlers.append(name)
            if name in ("href", "xlink:href"):
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        """Record the text."""
        self.text += data


def dead(pages: Mapping[str, Page], elsewhere: frozenset[str]) -> list[tuple[str, str]]:
    """Return the links that lead to no page or anchor of those given; routes in `elsewhere` are assumed to exist."""
    seen = {route: Seen(page) for route, page in pages.items()}
    found = []
    for route, one in seen.items():
        for link in one.links:
            path, _, anchor = link.partition("#")
            if "://" in path or link.startswith("mailto:") or path.endswith((".md", ".svg", ".json")):
                continue
            target = normpath(f"{route}/{path}").removesuffix("/index.html") if path else route
            is_there = (
                anchor in ("", *seen[target].ids) if target in seen else target.startswith(tuple(elsewhere))
            )
            if not is_there:
                found.append((route, link))
    return found


ELSEWHERE = frozenset({"index.html", "products/", "rules/", "privacy/", "governance"})


def test_example_has_no_broken_link(example: Overview) -> None:
    """Every domain, entity and team has its page."""
    pages = pages_of(example)

    assert {"domains", "entities", "teams", "domains/player", "entities/artist", "teams/player-squad"} <= {
        *pages
    }
    assert dead(pages, ELSEWHERE) == []
    assert all(len(set(seen.ids)) == len(seen.ids) for seen in map(Seen, pages.values()))


def test_mesh_without_governance_has_pages(overview_of: Callable[..., Overview]) -> None:
    """The domain that a product names is listed; it has no owner, and nothing can be joined."""
    files = {"plays.odps.yaml": yaml.safe_dump({**PRODUCT, "name": "plays", "domain": "player"}).encode()}
    pages = pages_of(overview_of(files))

    assert list(pages) == ["domains", "domains/player", "entities", "teams"]
    assert dead(pages, ELSEWHERE) == []
    assert "not registered" in Seen(pages["domains/player"]).text
    assert "No entity is registered" in Seen(pages["entities"]).text
    assert "No team is registered" in Seen(pages["teams"]).text


def test_empty_repository_has_three_empty_lists(overview_of: Callable[..., Overview]) -> None:
    """Its pages are built, too."""
    assert list(pages_of(overview_of({}))) == ["domains", "entities", "teams"]


@pytest.fixture
def hostile(overview_of: Callable[..., Overview]) -> Overview:
    """Return a mesh with hostile names and texts."""
    texts, links = cycle(TEXTS), cycle(LINKS)
    files = {}
    for number, hostile in enumerate(NAMES):
        name = f"n{number}"
        registers = [
            {"kind": "Team", "name": name, "title": next(texts), "purpose": next(texts)}
            | {"members": [{"username": next(texts), "name": next(texts), "role": next(texts)}]}
            | {"support": [{"channel": next(texts), "url": next(links), "description": next(texts)}]},
            {"kind": "Domain", "name": name, "title": next(texts), "purpose": next(texts), "owner": name}
            | {"parent": f"n{number - 1}"},
            {"kind": "Entity", "name": name, "title": next(texts), "definition": next(texts)}
            | {"aliases": [next(texts)], "identifier": {"scheme": "key", "logicalType": "string"}}
            | {"links": [{"title": next(texts), "url": next(links)}], "steward": name},
            {
                "kind": "Meaning",
                "domain": name,
                "entity": name,
                "means": next(texts),
                "relation": "closeMatch",
            }
            | {"schemes": [{"name": "own", "examples": [next(texts)], "columns": [f"{hostile}/{hostile}"]}]},
            {
                "kind": "AccessAgreement",
                "port": f"{name}/x/x@1",
                "consumer": {"team": name, "use": next(texts)},
            }
            | {"purpose": next(texts)},
        ]
        text = "---\n".join(yaml.safe_dump({"apiVersion": "meshwright/v1", **each}) for each in registers)
        files[f"governance/{number}.yaml"] = text.encode()
        for domain in (name, hostile):
            identity = f"{name}-{'own' if domain == name else 'other'}"
            product = {
                **PRODUCT,
                "id": identity,
                "name": next(texts),
                "domain": domain,
                "team": {"name": domain},
            }
            product["outputPorts"] = [{"name": hostile, "version": "1.0.0", "contractId": identity}]
            product["inputPorts"] = [{"name": name, "version": "1.0.0", "contractId": f"n{number - 1}-own"}]
            contract = {"apiVersion": "v3.1.0", "kind": "DataContract", "id": identity, "version": "1.0.0"}
            contract["schema"] = [
                {"name": hostile, "properties": [{"name": hostile, "logicalType": "string"}]}
            ]
            files[f"{identity}.odps.yaml"] = yaml.safe_dump(product).encode()
            files[f"{identity}.odcs.yaml"] = yaml.safe_dump(contract).encode()
    return overview_of(files)


def test_hostile_texts_are_only_text(hostile: Overview, example: Overview) -> None:
    """They create no element, handler or link, and no link is broken."""
    pages = pages_of(hostile)
    seen = {route: Seen(page) for route, page in pages.items()}
    usual = {element for page in pages_of(example).values() for element in Seen(page).elements}

    assert len(pages) == 3 + 5 * len(NAMES)
    assert {element for each in seen.values() for element in each.elements} <= usual | MARKDOWN
    assert [each.handlers for each in seen.values() if each.handlers] == []
    assert dead(pages, ELSEWHERE) == []
    assert "<script>fired(1)</script>" in seen["teams/n0"].text
