from __future__ import annotations

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode, distinct
from meshwright.catalog.diagrams.folding import MORE, MOST_IN_A_COLUMN, folded
from meshwright.catalog.diagrams.layered import Layout, layered
from meshwright.catalog.diagrams.neighbourhood import flows, neighbourhood

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = 'a"]; <script>&\x00\x1b\u202e\ud800\n\'}} click n0 "javascript:alert(1)" \ufffe'


def graphs(most: int = 30) -> st.SearchStrategy[tuple[list[DiagramNode], list[DiagramEdge]]]:
    """Generate nodes in columns, and edges of all kinds between them."""

    def edges(columns: list[int]) -> st.SearchStrategy[tuple[list[DiagramNode], list[DiagramEdge]]]:
        nodes = [
            DiagramNode(f"n{number}", f"Node {number}", "x" * (number % 2), column=column)
            for number, column in enumerate(columns)
        ]
        keys = st.sampled_from([node.key for node in nodes])
        return st.lists(st.builds(DiagramEdge, keys, keys), max_size=60).map(lambda each: (nodes, each))

    return st.lists(st.integers(-2, 2), min_size=1, max_size=most).flatmap(edges)


def laid(nodes: list[DiagramNode], edges: list[DiagramEdge]) -> Layout:
    return layered(*folded(nodes, edges, MOST_IN_A_COLUMN, {}))


@given(graphs())
def test_boxes_never_overlap_and_stay_inside(graph: tuple[list[DiagramNode], list[DiagramEdge]]) -> None:
    """Between any two boxes there is space, and none is outside of the diagram."""
    layout = laid(*graph)

    for number, box in enumerate(layout.boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= layout.width
        assert box.y + box.height <= layout.height
        for other in layout.boxes[:number]:
            aside = box.x >= other.x + other.width or other.x >= box.x + box.width
            assert aside or box.y >= other.y + other.height or other.y >= box.y + box.height


@given(graphs(), st.randoms(use_true_random=False))
def test_order_does_not_matter(graph: tuple[list[DiagramNode], list[DiagramEdge]], chance: object) -> None:
    """The same graph is the same diagram, in any order."""
    nodes, edges = graph
    before = laid(nodes, edges)
    nodes, edges = list(nodes), list(edges)
    chance.shuffle(nodes)
    chance.shuffle(edges)

    assert laid(nodes, edges) == before


@given(graphs(60))
def test_every_node_is_drawn_or_counted(graph: tuple[list[DiagramNode], list[DiagramEdge]]) -> None:
    """Columns have at most twelve, and state how many more there are."""
    nodes, edges = graph
    shown, _ = folded(nodes, edges, MOST_IN_A_COLUMN, {})
    counted = sum(int(node.label.split()[1]) for node in shown if node.kind == MORE)

    assert len([node for node in shown if node.kind != MORE]) + counted == len(nodes)
    assert all(
        sum(node.column == column and node.kind != MORE for node in shown) <= MOST_IN_A_COLUMN
        for column in range(-2, 3)
    )


@given(graphs())
def test_lines_end_at_their_boxes(graph: tuple[list[DiagramNode], list[DiagramEdge]]) -> None:
    """Each line starts at the side of its source and ends at the side of its target."""
    nodes, edges = graph
    layout = layered(nodes, distinct(edges))
    boxes = {box.node.key: box for box in layout.boxes}

    assert len(layout.ways) == len(distinct(edges))
    for way in layout.ways:
        for key, (x, y) in ((way.edge.source, way.points[0]), (way.edge.target, way.points[-1])):
            box = boxes[key]
            assert x in (box.x, box.x + box.width)
            assert box.y <= y <= box.y + box.height


def surroundings(centre: str, *steps: tuple[str, str], hops: int = 1) -> dict[str, str]:
    """Return the text and the kind of each drawn node."""
    keys = {centre, *(key for step in steps for key in step)}
    nodes = {key: DiagramNode(key, key, href=f"{key}.html") for key in keys}
    diagram = neighbourhood(
        "p", "around", centre, nodes, flows(DiagramEdge(*step) for step in steps), hops=hops
    )
    links = ET.fromstring(diagram.svg).findall(f"{SVG}a")
    return {link.findtext(f"{SVG}text"): link.attrib["class"].rpartition("-")[2] for link in links}


def test_one_hop_shows_direct_neighbours() -> None:
    """Further products are left out, and two hops show them."""
    steps = (("a", "b"), ("b", "self"), ("self", "c"), ("c", "d"))

    assert surroundings("self", *steps) == {"b": "node", "self": "self", "c": "node"}
    assert surroundings("self", *steps, hops=2) == {
        "a": "node",
        "b": "node",
        "self": "self",
        "c": "node",
        "d": "node",
    }


def test_cycle_is_drawn_once() -> None:
    """A product that both feeds another and is fed by it is on one side, with a line each way."""
    assert surroundings("self", ("a", "self"), ("self", "a")) == {"a": "node", "self": "self"}


def test_hostile_text_stays_text() -> None:
    """Whatever the name of a product, the diagram has only our elements, and Mermaid only our ids."""
    nodes = {key: DiagramNode(key, f"{HOSTILE}{key}", HOSTILE, HOSTILE, title=HOSTILE) for key in ("a", "b")}
    diagram = neighbourhood("p", HOSTILE, "a", nodes, flows([DiagramEdge("a", "b", HOSTILE)]))
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(diagram.svg).iter()}

    assert tags == {"svg", "title", "g", "path", "a", "rect", "text"}
    assert len(diagram.mermaid.splitlines()) == 6
    assert "<" not in diagram.mermaid
    assert diagram.mermaid.count('"') == 6


def test_html_and_xml_parsers_agree_on_the_diagram() -> None:
    """The same elements in the same order, so no text breaks out of the diagram."""
    nodes = {key: DiagramNode(key, HOSTILE, title=HOSTILE) for key in ("a", "b")}
    svg = neighbourhood("p", HOSTILE, "a", nodes, flows([DiagramEdge("a", "b")])).svg
    seen: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            del attrs
            seen.append(tag)

    Tags().feed(svg)

    assert seen == [element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()]


def test_the_rest_of_a_column_is_drawn_below_it() -> None:
    """It is in the column of the nodes that it represents, and their lines end at it."""
    nodes = [DiagramNode("self", "self"), *(DiagramNode(f"n{at}", f"n{at}", column=1) for at in range(13))]
    shown, edges = folded(nodes, [DiagramEdge("self", node.key) for node in nodes[1:]], 12, {1: "#feeds"})
    rest = next(node for node in shown if node.kind == MORE)

    assert (rest.label, rest.column, rest.colour, rest.href) == ("and 1 more", 1, None, "#feeds")
    assert [edge.source for edge in edges if edge.target == rest.key] == ["self"]
