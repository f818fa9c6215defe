"""The big list of naughty strings, as names and texts of a mesh: read exactly or reported, never a crash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corpora import naughty_strings
from mesh_of import PLACES, report_on, scaffold
from meshwright.report.formats import FORMATS, Style, render
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    """Return the strings."""
    return naughty_strings()


def test_quoted_string_is_read_exactly(naughty: list[str]) -> None:
    """JSON's quotes are also YAML's: all characters that YAML permits are kept."""
    for text in naughty:
        tree = parse(f"a: {json.dumps(text)}\n")

        assert [document.value for document in tree.documents] == [{"a": text}] or tree.problems


def test_bare_string_is_read_or_refused(naughty: list[str]) -> None:
    """Without quotes, most are text and the others are reported."""
    for text in naughty:
        tree = parse(f"a: {text}\n")

        assert tree.documents or tree.problems


def test_naughty_names_are_rendered_in_every_format(naughty: list[str], tmp_path: Path) -> None:
    """Each as the team, the domain and a field of a separate product; no format raises."""
    files = scaffold()
    product = files[PLACES["product"]].decode().partition("outputPorts:")[0]
    for number, text in enumerate(naughty):
        quoted = json.dumps(text)
        one = product.replace("id: play-events", f"id: p{number}").replace(
            "domain: player", f"domain: {quoted}"
        )
        files[f"products/n/p{number}.odps.yaml"] = one.replace("player-squad", quoted).encode()

    report = report_on(tmp_path, files)

    assert not [each for each in report.diagnostics if each.rule == "rule-failed"]
    assert len(report.diagnostics) > len(naughty)
    for name in FORMATS:
        assert render(report, name, Style())
