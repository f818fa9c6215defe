"""Markdown as rendered by GitHub, and as seen by the filters that follow."""

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
"""Patterns that GitHub and GitLab search in rendered text: mentions, issues, links, e-mail addresses, emoji, labels."""


class Page(HTMLParser):
    """A parser that collects tags with attributes, and cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.cells: list[str] = []
        self.text = ""
        self.feed(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a tag."""
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        """Record text."""
        self.text += data
        if self.cells:
            self.cells[-1] += data.rstrip("\n")


@pytest.mark.parametrize(
    "name", [*NAMES, "\\| x", "\\\\| x", "`` ` ``", "x`", "a|b", "<!--", "&lt;b&gt;", "{{x}}"]
)
def test_no_markup_of_a_contract_is_rendered(name: str) -> None:
    """The tags are ours, no reference remains, and the message reads as elsewhere."""
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


def test_long_message_keeps_its_remedy() -> None:
    """Its middle is omitted, and a truncated value is still in code."""
    action = "make the change in version 2: `meshwright new version a/b/c@1 --changed-since main`"
    message = f"`{'x' * 400}` removed, which requires a major version; {action}"
    page = Page(render(report([diagnostic(1, Severity.ERROR, message)]), "markdown", Style()))
    shown = page.cells[2].replace("\u200d", "")
    assert shown.startswith("xxx")
    assert shown.endswith(f"xx…; {action.replace('`', '')}")
    assert len(shown) <= 300


def test_row_has_severity_location_message_and_rule() -> None:
    """Values are code; the summary comes first."""
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


def test_skipped_rule_is_listed_above_the_table() -> None:
    assert "<code>sample-violates-contract</code> was skipped: " in render(menagerie(), "markdown", Style())


@pytest.mark.parametrize("message", ["short", "@" * 1_000, "`" * 1_000])
def test_markdown_fits_into_a_comment_and_counts_omitted_rows(message: str) -> None:
    """At most a hundred rows, fewer if they are long; all of them on request."""
    shown = report([diagnostic(number, Severity.ERROR, f"{number} {message}") for number in range(1, 301)])
    text = render(shown, "markdown", Style())
    rows = text.count("\n| error")

    assert len(text) < 65_536
    assert 1 <= rows <= 100
    assert text.endswith(f"\n\n… and {300 - rows} more\n")
    assert render(shown, "markdown", Style(shows_all=True)).count("\n| error") == 300
