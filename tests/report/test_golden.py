"""One report with everything, in every format, as golden files."""

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
def test_report_with_everything_is_unchanged(name: str, golden) -> None:
    """Every kind of diagnostic, in every format; a rule's page is checked by its own tests."""
    text = render(menagerie(), name, Style())
    if name == "sarif":
        text = text.replace(f'"{__version__}"', '"VERSION"')
        text = re.sub(r'("(?:text|markdown)": "# [a-z-]+)\\n.*"', r'\1…"', text)

    golden(text, f"golden/menagerie.{ENDINGS[name]}")


@pytest.mark.parametrize("name", FORMATS)
def test_same_report_produces_the_same_bytes(name: str) -> None:
    """It ends with one line end."""
    text = render(menagerie(), name, Style())

    assert text == render(menagerie(), name, Style())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
