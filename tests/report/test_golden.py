"""One menagerie, written in every format and kept."""

from __future__ import annotations

import re

import pytest
from menagerie import menagerie

from meshwright import __version__
from meshwright.report.formats import FORMATS, Style, render

ENDINGS = {
    "text": "txt",
    "json": "json",
    "github": "github.txt",
    "sarif": "sarif",
    "gitlab": "gitlab.json",
    "junit": "xml",
    "markdown": "md",
    "teams": "teams.md",
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_menagerie_is_written_as_it_was(name: str, golden) -> None:
    """Every kind of diagnostic, in every format; a rule's page is kept by its own tests."""
    text = render(menagerie(), name, Style())
    if name == "sarif":
        text = text.replace(f'"{__version__}"', '"VERSION"')
        text = re.sub(r'("(?:text|markdown)": "# [a-z-]+)\\n.*"', r'\1…"', text)

    golden(text, f"golden/menagerie.{ENDINGS[name]}")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    """What is equal is written equally, and ends with one line end."""
    text = render(menagerie(), name, Style())

    assert text == render(menagerie(), name, Style())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
