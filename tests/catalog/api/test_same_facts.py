"""What a product's page says, its JSON and its Markdown say, too."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from meshwright.catalog.api.known import Known, product_path
from meshwright.catalog.api.product import product_document
from meshwright.catalog.documents.product import product_view
from meshwright.catalog.markdown.product import product_twin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.catalog.documents.ports import PortView
    from meshwright.catalog.documents.product import ProductView

FILES = {
    "governance/mesh.yaml": "apiVersion: meshwright/v1\nkind: Mesh\nname: x\n",
    "governance/team.yaml": (
        "apiVersion: meshwright/v1\nkind: Team\nname: squad\ntitle: Squad\n"
        "support:\n  - {channel: '#squad', url: 'https://chat.example/squad', tool: slack}\n"
    ),
    "products/a/b/product.odps.yaml": (
        "apiVersion: v1.1.0\nkind: DataProduct\nid: b\nname: b\nversion: 1.0.0\nstatus: active\ndomain: a\n"
        "team: {name: squad}\ncustomProperties:\n  - {property: origin, value: {system: till, kind: operational}}\n"
        "  - {property: successCriteria, value: [{name: 'a | b', target: '< 2 h'}, {target: no name}]}\n"
    ),
}


def said_of(view: ProductView) -> Iterator[tuple[str, str]]:
    """Give what a product's page shows of what its documents state, each fact with a name."""
    card = view.card
    for name in ("status", "version", "domain", "team", "level", "freshness"):
        yield name, getattr(card, name)
    yield from (("entity", each) for each in card.entities)
    yield from (("synonym", each) for each in card.synonyms)
    yield from (("text", each) for each in (view.purpose, view.limitations, view.usage))
    yield from (("owner", each) for each in view.owners)
    yield "origin", view.origin
    yield from (("criterion", each) for each, _ in view.criteria)
    yield from (("target", each) for _, each in view.criteria)
    for each in view.channels:
        yield from (("channel", said) for said in (each.name, each.url, each.description))
    yield from (("user", each.address or each.name) for each in view.users)
    yield from (("read", each.address) for each in view.feeds)
    yield from (("quality", each.name) for each in view.qualities)
    for port in view.ports:
        yield from said_of_port(port)


def said_of_port(port: PortView) -> Iterator[tuple[str, str]]:
    """Give what the section of a port shows."""
    yield from (
        ("port", each) for each in (port.address, port.type, port.version, port.status, port.contract_id)
    )
    yield "ends", str(port.ends or "")
    yield from (("successor", address) for address, _ in port.successors)
    yield from (("text", each) for each in (port.description, port.purpose, port.limitations, port.usage))
    yield from (("role", each.name) for each in port.roles)
    yield from (("server", each.name) for each in port.servers)
    for each in port.objects:
        yield from (("object", said) for said in (each.name, each.physical, each.grain, each.description))
        yield from (("field", field.description) for field in each.fields)


def flat(value: Any) -> Iterator[str]:
    """Give all texts of a document."""
    if isinstance(value, dict):
        for each in value.values():
            yield from flat(each)
    elif isinstance(value, list):
        for each in value:
            yield from flat(each)
    elif value is not None:
        yield str(value)


def plain(text: str) -> str:
    """Give a text without the marks of Markdown, in one line."""
    return " ".join(re.sub(r"[\\`*_]", "", text).split())


def missing(known: Known, address: str) -> dict[str, list[tuple[str, str]]]:
    """Give what the page of a product says and its JSON, or its Markdown, does not."""
    card = known.overview.cards[address]
    document = product_document(card, known)
    texts = {"json": plain("\n".join(flat(document))), "markdown": plain(product_twin(document))}
    view = product_view(card, known.overview)
    facts = [(name, said) for name, said in said_of(view) if said]
    assert {"personal": card.is_personal} == {"personal": document["personal"]}
    return {
        form: [(name, said) for name, said in facts if plain(said) not in text]
        for form, text in texts.items()
    }


def test_no_fact_of_a_page_is_missing_for_programs(example: Known) -> None:
    """For every product of the example; what a page shows of channels, origin and success criteria among it."""
    found = {address: missing(example, address) for address in example.overview.cards}
    lacking = {address: each for address, each in found.items() if any(each.values())}
    assert lacking == {}


def test_the_teams_channel_answers_where_the_product_names_none(known_of: Callable[..., Known]) -> None:
    """It is the same in all three; texts mean nothing to Markdown."""
    known = known_of({path: text.encode() for path, text in FILES.items()})
    document = product_document(known.overview.cards["a/b"], known)

    assert missing(known, "a/b") == {"json": [], "markdown": []}
    assert document["support"] == [
        {"channel": "#squad", "url": "https://chat.example/squad", "tool": "slack"}
    ]
    assert document["origin"] == {"system": "till", "kind": "operational"}
    assert document["successCriteria"] == [{"name": "a | b", "target": "< 2 h"}]
    assert "- a \\| b: \\< 2 h\n" in product_twin(document)


@pytest.mark.slow
def test_the_built_page_shows_what_it_is_compared_by(example: Known, site: Any) -> None:
    """The page that was built has the channels, the origin, and the criteria of its JSON."""
    for card in example.overview.cards.values():
        document = json.loads((site / product_path(card.address)).read_text(encoding="utf-8"))
        page = html.unescape((site / card.route / "index.html").read_text(encoding="utf-8"))
        words = [each["channel"] for each in document.get("support", [])]
        words += [each["name"] for each in document.get("successCriteria", [])]
        words += [document["origin"]["system"]] if "origin" in document else []
        assert [each for each in words if each not in page] == [], card.address
