"""Values written as YAML: every reader gets them back."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from meshwright.workspace.authoring.yaml_text import document, scalar

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)
WORDS = st.lists(st.text("ab#:,-'\"é{}[]&*!|>%@`0.", min_size=1, max_size=12), min_size=1, max_size=40).map(
    " ".join
)
SCALARS = st.one_of(
    TEXT, WORDS, st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(TEXT, inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


def read(text: str) -> object:
    """Return what the safe loader of another library reads, which knows YAML 1.1."""
    return yaml.safe_load(text)


@given(st.dictionaries(TEXT, VALUES, min_size=1, max_size=5))
def test_every_value_is_read_back(values: dict[str, object]) -> None:
    """Whatever is in it: keys and texts that mean something in YAML, long ones, nested lists."""
    assert read(document(values)) == values


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
    ],
)
def test_texts_look_as_people_write_them(value: object, text: str) -> None:
    """Plain where that is safe, and versions and dates in quotes."""
    assert scalar(value) == text


def test_long_texts_are_folded_and_empty_values_left_out() -> None:
    """A key without a value says nothing, and neither does a mapping of only such keys."""
    words = "Every article that the shops sell or have sold, " * 3

    assert document(
        {"a": "", "b": {"c": None, "d": []}, "e": words.strip(), "f": [{"g": 1, "h": ""}, "x"]}
    ) == (
        "e: >-\n"
        "  Every article that the shops sell or have sold, Every article that the shops sell or have sold,\n"
        "  Every article that the shops sell or have sold,\n"
        "f:\n"
        "  - g: 1\n"
        "  - x\n"
    )
