"""Whatever names documents have, every page and every column has a unique address, and links lead there."""

from __future__ import annotations

import posixpath
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from meshwright.catalog import routes
from meshwright.mesh.address import port_address, product_address, segment

LAW = settings(max_examples=200, derandomize=True, deadline=None)
PATTERN = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")
ANCHOR = re.compile(r"[a-z][a-z0-9_-]*")
RESERVED = ["index", "con", "nul", "com1", "lpt0", "no-domain"]
names = st.one_of(
    st.sampled_from(["plays", "Plays", "daily-plays", "play_events", "é", "", "-", "1", *RESERVED]),
    st.text("ab1-_", max_size=5),
    st.text(st.characters(codec="utf-8"), max_size=80),
    st.text("a-", min_size=60, max_size=70),
)
words = st.lists(names.map(segment).filter(bool), max_size=3).map(tuple)
ports = st.tuples(names.filter(bool), st.integers(0, 12).map(str))
route = st.lists(st.sampled_from(["a", "b", "products"]), max_size=4).map("/".join)


@LAW
@given(names)
def test_step_matches_a_strict_pattern(name: str) -> None:
    """It is a folder name on every system, needs no quoting, and is not reserved."""
    made = routes.step(name)

    assert PATTERN.fullmatch(made)
    assert made not in RESERVED
    assert len(made) <= 64


@LAW
@given(names, names)
def test_different_names_have_different_steps(one: str, other: str) -> None:
    """Even a name that looks like the step of another one, and on disks that ignore case."""
    assume(one != other)

    assert routes.step(one) != routes.step(other)
    assert routes.step(one) != routes.step(routes.step(other)) or routes.step(other) == other == one


@pytest.mark.parametrize("name", ["plays", "daily-plays", "2nd", "a--b", "x" * 64])
def test_suitable_name_is_its_step(name: str) -> None:
    """Addresses are readable, and can be guessed."""
    assert routes.step(name) == name


@pytest.mark.parametrize("name", ["Plays", "é", "", "index", "play_events", "x" * 65])
def test_unsuitable_name_gets_a_hash(name: str) -> None:
    """After a readable part."""
    made = routes.step(name)

    assert re.fullmatch(r"[a-z-]+-[0-9a-f]{6}", made)
    assert routes.step(made) != made


@LAW
@given(st.lists(st.tuples(names, names), min_size=2, max_size=2, unique=True))
def test_products_have_unique_routes(pairs: list[tuple[str, str]]) -> None:
    """As many as there are addresses; a product without a domain does not share a domain's."""
    addresses = {product_address(domain, None, name) for domain, name in pairs}

    assert len({routes.product(address) for address in addresses}) == len(addresses)


@LAW
@given(ports, words, ports, words)
@example(("a-1", "1"), (), ("a", "1"), ("1",))
@example(("a", "1"), ("order-items",), ("a", "1"), ("order", "items"))
@example(("a", "1"), ("Order",), ("a", "1"), ("order_" + routes.step("Order")[-6:],))
@example(("a", "1"), ("1", "x"), ("a-1", "1"), ("x",))
def test_columns_have_unique_anchors(one, path, other, another) -> None:
    """Ports, objects and fields alike: no two in a product have the same."""
    assume((one, path) != (other, another))
    first, second = (
        routes.anchored("/".join((port_address("player/plays", *port), *steps)))
        for port, steps in ((one, path), (other, another))
    )

    assert first[0] == second[0] == "products/player/plays"
    assert first[1] != second[1]
    assert ANCHOR.fullmatch(first[1])


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("player/plays", ("products/player/plays", "")),
        ("-/plays", ("products/no-domain/plays", "")),
        ("no-domain/plays", (f"products/{routes.step('no-domain')}/plays", "")),
        ("player/plays/daily@1", ("products/player/plays", "port-daily-1")),
        ("player/plays/daily@1#servers/lake", ("products/player/plays", "port-daily-1")),
        ("player/plays/daily@1/plays", ("products/player/plays", "port-daily-1-plays")),
        (
            "player/plays/daily@1/plays/artist/artist_key",
            ("products/player/plays", "port-daily-1-plays-artist-artist_key"),
        ),
        ("player/plays#team", ("products/player/plays", "")),
    ],
)
def test_address_has_a_page_or_an_anchor(address: str, place: tuple[str, str]) -> None:
    """A product has a page; ports, objects and fields have sections of it."""
    assert routes.anchored(address) == place


def test_link_and_target_agree_on_the_name() -> None:
    port = "player/plays/daily@1"

    assert routes.anchored(port)[1] == routes.port_anchor(port)
    assert routes.anchored(f"{port}/plays")[1] == routes.object_anchor(port, "plays")
    assert routes.anchored(f"{port}/plays/key")[1] == routes.field_anchor(port, "plays/key")


@LAW
@given(route, route, st.sampled_from(["", "port-daily-1"]))
def test_link_leads_from_any_page_to_any_page(source: str, target: str, anchor: str) -> None:
    """It names the file, so that it works without a server."""
    path, _, fragment = routes.link(source, target, anchor).partition("#")

    here = posixpath.join(source, "index.html")
    assert posixpath.normpath(posixpath.join(source, path) if path else here) == posixpath.join(
        target, "index.html"
    )
    assert fragment == anchor


@LAW
@given(route, route, st.sampled_from(["feed.xml", "index.md", "map.svg"]))
def test_link_leads_to_any_file(source: str, folder: str, name: str) -> None:
    """By the shortest path: never up to a folder and down into it again."""
    path = posixpath.join(folder, name)
    link = routes.file(source, path)

    assert posixpath.normpath(posixpath.join(source, link)) == path
    assert link == posixpath.relpath(path, source or ".")
