from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from meshwright.catalog.diagrams.diagram import DiagramNode
from meshwright.catalog.diagrams.entity import Identifier, Mapping, entity
from meshwright.catalog.diagrams.svg import SMALL, TEXT, width

SVG = "{http://www.w3.org/2000/svg}"
MIDDLE = DiagramNode("global", "global artist id", "labels")


def identifiers(*mapped: tuple[Mapping, ...]) -> list[Identifier]:
    return [
        Identifier(DiagramNode(f"i{number}", f"identifier {number:02}", "a-domain"), mappings)
        for number, mappings in enumerate(mapped)
    ]


MAPPINGS = st.lists(st.builds(Mapping, st.text("abc é😀", max_size=80)), max_size=3).map(tuple)


@given(st.lists(MAPPINGS, max_size=14))
def test_texts_do_not_overlap(mapped: list[tuple[Mapping, ...]]) -> None:
    """Texts, with their estimated width, are apart and inside of the diagram."""
    diagram = entity("p", "Artist", MIDDLE, identifiers(*mapped))
    spans = []
    for text in ET.fromstring(diagram.svg).iter(f"{SVG}text"):
        kinds = text.attrib.get("class", "")
        wide = width(text.text or "", SMALL if "mw-sub" in kinds else TEXT)
        left = int(text.attrib["x"]) - (0 if "mw-start" in kinds else wide / 2)
        spans.append((left, left + wide, int(text.attrib["y"])))

    for number, (left, right, low) in enumerate(spans):
        assert left >= 0
        assert right <= diagram.width
        assert all(
            left >= end or start >= right or abs(low - other) >= TEXT for start, end, other in spans[:number]
        )


def test_each_identifier_shows_its_mapping() -> None:
    """The crosswalk is on the line and a link, further ones are counted, and unmapped identifiers are separate."""
    crosswalk = Mapping("labels/artist-identities", "crosswalk.html")
    diagram = entity(
        "p", "Artist", MIDDLE, identifiers((crosswalk, Mapping("by hand")), (Mapping("same values"),), ())
    )
    found = ET.fromstring(diagram.svg)
    texts = [text.text for text in found.iter(f"{SVG}text")]

    assert texts[-3:] == ["labels/artist-identities + 1", "same values", "no mapping yet"]
    assert [link.attrib["href"] for link in found.findall(f"{SVG}a")] == ["crosswalk.html"]
    assert diagram.mermaid == (
        "flowchart LR\n"
        '  n0["global artist id (labels)"]\n'
        '  n1["identifier 00 (a-domain)"]\n'
        '  n2["identifier 01 (a-domain)"]\n'
        '  n3["identifier 02 (a-domain)"]\n'
        '  n1 -->|"labels/artist-identities #43; 1"| n0\n'
        '  n2 -->|"same values"| n0\n'
        "  classDef self stroke-width:3px\n"
        "  class n0 self\n"
    )


def test_order_does_not_matter() -> None:
    """Identifiers are drawn by their names."""
    found = identifiers((Mapping("x"),), (), (Mapping("y"),))

    assert entity("p", "Artist", MIDDLE, found) == entity("p", "Artist", MIDDLE, found[::-1])
