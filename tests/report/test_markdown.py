"""Markdown: read by GitHub's own renderer, and with the eyes of the filters that come after it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from menagerie import NAMES, diagnostic, menagerie, report

from meshwright.finding.finding import Severity
from meshwright.report.formats import Style, render
from meshwright.report.terminal import one_line

OURS = {"p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code"}
REFERENCE = re.compile(
    r"(?i)(?:^|\W)@\w|#\d|GH-\d|!\d|~\w|\$\w|://|www\.\w|\w@\w|:[\w+-]+:(?=\W|$)", re.ASCII
)
"""What GitHub and GitLab look for in rendered text: mentions, issues, links, e-mail addresses, emoji, labels."""


class Page(HTMLParser):
    """Collects tags with attributes, and cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.cells: list[str] = []
        self.text = ""
        self.feed(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; of our own only a cell matters."""
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data
        if self.cells:
            self.cells[-1] += data.rstrip("\n")


@pytest.mark.parametrize(
    "name", [*NAMES, "\\| x", "\\\\| x", "`` ` ``", "x`", "a|b", "<!--", "&lt;b&gt;", "{{x}}"]
)
def test_no_markup_of_a_contract_works(name: str) -> None:
    """The tags are ours, no reference is left, and people read the message as it is elsewhere."""
    message = f"unknown team `{name}`"
    page = Page(
        render(report([diagnostic(1, Severity.ERROR, message, path=f"{name}/x.yaml")]), "markdown", Style())
    )
    shown = page.cells[2].replace("\u200d", "")

    assert page.tags == OURS
    assert page.attributes == []
    assert len(page.cells) == 4
    assert REFERENCE.findall(page.text) == []
    assert shown.replace("`", "") == one_line(message).replace("`", "")


def test_long_message_keeps_what_to_do() -> None:
    """Its middle is left out, and a value that is cut there is still one."""
    action = "make the change in version 2: `meshwright new version a/b/c@1 --changed-since main`"
    message = f"`{'x' * 400}` removed, which requires a major version; {action}"
    page = Page(render(report([diagnostic(1, Severity.ERROR, message)]), "markdown", Style()))
    shown = page.cells[2].replace("\u200d", "")
    assert shown.startswith("xxx")
    assert shown.endswith(f"xx…; {action.replace('`', '')}")
    assert len(shown) <= 300


def test_a_row_says_how_bad_where_what_and_which_rule() -> None:
    """Values are code; what sums up stands first."""
    told = replace(diagnostic(3, Severity.ERROR, "unknown team `x y`", path="a/b.yaml"), rule="unknown-team")

    assert render(report([told, replace(told, is_suppressed=True)]), "markdown", Style()) == (
        "**1 error in 3 documents: 1 product, 1 contract, 1,234 fields (1 suppressed)**\n"
        "\n"
        "| severity | where | what | rule |\n"
        "| --- | --- | --- | --- |\n"
        "| error | <code>a/b.yaml</code>:3 | unknown team <code>x y</code> | <code>unknown-team</code> |\n"
    )


def test_a_clean_report_is_a_sentence() -> None:
    """There is no empty table."""
    assert render(report([]), "markdown", Style()) == (
        "**all clear in 3 documents: 1 product, 1 contract, 1,234 fields**\n"
    )


def test_a_rule_that_could_not_look_is_told() -> None:
    """Above the table."""
    assert "<code>sample-violates-contract</code> was skipped: " in render(menagerie(), "markdown", Style())


@pytest.mark.parametrize("message", ["short", "@" * 1_000, "`" * 1_000])
def test_it_fits_into_a_comment_and_says_how_many_are_left(message: str) -> None:
    """At most a hundred rows, fewer where they are long; with the style's word, all of them."""
    shown = report([diagnostic(number, Severity.ERROR, f"{number} {message}") for number in range(1, 301)])
    text = render(shown, "markdown", Style())
    rows = text.count("\n| error")

    assert len(text) < 65_536
    assert 1 <= rows <= 100
    assert text.endswith(f"\n\n… and {300 - rows} more\n")
    assert render(shown, "markdown", Style(shows_all=True)).count("\n| error") == 300
