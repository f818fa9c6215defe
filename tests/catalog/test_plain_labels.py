"""Labels that readers of the example have misunderstood."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.assembly.digest import command_of
from meshwright.catalog.assembly.governance import governance_document
from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.assembly.register import summaries
from meshwright.catalog.html import wording
from meshwright.catalog.html.product import product_page
from meshwright.catalog.html.rendering import Renderer

if TYPE_CHECKING:
    from meshwright.catalog.assembly.overview import Overview

ASSETS = Path(wording.__file__).parents[1] / "assets"


def page_of(address: str, overview: Overview) -> str:
    """Return all sections of a product's page, with normalised spaces and without the marks of chips."""
    page = product_page(product_document(overview.cards[address], overview), Renderer({}))
    return " ".join("".join(each.html for each in page.sections).split())


def test_access_panel_has_the_level_of_its_port(example: Overview) -> None:
    """Play events is restricted because of its stream; the roles next to it are those of the daily port."""
    view = product_document(example.cards["player/play-events"], example)
    assert (view.level, view.ports[0].title, view.ports[0].level) == ("restricted", "daily@1", "confidential")

    html = page_of("player/play-events", example)
    assert "<code>daily@1</code> is classified as <strong>confidential</strong>, with personal data" in html
    assert "another port as restricted" in html


def test_each_figure_of_readers_states_what_it_counts(example: Overview) -> None:
    """Groups and accounts are not consumers."""
    html = page_of("player/play-events", example)

    assert re.search(r"Has access now: [0-9]+ groups and accounts", html)
    assert re.search(r"[0-9]+ consumers directly[^<]* \(products and agreements\)", html)


def test_lists_of_affected_consumers_are_complete(example: Overview) -> None:
    """Every name is on the page, those at second hand after "through others"."""
    html = page_of("player/play-events", example)
    (row,) = re.findall(r'<tr id="port-daily-1-plays-isrc">.*?</tr>', html, re.DOTALL)
    direct, _, others = row.partition("through others, ")

    assert ">Royalties</a>" in direct.partition('class="mw-hit"')[2]
    assert ">yearly royalty audit</a>" in others
    assert "more</summary>" not in others.partition("</p>")[0]


def test_chip_of_an_agreement_precedes_its_name(example: Overview) -> None:
    """So that no chip is followed by a comma."""
    html = page_of("player/play-events", example)

    assert ">agreement</span> <a" in html
    assert ">agreement</span>," not in html


def test_answers_on_joins_have_the_same_words_on_both_pages() -> None:
    """The script has them with a capital letter."""
    script = (ASSETS / "js" / "joins.js").read_text()
    found = dict(re.findall(r'^    "?([a-z-]+)"?: \["([^"]+)", "[a-z]+"\],$', script, re.MULTILINE))

    assert {name: words[0].lower() + words[1:] for name, words in found.items()} == {
        name: words for name, (words, _) in wording.JOINS.items()
    }


@pytest.mark.parametrize("tone", sorted({each for each in wording.EFFECT_TONES.values() if each}))
def test_each_effect_of_a_change_has_a_style(tone: str) -> None:
    """*New* is green on both pages."""
    assert f".mw-chip--{tone} {{" in (ASSETS / "css" / "catalog.css").read_text()


def test_teams_with_only_excepted_findings_are_not_offered_a_fix(example: Overview) -> None:
    """There is nothing to fix."""
    rows = governance_document(example, summaries(example)).actions
    excepted = [
        each
        for each in rows
        if not (each.diagnostics.errors or each.diagnostics.warnings or each.diagnostics.notices)
    ]

    assert excepted
    assert [each.command for each in excepted if each.command.startswith("meshwright fix")] == []
    assert all(each.command == command_of(each.action, example) for each in rows)
