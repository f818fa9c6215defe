from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode, distinct
from meshwright.catalog.diagrams.domains import domains, ranks

SVG = "{http://www.w3.org/2000/svg}"
KEYS = st.sampled_from("abcdefgh")
EDGES = st.lists(st.builds(DiagramEdge, KEYS, KEYS, weight=st.integers(1, 30)), max_size=30)


def keys_of(edges: list[DiagramEdge]) -> list[str]:
    return sorted({key for edge in edges for key in (edge.source, edge.target)})


@given(EDGES, st.randoms(use_true_random=False))
def test_edges_lead_right_except_one_per_cycle(edges: list[DiagramEdge], chance: object) -> None:
    """An edge that leads back or is left out closes a cycle with edges that weigh at least as much."""
    flows = distinct(edges)
    columns = ranks(keys_of(flows), flows)
    onward = [edge for edge in flows if columns[edge.source] < columns[edge.target]]
    for edge in flows:
        if edge not in onward:
            reached = {edge.target}
            for _ in flows:
                reached |= {
                    each.target for each in onward if each.source in reached and each.weight >= edge.weight
                }
            assert edge.source in reached
    shuffled = keys_of(flows)
    chance.shuffle(shuffled)
    chance.shuffle(flows)

    assert ranks(shuffled, flows) == columns


def test_lightest_edge_of_a_cycle_leads_back() -> None:
    """And a domain without inputs is next to the one that it feeds."""
    flows = [
        DiagramEdge("a", "b", weight=5),
        DiagramEdge("b", "c", weight=9),
        DiagramEdge("c", "a"),
        DiagramEdge("late", "c"),
    ]

    assert ranks(keys_of(flows), flows) == {"a": 0, "b": 1, "c": 2, "late": 1}


@given(EDGES)
def test_every_domain_is_drawn(edges: list[DiagramEdge]) -> None:
    """Connected or not, each is in the diagram once, inside of it and apart from the others."""
    nodes = [DiagramNode(key, key.upper(), f"{key} products" * 3) for key in "abcdefghijklmnop"]
    diagram = domains("p", "Domains", nodes, edges)
    found = ET.fromstring(diagram.svg)
    boxes = [
        tuple(int(rect.attrib[side]) for side in ("x", "y", "width", "height"))
        for rect in found.iter(f"{SVG}rect")
    ]

    assert sorted(group.findtext(f"{SVG}text") or "" for group in found.findall(f"{SVG}g")[1:]) == list(
        "ABCDEFGHIJKLMNOP"
    )
    for number, (x, y, wide, high) in enumerate(boxes):
        assert 0 <= x <= diagram.width - wide
        assert 0 <= y <= diagram.height - high
        assert all(
            x >= left + across or left >= x + wide or y >= top + down or top >= y + high
            for left, top, across, down in boxes[:number]
        )


def test_heavy_edge_is_thick_and_has_a_tooltip() -> None:
    """The thickness is a class, the count appears on hovering."""
    nodes = [DiagramNode("a", "A"), DiagramNode("b", "B")]
    svg = domains("p", "Domains", nodes, [DiagramEdge("a", "b", "20 inputs", weight=20)]).svg

    assert '<path class="mw-edge mw-edge-4"' in svg
    assert "<title>20 inputs</title>" in svg


def test_mesh_without_domains_is_an_empty_diagram() -> None:
    assert ET.fromstring(domains("p", "Domains", [], []).svg).findtext(f"{SVG}title") == "Domains"
