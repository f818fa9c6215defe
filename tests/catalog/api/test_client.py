"""The client in Python that a catalog ships."""

from __future__ import annotations

from itertools import chain
from typing import Any

from meshwright.catalog.api.about import CLIENT, CLIENT_PATH
from meshwright.catalog.site import Site


def test_address_becomes_a_connection_and_a_path(example, tmp_path) -> None:
    """From the static JSON alone, also from a disk."""
    site = Site(example, {})
    card = example.cards["player/play-events"]
    for file in chain(site.files(), site.product(card)[1]):
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    space: dict[str, Any] = {"__name__": "client"}
    exec((tmp_path / CLIENT_PATH).read_text(), space)

    found = space["tables"](tmp_path.as_uri(), "player/play-events/daily@1", "prod")

    assert [(each["table"], each["type"], each["location"].rpartition("/")[2]) for each in found] == [
        ("plays", "s3", "*.parquet")
    ]


def test_client_is_short() -> None:
    """Some twenty lines, because people read it before they run it."""
    assert CLIENT.count("\n") <= 24
