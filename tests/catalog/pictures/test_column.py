from __future__ import annotations

from meshwright.catalog.pictures.column import Strand, column
from meshwright.catalog.pictures.neighbourhood import Lists
from meshwright.catalog.pictures.picture import Node


def test_a_column_stands_between_its_sources_and_what_is_made_of_it() -> None:
    """One that is both stands on both sides; more than twelve are counted and listed elsewhere."""
    this, both = Node("this", "artist_key"), Node("both", "artist_ref", "events/raw")
    consumers = [Strand(both), *(Strand(Node(f"c{number}", f"c{number:02}")) for number in range(12))]
    picture = column(
        "p",
        "artist_key",
        this,
        sources=[Strand(both, "looked up")],
        consumers=consumers,
        lists=Lists(feeds="#to"),
    )

    assert picture.mermaid.splitlines()[:4] == [
        "flowchart LR",
        '  n0["artist_ref (events/raw)"]',
        '  n1["artist_key"]',
        '  n2["artist_ref (events/raw)"]',
    ]
    assert '-->|"looked up"| n1' in picture.mermaid
    assert '<a class="mw-node mw-node-more" href="#to"><title>and 1 more</title>' in picture.svg
