"""A string written as YAML is read as this string by every parser."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import within
from meshwright.source.scalars import written
from meshwright.source.tree import parse


@pytest.mark.parametrize(
    "text", ["player-squad", "play-events.daily", "1.0.0", "v3.2.0", "Mei Tanaka", "a/b", "1st", "_x"]
)
def test_names_stay_plain(text: str) -> None:
    """Quotes are used only if necessary."""
    assert written(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "no", "y", "null", "1", "1.0", "2026-11-22", "0x1", "1:30", "a: b", "a #b", "-", "- a", "#a", " a"],
)
def test_ambiguous_text_is_quoted(text: str) -> None:
    """In YAML 1.2 or in 1.1."""
    assert written(text) != text


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.one_of(st.text(max_size=10), st.from_regex(r"[-0-9a-zA-Z_.:+~ ]{1,8}", fullmatch=True)))
def test_every_parser_reads_the_same_string(text: str) -> None:
    """Ours, and PyYAML, which reads YAML 1.1."""
    document = f"key: {written(text)}\n"

    tree = parse(document)
    assert tree.documents[0].value == {"key": text}
    assert yaml.safe_load(document) == {"key": text}


def test_long_text_is_written_in_linear_time() -> None:
    """Each of its words can be read in one way only, so that nothing is tried again."""
    with within(5):
        assert written("a" + " aaaaaaaa" * 2_000 + "!").startswith('"a ')
