"""Hostile names in every format: shown, without effect."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from menagerie import HOSTILE, NAMES
from runner import commands

from mesh_of import PLACES, report_on, scaffold
from meshwright.report.formats import FORMATS, Style, render
from meshwright.report.terminal import one_line, printable

if TYPE_CHECKING:
    from meshwright.rulekit.diagnostic import Report


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Check a mesh in which every team has a hostile name."""
    files = scaffold()
    text = files[PLACES["product"]].decode()
    for number, name in enumerate(HOSTILE):
        product = text.replace("id: play-events", f"id: p{number}").replace(
            "name: play-events", f"name: p{number}"
        )
        product = product.replace("name: player-squad", f'name: "{name}"').partition("outputPorts:")[0]
        files[f"products/x{number}/::error::{number}.odps.yaml"] = product.encode()
    return report_on(tmp_path_factory.mktemp("mesh"), files)


def test_hostile_names_are_reported(report: Report) -> None:
    """Each is an unregistered team."""
    assert sum(each.rule == "unknown-team" for each in report.diagnostics) >= len(HOSTILE) - 1


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("is_coloured", [False, True])
def test_no_format_contains_commands_for_programs(name: str, is_coloured: bool, report: Report) -> None:
    """No escape sequence but our own colours, no control or bidirectional character, no runner's command."""
    text = render(report, name, Style(is_coloured=is_coloured, shows_all=True))
    plain = re.sub("\x1b\\[[0-9;]*m", "", text) if name == "text" else text

    assert [each for each in plain if each != "\n" and not each.isprintable()] == []
    assert "##vso[" not in plain
    if name != "github":
        assert commands(plain) == []
        assert "##[" not in plain
        assert re.search(r"(?m)^\s*::", plain) is None


def test_runner_sees_one_command_per_diagnostic_and_reads_its_message(report: Report) -> None:
    """No text of a file is a command or a property."""
    seen = commands(render(report, "github", Style()))
    messages = {one_line(each.message) for each in report.diagnostics}

    assert {each.name for each in seen} <= {"error", "warning", "notice"}
    assert all(
        each.properties.keys() <= {"file", "line", "endLine", "col", "endColumn", "title"} for each in seen
    )
    assert {each.data.split("\n")[0] for each in seen[:-1]} <= messages


def test_json_keeps_every_character(report: Report) -> None:
    """Characters that are escaped elsewhere are unchanged for programs."""
    messages = [each["message"] for each in json.loads(render(report, "json", Style()))["diagnostics"]]

    assert [name for name in NAMES if not any(name in message for message in messages)] == []


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
def test_printable_characters_are_unchanged(text: str, shown: str) -> None:
    """Only active ones are escaped."""
    assert printable(text) == shown
