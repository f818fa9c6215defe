"""The accent colour that a repository may state."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from test_appearance import CATALOG, DARK, LIGHT, colours

from meshwright.catalog import accent
from meshwright.catalog.accent import accent_style, contrast, legible

ENDS = {accent.LIGHT: "#000000", accent.DARK: "#ffffff"}
hexadecimal = st.integers(min_value=0, max_value=0xFFFFFF).map("#{:06x}".format)


@given(hexadecimal)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#777777")
def test_accent_is_legible_on_every_background(colour: str) -> None:
    for grounds, end in ENDS.items():
        found, soft = legible(colour, grounds, end)
        assert min(contrast(found, each) for each in (*grounds, soft)) >= 4.5


@pytest.mark.parametrize("colour", ["#0b6668", "#7a1fa2"])
def test_legible_accent_is_unchanged(colour: str) -> None:
    assert legible(colour, accent.LIGHT, "#000000")[0] == colour


def test_backgrounds_are_those_of_the_style_sheet() -> None:
    for scheme, grounds in ((LIGHT, accent.LIGHT), (DARK, accent.DARK)):
        known = colours(scheme)
        assert (known["surface"], known["raised"]) == grounds


def test_style_sets_every_colour_derived_from_the_accent() -> None:
    """Each colour that is the accent in the style sheet, in both schemes."""
    for scheme, rules in zip((LIGHT, DARK), accent_style("#7a1fa2").splitlines(), strict=True):
        known = colours(scheme)["accent"]
        named = set(re.findall(rf"(--[a-z-]+): {known}(?:1a)?;", scheme.split("\n}", maxsplit=1)[0]))
        assert named <= set(re.findall(r"(--[a-z-]+):", rules))
        assert len(named) >= 3


def test_code_is_legible() -> None:
    for scheme in (LIGHT, DARK):
        known = colours(scheme)
        inks = [known[f"code-{name}"] for name in ("key", "text", "number", "note")]
        assert min(contrast(each, known["code-ground"]) for each in inks) >= 4.5
    assert CATALOG.count("::highlight(mw-") == 4
