"""Written YAML keeps its meaning for parsers of YAML 1.1 and 1.2."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from meshwright.source.tree import parse
from meshwright.source.yaml_writer import block, scalar, without_empty, yaml_text

AWKWARD = (
    "no", "on", "Y", "012", "0E0", "0o17", "1e3", "0x1F", "1:30", "~", "", "<<", "=", "- a", "a: b", "a #b", "null",
    "::error::x", "x\n::error", "##[error]", "\n", "a\n\n", "a\n b\n", " a\nb", "a \nb", "a\tb\n", "2020-01-01", "#x",
    "\ufeff", "\x85", "a\u2028b", "a\u202eb", "\x1b[0m", "!x", "&a", "*a", "%a", "@a", "`a", "---", "...", "? a", "a\r\nb",
)  # fmt: skip
WORDS = st.lists(st.text("ab#:,-'\"é{}[]&*!|>%@`0.", min_size=1, max_size=12), min_size=1, max_size=40).map(
    " ".join
)
LINES = st.lists(st.text("ab :#-[]|>\t", max_size=6), max_size=6).map("\n".join)
TEXTS = (
    st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20)
    | st.sampled_from(AWKWARD)
    | WORDS
    | LINES
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_written_yaml_is_read_back(value) -> None:
    """By our reader without any problem, and by one of YAML 1.1."""
    text = yaml_text(value)
    tree = parse(text)

    assert (tree.documents[0].value, tree.problems, tree.is_whole) == (value, (), True)
    assert yaml.safe_load(text) == value


@pytest.mark.parametrize("text", [*AWKWARD, f"{'word ' * 30}::error::x", f"{'word ' * 30}##[error]"])
def test_written_yaml_has_no_hidden_or_active_characters(text: str) -> None:
    """Neither for a terminal nor for the runner of a pipeline."""
    written = yaml_text({"a": text, text: [text]})

    assert not re.search(r"(?m)^\s*::|##\[|[\u202a-\u202e\u2028\x85\x1b\ufeff]", written)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("play-events", "play-events"),
        ("1.0.0", '"1.0.0"'),
        ("2027-06-30", '"2027-06-30"'),
        ("no", '"no"'),
        ("#shelf", '"#shelf"'),
        ("What is sold, at which price.", "What is sold, at which price."),
        ("a: b", '"a: b"'),
        ("-", '"-"'),
        (True, "true"),
        (26, "26"),
        (1e22, "1.0e+22"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
        (None, "null"),
    ],
)
def test_scalars_look_like_hand_written_ones(value: object, text: str) -> None:
    """Plain if that is safe, and versions and dates in quotes."""
    assert scalar(value) == text


def test_multi_line_texts_are_blocks_and_lists_are_indented() -> None:
    """As people write them."""
    assert (
        yaml_text({"a": {"b": ["one\ntwo\n", "x"]}}) == "a:\n  b:\n    - |\n      one\n      two\n    - x\n"
    )
    assert yaml_text({"a": "one\n\n two", "b": [[], {}, [1]]}) == (
        "a: |-\n  one\n\n   two\nb:\n  - []\n  - {}\n  -\n    - 1\n"
    )


def test_long_texts_are_folded() -> None:
    """At spaces, so that the same text is read back."""
    words = "Every article that the shops sell or have sold, " * 3

    assert yaml_text({"e": words.strip()}) == (
        "e: >-\n"
        "  Every article that the shops sell or have sold, Every article that the shops sell or have sold,\n"
        "  Every article that the shops sell or have sold,\n"
    )


def test_long_keys_are_keys() -> None:
    """A parser of YAML 1.1 searches the colon of a key only so far."""
    values = {"k" * 2000: {"a b" * 500: [1], "x" * 1500: "y"}}

    assert yaml.safe_load(yaml_text(values)) == values
    assert yaml.safe_load(yaml_text({"l": [values]})) == {"l": [values]}


def test_empty_values_can_be_omitted() -> None:
    """A key without a value, and a mapping with only such keys; not false and zero."""
    values = {"a": "", "b": {"c": None, "d": []}, "f": [{"g": 0, "h": ""}, "x", ""], "i": False}

    assert without_empty(values) == {"f": [{"g": 0}, "x", ""], "i": False}
    assert block(without_empty({"a": {}})) == "{}"
