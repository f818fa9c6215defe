"""The port that a product's page is about."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.assembly.entity import entity_documents
from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.html.product import product_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.routes import port_anchor

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.catalog.assembly.overview import Overview

PRODUCT = (
    "apiVersion: v1.1.0\nkind: DataProduct\nid: {0}\nname: {0}\nversion: 1.0.0\nstatus: active\ndomain: a\n"
)
LATENCY = "slaProperties:\n  - {{property: latency, value: {}, unit: h}}\n"
CONTRACT = "apiVersion: v3.1.0\nkind: DataContract\nid: {}\nversion: 1.0.0\nstatus: {}\n"


def mesh(*ports: tuple[str, str, str], readers: dict[str, int], stated: str = "") -> dict[str, bytes]:
    """Write a product `a/b` with ports of a name, a type and a status, each with a number of consumers."""
    outputs = "".join(
        f"  - {{name: {name}, version: 1.0.0, contractId: {name}, type: {kind}}}\n" for name, kind, _ in ports
    )
    custom = f"customProperties:\n  - {{property: mainPort, value: {stated}}}\n" if stated else ""
    files = {
        "governance/mesh.yaml": "apiVersion: meshwright/v1\nkind: Mesh\nname: x\n",
        "products/a/b/product.odps.yaml": f"{PRODUCT.format('b')}outputPorts:\n{outputs}{custom}",
    }
    for hours, (name, _, status) in enumerate(ports, 1):
        files[f"products/a/b/{name}.odcs.yaml"] = CONTRACT.format(name, status) + LATENCY.format(hours)
        for number in range(readers.get(name, 0)):
            files[f"products/a/{name}{number}/product.odps.yaml"] = (
                f"{PRODUCT.format(f'{name}{number}')}inputPorts:\n"
                f"  - {{name: i, version: 1.0.0, contractId: {name}}}\n"
            )
    return {path: text.encode() for path, text in files.items()}


LIVE, DAILY, OLD, NEXT = (
    ("live", "topic", "active"),
    ("daily", "files", "active"),
    ("old", "files", "deprecated"),
    ("next", "files", "draft"),
)


@pytest.mark.parametrize(
    ("ports", "readers", "stated", "order"),
    [
        ((LIVE, DAILY), {}, "", ["daily", "live"]),
        ((LIVE, DAILY), {"live": 3, "daily": 1}, "", ["daily", "live"]),
        ((LIVE, DAILY), {}, "live", ["live", "daily"]),
        ((LIVE, DAILY), {}, "live@1", ["live", "daily"]),
        ((LIVE, DAILY), {}, "a/b/live@1", ["live", "daily"]),
        ((LIVE, DAILY), {}, "nothing", ["daily", "live"]),
        ((OLD, LIVE, DAILY), {"old": 5}, "", ["daily", "live", "old"]),
        ((OLD, DAILY), {}, "old", ["daily", "old"]),
        ((NEXT, DAILY), {}, "", ["daily", "next"]),
        ((DAILY, ("weekly", "files", "active")), {"weekly": 2, "daily": 1}, "", ["weekly", "daily"]),
        ((DAILY, ("weekly", "files", "active")), {"weekly": 1, "daily": 1}, "", ["daily", "weekly"]),
        ((LIVE, ("raw", "stream", "active")), {"raw": 1}, "", ["raw", "live"]),
    ],
)
def test_main_port_is_stated_or_the_most_consumed_that_is_not_a_stream(
    ports: tuple[tuple[str, str, str], ...],
    readers: dict[str, int],
    stated: str,
    order: list[str],
    overview_of: Callable[..., Overview],
) -> None:
    """It is never a deprecated one, and a draft only if there is no other."""
    overview = overview_of(mesh(*ports, readers=readers, stated=stated))
    card = overview.cards["a/b"]
    view = product_document(card, overview)

    assert [each.title.partition("@")[0] for each in view.ports] == order
    assert overview.main_port(card.product) == f"a/b/{order[0]}@1"
    hours = [name for name, _, _ in ports].index(order[0]) + 1
    assert card.freshness == f"{hours} h"
    assert next(each.value for each in view.figures if each.name == "fresh within") == f"{hours} h"


@pytest.mark.parametrize(
    ("hours", "note"),
    [((3,), "promised"), ((3, 3), "all ports"), ((3, 4), "daily@1, live@1 4 h"), ((3, None), "daily@1")],
)
def test_service_level_states_its_ports(
    hours: tuple[int | None, ...], note: str, overview_of: Callable[..., Overview]
) -> None:
    """All ports, if each one has it with the same value."""
    ports = (DAILY, LIVE)[: len(hours)]
    files = mesh(*ports, readers={})
    for (name, _, status), value in zip(ports, hours, strict=True):
        levels = LATENCY.format(value) if value else ""
        files[f"products/a/b/{name}.odcs.yaml"] = (CONTRACT.format(name, status) + levels).encode()
    overview = overview_of(files)
    figures = product_document(overview.cards["a/b"], overview).figures

    assert next((each.value, each.note) for each in figures if each.name == "fresh within") == ("3 h", note)


def test_page_is_about_the_main_port(example: Overview) -> None:
    """The stream of play events is sensitive, so button, tab, figures, list and joins use the daily port."""
    overview = example
    card = overview.cards["player/play-events"]
    view = product_document(card, overview)
    fresh = next(each for each in view.figures if each.name == "fresh within")

    assert [each.title for each in view.ports] == ["daily@1", "live@1"]
    assert (card.freshness, fresh.value, fresh.note) == ("26 h", "26 h", "daily@1, live@1 45 s")
    assert {each.port for each in view.joins if each.verdict != "not-joinable"} == {
        "player/play-events/daily@1"
    }


def test_two_pages_give_the_same_join(example: Overview) -> None:
    """The pages of a product and of the entity name the same two ports for a pair of products."""
    overview = example
    track = next(each for each in entity_documents(overview) if each.name == "track")
    of_entity = {frozenset((each.join.port, each.join.other)) for each in track.recipes}
    of_product = {
        frozenset((each.port, each.other))
        for each in product_document(overview.cards["player/play-events"], overview).joins
        if each.entity == "track"
    }
    pair = frozenset(("player/play-events/daily@1", "payments/royalties/statements@1"))
    assert pair in of_entity & of_product


def test_each_port_has_its_form_without_scripts(example: Overview) -> None:
    """The link of a port leads to the file for this port, whoever may read it."""
    overview = example
    card = overview.cards["player/play-events"]
    page = product_page(product_document(card, overview), Renderer({}))
    html = "".join(section.html for section in page.sections)
    for port in ("daily-1", "live-1"):
        start = html.index(f'id="request-port-{port}"')
        form = html[start : html.index("</pre>", start)]
        assert f'href="#request-port-{port}"' in html
        assert f"port: player/play-events/{port.replace('-', '@')}" in form


def test_all_affected_consumers_are_listed(example: Overview) -> None:
    """Their heading counts them; agreements on products at second hand are a step farther away."""
    card = example.cards["player/play-events"]
    document = product_document(card, example)
    html = "".join(section.html for section in product_page(document, Renderer({})).sections)
    hands = set()
    for port in document.ports:
        start = html.index(f'id="change-{port_anchor(port.address)}"')
        table = html[start : html.index("</table>", start)]
        hands |= {each.hand for each in port.affected}
        assert [
            each.title
            for each in port.affected
            if escape(each.title).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") not in table
        ] == []
    assert hands == {1, 2, 3}
