from __future__ import annotations

from xml.etree import ElementTree as ET

from meshwright.catalog.diagrams.diagram import DiagramEdge
from meshwright.catalog.diagrams.tiles import Dot, Tile, map_data, tiles

SVG = "{http://www.w3.org/2000/svg}"


def dot(key: str, *facets: str) -> Dot:
    return Dot(key, key.partition("/")[2], f"../products/{key}/index.html", "good", facets)


def large(count: int) -> list[Tile]:
    """Return a mesh of so many products in forty domains, named as products are."""
    names = [
        [f"domain-{number:02}/listening-{each:05}" for each in range(number, count, 40)]
        for number in range(40)
    ]
    return [
        Tile(f"Domain {number}", f"../domains/domain-{number:02}/index.html", tuple(map(dot, found)))
        for number, found in enumerate(names)
    ]


def test_every_product_is_a_link_with_its_name() -> None:
    """A dot is a link that works without the script; a domain that has no page is a word."""
    found = ET.fromstring(
        tiles("m", "Map", [Tile("Player", None, (dot("player/plays"),))], [("good", "no errors")]).svg
    )
    (link,) = found.iter(f"{SVG}a")

    assert link.attrib == {"href": "../products/player/plays/index.html", "class": "good"}
    assert link.findtext(f"{SVG}title") == "plays"
    assert [text.text for text in found.iter(f"{SVG}text")] == ["no errors", "Player", "1"]


def test_dots_and_tiles_are_apart() -> None:
    """At every density no dot lies on another, and all are inside of their tiles and the diagram."""
    for count in (3, 400, 2_000, 4_000):
        diagram = tiles("m", "Map", large(count))
        seen = set()
        for tile in ET.fromstring(diagram.svg).findall(f"{SVG}g[@class='mw-tile']"):
            left, top, wide, high = (
                int(tile.find(f"{SVG}rect").attrib[side]) for side in ("x", "y", "width", "height")
            )
            assert 0 <= left <= diagram.width - wide
            assert 0 <= top <= diagram.height - high
            for circle in tile.iter(f"{SVG}circle"):
                x, y = int(circle.attrib["cx"]), int(circle.attrib["cy"])
                seen.add((x, y))
                assert left + 5 < x < left + wide - 5
                assert top + 25 < y < top + high - 5

        assert len(seen) == count


def test_the_data_number_products_as_they_are_drawn() -> None:
    """By domain, then by product, whatever the order they are given in."""
    domains = [
        Tile("Player", None, (dot("player/plays", "active", "one"), dot("player/clicks", "draft", ""))),
        Tile("Labels", None, (dot("labels/artists", "active", "two"),)),
    ]
    edges = [DiagramEdge("player/clicks", "player/plays"), DiagramEdge("labels/artists", "player/plays")]
    data = map_data(domains, edges, ["Status", "Team"])

    assert data == {
        "facets": [
            {"name": "Status", "values": ["active", "draft"], "of": [0, 1, 0]},
            {"name": "Team", "values": ["one", "two"], "of": [1, -1, 0]},
        ],
        "feeds": [[2], [2], []],
    }
    assert map_data(domains[::-1], edges[::-1], ["Status", "Team"]) == data
    assert tiles("m", "Map", domains[::-1]) == tiles("m", "Map", domains)


def test_ten_thousand_products_fit_in_a_page() -> None:
    """The map stays below 1.4 MB."""
    assert len(tiles("m", "Map", large(10_000)).svg) < 1_400_000
