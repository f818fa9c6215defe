"""YAML that is written says what was meant, to readers of YAML 1.1 and 1.2."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from meshwright.source.tree import parse
from meshwright.source.yaml_writer import yaml_text

AWKWARD = (
    "no", "on", "Y", "012", "0E0", "0o17", "1e3", "0x1F", "1:30", "~", "", "<<", "=", "- a", "a: b", "a #b", "null",
    "::error::x", "x\n::error", "##[error]", "\n", "a\n\n", "a\n b\n", " a\nb", "a \nb", "a\tb\n", "2020-01-01", "#x",
    "\ufeff", "\x85", "a\u2028b", "a\u202eb", "\x1b[0m", "!x", "&a", "*a", "%a", "@a", "`a", "---", "...", "? a", "a\r\nb",
)  # fmt: skip
TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20) | st.sampled_from(AWKWARD)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_written_is_read_as_it_was(value) -> None:
    """By our reader without any problem, and by one of YAML 1.1."""
    text = yaml_text(value)
    tree = parse(text)

    assert (tree.documents[0].value, tree.problems, tree.is_whole) == (value, (), True)
    assert yaml.safe_load(text) == value


@pytest.mark.parametrize("text", AWKWARD)
def test_nothing_written_deceives_or_is_obeyed(text: str) -> None:
    """Not by a terminal, and not by the runner of a pipeline."""
    written = yaml_text({"a": text, text: [text]})

    assert not re.search(r"(?m)^\s*::|##\[|[\u202a-\u202e\u2028\x85\x1b\ufeff]", written)


def test_several_lines_are_a_block_and_lists_are_indented() -> None:
    """As people write them."""
    assert (
        yaml_text({"a": {"b": ["one\ntwo\n", "x"]}}) == "a:\n  b:\n    - |\n      one\n      two\n    - x\n"
    )
