"""The access dialog in a real browser."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

import meshwright
from mesh_of import mesh_of, report_on, scaffold
from meshwright.catalog.assembly.access import choices, request
from meshwright.catalog.documents.product import Port
from meshwright.catalog.forge import Forge
from meshwright.catalog.html.wording import request_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ASSETS = Path(meshwright.__file__).parent / "catalog/assets"
pytestmark = pytest.mark.slow
FORGE = Forge("https://github.com/garden/mesh", "github", "main", folder="mesh/")
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
USE = 'Churn: "board" #1\u2028x'
ROLES = b"\nroles:\n  - {role: analyst, access: read}\n  - {role: royalty-accountant, access: read}\n"


def written(folder: Path, forge: Forge | None) -> str:
    """Write a page with the request for a port that two roles may read, and return its address."""
    stated = scaffold()[CONTRACT].partition(b"\nroles:")[0]
    mesh = mesh_of({**scaffold(), CONTRACT: stated + ROLES})
    address = "player/play-events/daily@1"
    asked = request(mesh.ports[address], mesh, forge)
    port = Port(name="daily", address=address, href="", is_deprecated=False, request=asked)
    (folder / "access.js").write_text(f'meshwright.take("access", {json.dumps(choices(mesh, forge))});')
    page = folder / "index.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><meta http-equiv=Content-Security-Policy "
        "content=\"default-src 'none'; script-src file:; style-src file:; form-action 'none'\">"
        f'<link rel=stylesheet href="{(ASSETS / "css/access.css").as_uri()}">'
        f'<a href="#request-port" data-mw-access="{escape(request_data(port))}">Request access</a>'
        f'<div id="request-port"><pre>{escape(asked.content)}</pre></div>'
        f'<script src="{(ASSETS / "js/meshwright.js").as_uri()}"></script><script src="access.js"></script>'
        f'<script src="{(ASSETS / "js/access.js").as_uri()}"></script>'
    )
    return page.as_uri()


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """Yield a tab that reports errors, and records what it would open."""
    tab = chromium.new_page()
    tab.set_default_timeout(10_000)
    tab.add_init_script("window.opened = []; window.open = (...all) => { opened.push(all); };")
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield tab
    assert faults == []
    tab.close()


def fill(page: Page) -> None:
    """Fill in everything except the purpose."""
    page.click("text=Request access")
    page.select_option("[name=team]", "payments-squad")
    page.fill("[name=use]", USE)
    page.select_option("[name=role]", "analyst")
    page.fill("[name=expires]", "2027-01-31")


def test_form_is_opened_with_the_chosen_values(page: Page, tmp_path: Path) -> None:
    """Not before a purpose of the role is chosen; the proposed file has no findings."""
    page.goto(written(tmp_path, FORGE))
    fill(page)
    assert page.locator("[name=purpose] option").all_text_contents() == [
        "choose a purpose",
        "product-analytics",
        "service-improvement",
    ]
    page.click("text=Open the form")
    assert page.evaluate("opened") == []
    page.select_option("[name=purpose]", "product-analytics")
    page.fill("[name=description]", "Who stops listening, and $& why")
    page.click("text=Open the form")

    [[url, target, features]] = page.evaluate("opened")
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    path = "mesh/products/player/play-events/agreements/churn-board-1-x.yaml"
    assert (target, features, parts.netloc + parts.path, asked["filename"]) == (
        "_blank",
        "noopener",
        "github.com/garden/mesh/new/main",
        [path],
    )
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    assert asked["value"][0].splitlines()[2:] == [
        "apiVersion: meshwright/v1",
        "kind: AccessAgreement",
        "port: player/play-events/daily@1",
        "consumer:",
        "  team: payments-squad",
        '  use: "Churn: \\"board\\" #1\\u2028x"',
        "purpose: product-analytics",
        "role: analyst",
        f'requestedOn: "{today}"',
        'expires: "2027-01-31"',
        'description: "Who stops listening, and $& why"',
    ]
    proposed = {**scaffold(), path.removeprefix("mesh/"): asked["value"][0].encode()}
    assert [each.message for each in report_on(tmp_path / "mesh", proposed).diagnostics] == []
    page.wait_for_selector("dialog", state="detached")


def test_file_is_shown_without_a_forge(page: Page, tmp_path: Path) -> None:
    """The user copies it; the path names the use."""
    page.goto(written(tmp_path, None))
    fill(page)
    page.select_option("[name=purpose]", "service-improvement")
    page.click("text=Copy the file")

    assert page.inner_text("dialog summary") == (
        "File: products/player/play-events/agreements/churn-board-1-x.yaml"
    )
    assert "purpose: service-improvement\n" in page.inner_text("dialog pre")
    assert page.evaluate("opened") == []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
