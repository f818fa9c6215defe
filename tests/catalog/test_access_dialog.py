"""The access dialog in a real browser."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from filled import Filler
from playwright.sync_api import expect

import meshwright
from mesh_of import mesh_of, report_on, scaffold
from meshwright.catalog.assembly.access import choices, request
from meshwright.catalog.documents.contract import Grant
from meshwright.catalog.documents.product import Product
from meshwright.catalog.forge import Forge
from meshwright.catalog.history import DomainLeadTimes, LeadTime
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
    product = Filler({}).document(Product)
    grants = (
        Grant(role="analyst", approvers="data-office"),
        Grant(role="royalty-accountant", approvers=product.team.name),
    )
    port = replace(product.ports[0], address=address, request=asked)
    port = replace(port, contract=replace(port.contract, grants=grants))
    leads = {"player": DomainLeadTimes(to_access=LeadTime(2.04, 3))}
    data = json.dumps(choices(mesh, forge, leads))
    (folder / "access.js").write_text(f'meshwright.take("access", {data});')
    page = folder / "index.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><meta http-equiv=Content-Security-Policy "
        "content=\"default-src 'none'; script-src file:; style-src file:; form-action 'none'\">"
        f'<link rel=stylesheet href="{(ASSETS / "css/access.css").as_uri()}">'
        '<a href="#request-port">Request access</a> <a href="#contact">own</a><p id="contact">Ask us.</p>'
        f'<div id="request-port" data-mw-access="{escape(request_data(port, product))}">'
        f"<pre>{escape(asked.content)}</pre></div>"
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
    page.click("text=Continue on github.com")
    assert page.evaluate("opened") == []
    page.select_option("[name=purpose]", "product-analytics")
    page.fill("[name=description]", "Who stops listening, and $& why")
    page.click("text=Continue on github.com")

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
    expect(page.get_by_role("status")).to_have_text("Opened in another tab. Your entries are kept here.")


def test_entries_are_kept_when_the_dialog_is_closed(page: Page, tmp_path: Path) -> None:
    """It may have been closed by mistake, or to contact the owner."""
    page.goto(written(tmp_path, FORGE))
    fill(page)
    page.get_by_role("link", name="contact the owner").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert page.url.endswith("#contact")
    page.click("text=Request access")

    expect(page.locator("[name=use]")).to_have_value(USE)


def test_address_of_a_request_opens_the_dialog_once(page: Page, tmp_path: Path) -> None:
    """A link from another page; after the dialog is closed, the address no longer names it."""
    page.goto(f"{written(tmp_path, FORGE)}#request-port")
    expect(page.get_by_role("dialog", name="Request access")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert page.url.endswith("/index.html")
    page.evaluate("location.hash = '#request-port'")

    expect(page.get_by_role("dialog", name="Request access")).to_be_visible()


def test_dialog_states_who_decides(page: Page, tmp_path: Path) -> None:
    """The owner, and the approvers of the chosen role, unless they are the owner; not every role has some."""
    page.goto(written(tmp_path, FORGE))
    page.click("text=Request access")
    words = page.locator("dialog p", has_text="the owner, decides")
    expect(words).to_contain_text(
        "; data office must approve, depending on the role. Access to data of this domain usually takes 2 days "
        "(median of 3 requests). If no role fits, contact the owner."
    )
    page.select_option("[name=role]", "analyst")
    expect(words).to_contain_text("; data office must approve. Access to data")
    page.select_option("[name=role]", "royalty-accountant")

    expect(words).to_contain_text("the owner, decides. Access to data")


def test_keyboard_moves_through_the_dialog_in_order(page: Page, tmp_path: Path) -> None:
    """From the first field to the buttons, which are in view on a phone; Esc leads back to the link."""
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(written(tmp_path, FORGE))
    link = page.get_by_role("link", name="Request access")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Continue on github.com")).to_be_in_viewport(ratio=1)
    names = []
    for _ in range(5):
        names.append(page.evaluate("document.activeElement.name"))
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.name") == names[-1]:  # a date has several parts
            page.keyboard.press("Tab")

    assert names == ["team", "use", "role", "purpose", "expires"]
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_copy_is_confirmed_at_the_button(page: Page, tmp_path: Path) -> None:
    """The fold stays closed, so that the buttons stay in view."""
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(written(tmp_path, FORGE))
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.clip = text; }; }")
    fill(page)
    page.select_option("[name=purpose]", "product-analytics")
    button = page.get_by_role("button", name="Copy the file")
    button.click()

    copied = page.get_by_role("button", name="copied")
    expect(copied).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("status")).to_contain_text("Copied. Save it as mesh/products/player/play-events/")
    assert page.locator("dialog details[open]").count() == 0
    assert "purpose: product-analytics\n" in page.evaluate("clip")


def test_file_is_copied_without_the_clipboard_api(page: Page, tmp_path: Path) -> None:
    """Old browsers have only a command, which needs an element that the open dialog does not disable."""
    page.goto(written(tmp_path, FORGE))
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.evaluate("document.addEventListener('copy', () => { clip = document.activeElement.value; })")
    fill(page)
    page.select_option("[name=purpose]", "product-analytics")
    page.get_by_role("button", name="Copy the file").click()

    expect(page.get_by_role("button", name="copied")).to_be_focused()
    assert "purpose: product-analytics\n" in page.evaluate("clip")


def test_file_is_shown_without_a_forge(page: Page, tmp_path: Path) -> None:
    """The user copies it; the path names the use."""
    page.goto(written(tmp_path, None))
    fill(page)
    page.select_option("[name=purpose]", "service-improvement")
    page.click("text=Copy the file")
    page.click("dialog summary")

    assert page.inner_text("dialog summary") == (
        "File: products/player/play-events/agreements/churn-board-1-x.yaml"
    )
    assert "purpose: service-improvement\n" in page.inner_text("dialog pre")
    assert page.evaluate("opened") == []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
