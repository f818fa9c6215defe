"""Hostile names through every format: shown, never obeyed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, report_on, scaffold
from meshwright.report.formats import FORMATS, Style, render
from meshwright.report.terminal import printable

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Report

HOSTILE = (
    "\\x1b[31mred",
    "\\x1b]8;;https://evil.example\\x07link",
    "\\u202Egnp.exe",
    "\\u200Bplayer-squad",
    "x\\n::error file=a::true",
    "::set-output name=ok::true",
    "a ##[add-mask]secret",
    "a ##vso[task.setvariable]b",
    "%0A::error::",
    "@everyone `code` <script>alert(1)</script> [a](javascript:alert(1))",
    "\\r\\n::stop-commands::x",
    "\\0nul",
    "\\x7f\\x9b31m",
    "[bold]rich[/bold]",
    "\\uFEFFbom",
    "\\uFF46ullwidth 名前 👩‍👩‍👧",
)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Check a mesh in which every team has a hostile name."""
    files = scaffold()
    text = files[PLACES["product"]].decode()
    for number, name in enumerate(HOSTILE):
        product = text.replace("id: play-events", f"id: p{number}").replace(
            "name: play-events", f"name: p{number}"
        )
        product = product.replace("name: player-squad", f'name: "{name}"').partition("outputPorts:")[0]
        files[f"products/x{number}/::error::{number}.odps.yaml"] = product.encode()
    return report_on(tmp_path, files)


def test_the_menagerie_is_told(report: Report) -> None:
    """Each hostile name is a team that nobody registered."""
    assert sum(each.rule == "unknown-team" for each in report.diagnostics) >= len(HOSTILE) - 1


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("is_coloured", [False, True])
def test_no_format_passes_on_what_a_machine_would_obey(name: str, is_coloured: bool, report: Report) -> None:
    """No escape sequence but our own colours, no control or bidirectional character, no runner's command."""
    text = render(report, name, Style(is_coloured=is_coloured, shows_all=True))
    plain = re.sub("\x1b\\[[0-9;]*m", "", text) if name == "text" else text

    assert [
        character
        for character in plain
        if character != "\n" and not character.isprintable() and character != "\u200d"
    ] == []
    assert re.search(r"(?m)^\s*::", plain) is None
    if name == "text":
        assert "##[" not in plain
        assert "##vso[" not in plain


def test_json_keeps_every_character(report: Report) -> None:
    """What is shown escaped elsewhere is whole for programs."""
    messages = [each["message"] for each in json.loads(render(report, "json", Style()))["diagnostics"]]

    assert any("\x1b[31mred" in message for message in messages)
    assert any("\u202egnp.exe" in message for message in messages)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("::error::x", ":\\:error::x"),
        ("a ::b", "a ::b"),
        ("##[x]", "#\\#[x]"),
        ("a\tb", "a b"),
        ("na\xefve 名前", "na\xefve 名前"),
    ],
)
def test_what_is_printable_stays(text: str, shown: str) -> None:
    """Only what would be acted upon is written otherwise."""
    assert printable(text) == shown
