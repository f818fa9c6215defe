"""The map's script in a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import meshwright
from meshwright.catalog.diagrams.diagram import DiagramEdge
from meshwright.catalog.diagrams.tiles import Dot, Tile, map_data, tiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ASSETS = Path(meshwright.__file__).parent / "catalog/assets"
pytestmark = pytest.mark.slow
KEYS = {
    "player/clicks": "draft",
    "player/plays": "active",
    "labels/artists": "active",
    "payments/royalties": "active",
}
EDGES = [DiagramEdge("player/clicks", "player/plays"), DiagramEdge("player/plays", "payments/royalties")]


def written(folder: Path) -> str:
    """Write a map with its script and data, and give its address."""
    domains = [
        Tile(
            domain,
            f"../domains/{domain}/index.html",
            tuple(
                Dot(key, f"{key} <b>", f"../products/{key}/index.html", "good", (status, f"team of {key}"))
                for key, status in KEYS.items()
                if key.startswith(domain)
            ),
        )
        for domain in ("labels", "payments", "player")
    ]
    data = json.dumps(map_data(domains, EDGES, ["Status", "Team"]))
    (folder / "data.js").write_text(f'meshwright.take("map", {data});')
    product = folder / "products/player/plays/index.html"
    product.parent.mkdir(parents=True)
    product.write_text("<!doctype html>")
    page = folder / "map/index.html"
    page.parent.mkdir()
    page.write_text(
        "<!doctype html><meta charset=utf-8>"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; script-src file:; style-src file:\">"
        f'<link rel=stylesheet href="{(ASSETS / "css/diagrams.css").as_uri()}">'
        f'<div class="mw-map"><div class="mw-scroll">{tiles("m", "Map", domains).svg}</div></div>'
        f'<script src="{(ASSETS / "js/map.js").as_uri()}"></script><script src="../data.js"></script>'
    )
    return page.as_uri()


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A tab that fails the test on any error of a script, or of the page's policy."""
    tab = chromium.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text))
    yield tab
    tab.close()
    assert wrong == []


def chosen(page: Page) -> list[str]:
    return page.locator(".mw-map-chosen li").all_inner_texts()


def dimmed(page: Page) -> list[str]:
    return [
        each.split("/products/")[1]
        for each in page.eval_on_selector_all(
            ".mw-dim", "all => all.map(each => each.href.baseVal.replace('/index.html', ''))"
        )
    ]


def test_a_click_chooses_and_the_next_one_follows(page: Page, tmp_path: Path) -> None:
    """The chosen product shows what flows in and out, the address says so, and Escape forgets it."""
    address = written(tmp_path)
    page.goto(address)
    plays = page.locator('.mw-dots a[href*="player/plays"]')
    plays.click()

    assert page.url == f"{address}#p=player/plays"
    assert chosen(page) == ["player/clicks <b>", "payments/royalties <b>"]
    assert page.locator(".mw-flows .mw-in").count() == page.locator(".mw-flows .mw-out").count() == 1
    assert dimmed(page) == ["labels/artists"]

    page.keyboard.press("Escape")
    assert page.url == address
    assert not page.locator(".mw-map-chosen").is_visible()

    plays.click()
    plays.click()
    page.wait_for_url("**/products/player/plays/index.html")


def test_a_facet_dims_what_does_not_fit(page: Page, tmp_path: Path) -> None:
    """Facets add up, a second click takes one back, and an address with a state opens in it."""
    address = written(tmp_path)
    page.goto("about:blank")
    page.goto(f"{address}#status=draft")

    assert dimmed(page) == ["labels/artists", "payments/royalties", "player/plays"]
    assert page.locator(".mw-map-count").inner_text() == "1 of 4 products"

    page.get_by_role("button", name="draft 1").click()
    assert page.url == address
    assert dimmed(page) == []


def test_arrows_lead_from_dot_to_dot(page: Page, tmp_path: Path) -> None:
    """A tile is one stop for the tabulator."""
    page.goto(written(tmp_path))
    page.locator('.mw-dots a[href*="player/clicks"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    assert page.url.endswith("#p=player/plays")
    assert page.locator('.mw-dots a:not([tabindex="-1"])').count() == 3


def test_every_text_fits_its_box(page: Page) -> None:
    """What is estimated wide enough is wide enough in the fonts that are here."""
    from meshwright.catalog.diagrams.diagram import DiagramNode
    from meshwright.catalog.diagrams.domains import domains

    labels = [
        "iiiiiiii",
        "WWWWWWWWWWW",
        "Mixed Words with 123",
        "ÄÖÜ ñandú čeština",
        "Русский текст",
        "a" * 200,
        "M" * 200,
    ]
    nodes = [
        DiagramNode(label, label, f"{label} below", kind=kind) for label in labels for kind in ("", "self")
    ]
    page.goto("about:blank")
    page.set_content(
        domains("p", "Domains", nodes[::2], []).svg + domains("q", "Domains", nodes[1::2], []).svg
    )
    page.add_style_tag(content=(ASSETS / "css/diagrams.css").read_text())
    too_wide = page.evaluate(
        "() => [...document.querySelectorAll('.mw-node')].flatMap(node => {"
        "  const box = node.querySelector('rect').getBBox();"
        "  return [...node.querySelectorAll('text')]"
        "    .filter(text => text.getBBox().width > box.width).map(text => text.textContent);"
        "})"
    )

    assert too_wide == []
