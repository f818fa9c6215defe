"""A product as a document of the API: what its documents say, and what the mesh knows of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from meshwright.catalog import routes
from meshwright.catalog.api.contract import contract_document, description
from meshwright.catalog.api.documents import (
    Consumer,
    Criterion,
    External,
    Input,
    Origin,
    Support,
)
from meshwright.catalog.api.documents import (
    Port as PortDocument,
)
from meshwright.catalog.api.documents import (
    Product as ProductDocument,
)
from meshwright.catalog.api.known import (
    diagnostics_of,
    entity_path,
    href,
    links_of,
    product_path,
    product_reference,
    qualities_of,
    schema_of,
    stated,
)
from meshwright.catalog.api.listings import Summary
from meshwright.lineage.inputs import made_from, sources
from meshwright.mesh.adoption import origin_of, success_criteria
from meshwright.mesh.ending import end, successors
from meshwright.mesh.inheritance import owners_of
from meshwright.mesh.registers import mapping, mappings, text
from meshwright.scores.standing import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.api.known import Known
    from meshwright.catalog.overview import Card, User
    from meshwright.mesh.mesh import Mesh, Port
    from meshwright.mesh.mesh import Product as FactsOfProduct


def product_document(card: Card, known: Known) -> ProductDocument:
    """Say all of a product."""
    path, product = product_path(card.address), card.product
    values = known.source.values(product.home)
    return stated(
        {
            "$schema": schema_of(path, "product"),
            "address": card.address,
            "id": product.fact.id,
            "name": card.name,
            "version": card.version,
            "domain": card.domain,
            "team": card.team,
            "owners": list(owners_of(product, known.mesh)),
            "status": card.status,
            "archetype": card.archetype,
            "level": card.level,
            "personal": card.is_personal,
            "entities": [{"name": each, "href": href(path, entity_path(each))} for each in card.entities],
            "synonyms": list(card.synonyms),
            "tags": list(card.tags),
            "description": description(values),
            "freshness": card.freshness,
            "ends": card.ends.isoformat() if card.ends else None,
            "score": percent(card.standing.score) if card.standing else None,
            "qualities": qualities_of(card.standing),
            "diagnostics": diagnostics_of(known.overview.diagnostics.get(card.address, ())),
            "mainPort": known.overview.main_port(product),
            "origin": _origin(product),
            "successCriteria": list(_criteria(product)),
            "support": support(known.overview.channels(values, card.team)),
            "references": [
                stated({"type": kind, "url": url}, External) for kind, url in product.fact.definitions if url
            ],
            "inputs": list(_inputs(card, path, known)),
            "ports": list(_ports(card, path, values, known)),
            "consumers": [
                _consumer(each, path, known) for each in known.overview.users.get(card.address, ())
            ],
            "links": links_of(path, card.route, has_feed=True),
        },
        ProductDocument,
    )


def summary(card: Card, path: str, known: Known) -> Summary:
    """Say a product in a line."""
    return stated(
        {
            "address": card.address,
            "href": href(path, product_path(card.address)),
            "name": card.name,
            "version": card.version,
            "purpose": card.purpose,
            "domain": card.domain,
            "team": card.team,
            "status": card.status,
            "archetype": card.archetype,
            "level": card.level,
            "personal": card.is_personal,
            "entities": list(card.entities),
            "freshness": card.freshness,
            "ends": card.ends.isoformat() if card.ends else None,
            "score": percent(card.standing.score) if card.standing else None,
            "consumers": len(known.overview.users.get(card.address, ())),
            "ports": [port.address for port in card.product.outputs],
        },
        Summary,
    )


def support(channels: Iterable[Mapping[str, Any]]) -> list[Support]:
    """Give where somebody answers, as a document of a product or a team says it."""
    keys = ("channel", "url", "tool", "scope", "description")
    return [
        stated({key: text(each.get(key)) for key in keys}, Support)
        for each in channels
        if text(each.get("channel"))
    ]


def _origin(product: FactsOfProduct) -> Origin | None:
    system = origin_of(product)
    kind = text(mapping(product.fact.custom.get("origin")).get("kind"))
    return stated({"system": system, "kind": kind}, Origin) if system else None


def _criteria(product: FactsOfProduct) -> Iterator[Criterion]:
    for each in success_criteria(product):
        yield stated({key: text(each.get(key)) for key in ("name", "target", "measuredAt")}, Criterion)


def _inputs(card: Card, path: str, known: Known) -> Iterator[Input]:
    for each in card.product.inputs:
        port = each.contract.port if each.contract else None
        product = known.mesh.ports[port].product if port is not None else None
        yield stated(
            {
                "name": each.fact.name,
                "contractId": each.fact.contract_id,
                "version": each.fact.version,
                "port": port,
                "product": product_reference(path, product) if product else None,
            },
            Input,
        )


def _ports(card: Card, path: str, values: Mapping[str, Any], known: Known) -> Iterator[PortDocument]:
    said = list(mappings(values.get("outputPorts")))
    feeding = known.mesh.once(_feeding)
    for port in card.product.outputs:
        contract, fact = port.contract, port.fact
        ends = end(contract) if contract else None
        here = said[fact.position] if fact.position < len(said) else {}
        made = (each.address for each, _ in made_from(port, card.product, known.mesh))
        yield stated(
            {
                "name": fact.name,
                "address": port.address,
                "href": href(path, f"{card.route}/index.html") + f"#{routes.port_anchor(port.address)}",
                "version": fact.version,
                "type": fact.type,
                "description": text(here.get("description")),
                "deprecated": fact.is_deprecated,
                "ends": ends.isoformat() if ends else None,
                "successors": _successors(port, known),
                "feeds": feeding.get(port.address),
                "fedBy": list(dict.fromkeys(made)),
                "contractId": fact.contract_id,
                "contract": contract_document(contract, known) if contract else None,
            },
            PortDocument,
        )


def _successors(port: Port, known: Known) -> list[str]:
    if port.contract is None:
        return []
    return list(dict.fromkeys(url for url, _ in successors(port.contract, known.mesh) if url))


def _feeding(mesh: Mesh) -> Mapping[str, list[str]]:
    """Give the ports that are made from each port."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for port, made in mesh.once(sources).items():
        for each in made:
            found[each].append(port)
    return found


def _consumer(user: User, path: str, known: Known) -> Consumer:
    if user.product is not None:
        card = known.overview.cards[user.product.address]
        return stated(
            {
                "kind": "product",
                "name": card.address,
                "href": href(path, product_path(card.address)),
                "team": card.team,
                "port": user.port,
            },
            Consumer,
        )
    agreement = user.agreement
    assert agreement is not None
    return stated(
        {
            "kind": "agreement",
            "name": agreement.use or agreement.team,
            "team": agreement.team,
            "port": user.port,
            "purpose": agreement.purpose,
            "expires": agreement.expires.isoformat() if agreement.expires else None,
        },
        Consumer,
    )
