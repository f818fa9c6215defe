"""The site's text sizes, its colours, and the symbols of domains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import meshwright.catalog
from meshwright.catalog.signs import COLOURS, signs
from meshwright.catalog.signs import DARK as SVG_DARK
from meshwright.catalog.signs import LIGHT as SVG_LIGHT

STYLES = sorted((Path(meshwright.catalog.__file__).parent / "assets/css").glob("*.css"))
ROOT_SIZE = 20
"""Pixels of a `rem` in the theme."""
CATALOG = next(each for each in STYLES if each.name == "catalog.css").read_text()
LIGHT, DARK = CATALOG.split('[data-md-color-scheme="slate"]')[:2]
INK = ("good", "fair", "poor", "accent", "text", "muted")


def colours(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme by their names."""
    return dict(re.findall(r"--mw-([a-z0-9-]+): (#[0-9a-f]{6});", scheme.split("\n}", maxsplit=1)[0]))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG defines it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_has_five_sizes_of_at_least_13_pixels() -> None:
    """The style sheets name them; diagrams, which do not grow with the window, have the smallest in pixels."""
    sizes = dict(re.findall(r"--mw-size-([a-z]+): ([0-9.]+)rem;", CATALOG))
    named = {f"var(--mw-size-{name})" for name in sizes}
    used = {
        size
        for file in STYLES
        for size in re.findall(r"font-size: ([^;}]+)", file.read_text())
        if size not in ("inherit", "74%")  # the latter is that of paper, which all others follow
    }

    assert len(sizes) == 5
    assert min(float(each) * ROOT_SIZE for each in sizes.values()) >= 13
    assert used <= named | {"13px"}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_each_colour_is_legible(scheme: str) -> None:
    """On the surface, the raised surface, and its own soft background; a symbol's letters have the surface's colour."""
    known = colours(scheme)
    domains = [known[f"domain-{number}"] for number in range(COLOURS)]
    grounds = [known["surface"], known["raised"]]

    assert domains == (SVG_DARK if scheme is DARK else SVG_LIGHT)
    assert len(set(domains)) == COLOURS
    assert min(contrast(each, ground) for each in domains for ground in grounds) >= 4.5
    assert min(contrast(known[each], ground) for each in INK for ground in grounds) >= 4.5
    assert min(contrast(known[each], known[f"{each}-soft"]) for each in INK[:4]) >= 4.5


def test_symbol_is_derived_from_the_title() -> None:
    """Initials first, then other letters that no domain has yet; one character in a script without capitals."""
    found = signs(
        {
            "a": "Artist payments",
            "b": "Audio player",
            "c": "Player",
            "d": "音乐",
            "e": "!?",
            "f": "",
            "g": "Line 12",
        }
    )

    assert [each.letters for each in found.values()] == ["AP", "AU", "Pl", "音", "?", "F", "12"]


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=30))
def test_symbol_is_short_and_its_colour_is_known(titles: dict[str, str]) -> None:
    """Whatever the names of the domains; as long as colours suffice, no two share one."""
    found = signs(titles)

    assert found.keys() == titles.keys()
    assert all(1 <= len(each.letters) <= 4 and 0 <= each.colour < COLOURS for each in found.values())
    assert len({each.colour for each in found.values()}) == len(found) or len(found) > COLOURS
