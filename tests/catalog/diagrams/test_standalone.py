from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

import meshwright
from meshwright.catalog.diagrams.badge import badge
from meshwright.catalog.diagrams.diagram import DiagramNode
from meshwright.catalog.diagrams.domains import domains
from meshwright.catalog.diagrams.standalone import standalone

SVG = "{http://www.w3.org/2000/svg}"
STYLE_SHEET = (Path(meshwright.__file__).parent / "catalog/assets/css/diagrams.css").read_text()


def test_standalone_file_defines_every_colour() -> None:
    """The style sheet is included, and each variable in it is defined for light and dark mode."""
    text = standalone(domains("p", "Domains", [DiagramNode("a", "A")], []), STYLE_SHEET)
    style = ET.fromstring(text).findtext(f"{SVG}style") or ""
    used = {part.partition(")")[0].partition(",")[0] for part in style.split("var(")[1:]} - {"--mw-font"}
    light, dark = style.split("@media (prefers-color-scheme:dark)")

    assert ".mw-node rect" in style
    assert "/*" not in style
    for name in used:
        assert f"{name}:" in light
        assert f"{name}:" in dark


@given(st.text(), st.text())
def test_badge_is_self_contained(label: str, value: str) -> None:
    """It is an SVG of two texts that needs nothing from outside."""
    found = ET.fromstring(badge(label, value, "fair"))

    assert [element.tag.removeprefix(SVG) for element in found] == ["title", "clipPath", "g", "g"]
    assert len(found.findall(f".//{SVG}text")) == 2
    assert "var(" not in badge(label, value)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_badges_are_legible() -> None:
    """White text has a contrast of 4.5 on each colour."""
    for tone in ("good", "fair", "poor", "plain"):
        _, _, *fills = (part.partition('"')[0] for part in badge("a", "b", tone).split('fill="'))
        for colour in fills[:1]:
            assert 1.05 / (luminance(colour) + 0.05) >= 4.5
