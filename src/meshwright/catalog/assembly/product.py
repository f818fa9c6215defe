"""A product as a document."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from meshwright.analysis.flow.inputs import made_from, sources
from meshwright.analysis.promises.production import makings
from meshwright.analysis.sensitivity.declared import personal
from meshwright.catalog import routes
from meshwright.catalog.assembly import parts
from meshwright.catalog.assembly.access import request
from meshwright.catalog.assembly.changes import change_document
from meshwright.catalog.assembly.contract import contract_document
from meshwright.catalog.assembly.impact import affected_by_port
from meshwright.catalog.assembly.joins import joins_of
from meshwright.catalog.assembly.overview import highest_level
from meshwright.catalog.assembly.service_levels import said
from meshwright.catalog.assembly.snippets import snippets
from meshwright.catalog.documents.parts import External, Figure, Named, Reference
from meshwright.catalog.documents.product import (
    Consumer,
    Criterion,
    EntityReference,
    Input,
    Neighbour,
    Note,
    Origin,
    Port,
    Product,
)
from meshwright.mesh.end_dates import end, successors
from meshwright.mesh.inheritance import owners_of
from meshwright.mesh.product_properties import origin_of, success_criteria
from meshwright.mesh.references import Resolved, resolve
from meshwright.mesh.registries import mapping, mappings, text
from meshwright.scores.product_score import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.assembly.overview import Overview, PortConsumer, ProductSummary
    from meshwright.catalog.documents.product import Snippet
    from meshwright.mesh.items import Contract
    from meshwright.mesh.items import Port as PortFacts
    from meshwright.mesh.items import Product as ProductFacts
    from meshwright.mesh.mesh import Mesh

LEVELS = {
    "latency": "fresh within",
    "frequency": "refreshed every",
    "availability": "available",
    "retention": "kept for",
}
"""The service levels among the key figures, with their labels."""


def product_document(card: ProductSummary, overview: Overview) -> Product:
    """Return the document of a product."""
    product, mesh = card.product, overview.mesh
    values = overview.source.values(product.home)
    joins, has_more = joins_of(card, overview)
    diagnostics = overview.diagnostics.get(card.address, ())
    neighbours, flows = _neighbourhood(card, overview)
    forge = overview.source.forge
    return Product(
        address=card.address,
        id=product.fact.id,
        name=card.name,
        title=parts.title_of(card.name),
        version=card.version,
        domain=parts.domain(card.domain, overview) if card.domain else None,
        team=parts.team(card.team, overview) if card.team else None,
        owners=owners_of(product, mesh),
        owner_names=tuple(_names(owners_of(product, mesh), card.team, overview)),
        status=card.status,
        archetype=card.archetype,
        level=card.level,
        is_personal=card.is_personal,
        entities=tuple(_entity(each, overview) for each in card.entities),
        synonyms=card.synonyms,
        tags=card.tags,
        summary=card.purpose,
        description=parts.description(values),
        file=product.home.file,
        source=parts.file_link(product.home.file, overview),
        edit=(forge.edit(product.home.file) or "") if forge else "",
        report=_report(card, overview),
        freshness=card.freshness,
        ends=card.ends,
        figures=tuple(_figures(card, overview)),
        score=percent(card.product_score.score) if card.product_score else None,
        qualities=parts.qualities(card.product_score),
        diagnostics=parts.counted(diagnostics),
        findings=tuple(map(parts.finding, diagnostics)),
        main_port=overview.main_port(product),
        origin=_origin(product),
        success_criteria=tuple(_criteria(product)),
        support=tuple(parts.support(values, card.team, overview)),
        references=tuple(External(type=kind or "", url=url) for kind, url in product.fact.definitions if url),
        inputs=tuple(_inputs(card, overview)),
        ports=tuple(_port(port, card, values, overview) for port in overview.ports(product)),
        consumers=tuple(_consumer(each, overview) for each in overview.users.get(card.address, ())),
        joins=joins,
        has_more_joins=has_more or None,
        changes=tuple(change_document(each, overview) for each in overview.source.history.of(card.address)),
        history_note=parts.history_note(overview, card.address),
        withheld_from=overview.source.audience if card.address in overview.source.withheld else "",
        notes=tuple(_notes(product.home.file, overview)),
        links=parts.links(card.route, has_feed=True),
        neighbours=neighbours,
        flows=flows,
    )


def _report(card: ProductSummary, overview: Overview) -> str:
    """Return the link to a prefilled issue about a product's data; empty if the forge is unknown."""
    forge, commit = overview.source.forge, overview.source.commit
    if forge is None:
        return ""
    port = overview.main_port(card.product) or next((each.address for each in card.product.outputs), "")
    lines = (
        f"Product: {card.address}",
        f"Port: {port}",
        f"Team: {card.team}",
        f"Declared in: {card.product.home.file}{f' ({commit.name[:8]})' if commit else ''}",
        "",
        "The problem (columns, days, expected and actual values):",
        "",
    )
    title = f"{parts.title_of(card.name)}: something is wrong with the data"
    return forge.new_issue(title, "\n".join(lines)) or ""


def _notes(file: str, overview: Overview) -> Iterator[Note]:
    """Yield the Markdown files next to a product's document, README first."""
    for each in overview.source.notes.get(file, ()):
        yield Note(
            title=each.title, file=each.file, source=parts.file_link(each.file, overview), text=each.text
        )


def _entity(name: str, overview: Overview) -> EntityReference:
    title = parts.entity(name, overview).title
    return EntityReference(name=name, href=routes.entity_json(name), title="" if title == name else title)


def _names(owners: Iterable[str], team: str, overview: Overview) -> Iterator[str]:
    """Yield the registered names of the owners whose user names are given, if they are members of the team."""
    entry = overview.mesh.teams.get(team)
    members = mappings(entry.get("members")) if entry else iter(())
    known = {text(each.get("username")): text(each.get("name")) for each in members}
    yield from filter(None, (known.get(each, "") for each in owners))


def product_reference(address: str) -> Reference:
    """Return the reference to a product."""
    return Reference(name=address, href=routes.product_json(address))


def _origin(product: ProductFacts) -> Origin | None:
    system = origin_of(product)
    kind = text(mapping(product.fact.custom.get("origin")).get("kind"))
    return Origin(system=system, kind=kind) if system else None


def _criteria(product: ProductFacts) -> Iterator[Criterion]:
    for each in success_criteria(product):
        name, target, place = (text(each.get(key)) for key in ("name", "target", "measuredAt"))
        yield Criterion(name=name, target=target, measured_at=place)


def _figures(card: ProductSummary, overview: Overview) -> Iterator[Figure]:
    made = overview.mesh.derived(makings).of
    contracts = [port.contract for port in overview.ports(card.product) if port.contract is not None]
    living = [each for each in contracts if overview.mesh.status(each) != "retired"]
    for name, words in LEVELS.items():
        stated = [
            (level, contract)
            for contract in living
            if contract in made and (level := made[contract].weakest(name)) is not None
        ]
        if stated:
            level, contract = stated[0]
            others = [
                f"{_port_name(other)} {said(each.value)}"
                for each, other in stated
                if each.value != level.value
            ]
            note = ", ".join((_port_name(contract), *others))
            if not others and len(stated) == len(living):
                note = "all ports" if len(living) > 1 else "promised"
            yield Figure(name=words, value=said(level.value), note=note)
    fields = sum(len(contract.fact.fields) for contract in living)
    yield Figure(
        name="fields" if fields != 1 else "field", value=f"{fields:,}", note=_count(len(living), "port")
    )
    users = overview.users.get(card.address, ())
    products = len({each.product.address for each in users if each.product})
    agreements = sum(each.agreement is not None for each in users)
    note = ", ".join(filter(None, (_count(products, "product"), _count(agreements, "agreement"))))
    count = products + agreements
    yield Figure(name="consumers" if count != 1 else "consumer", value=str(count), note=note)


def _port_name(contract: Contract) -> str:
    return contract.address.rpartition("/")[2]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def _inputs(card: ProductSummary, overview: Overview) -> Iterator[Input]:
    for each in card.product.inputs:
        contract = each.contract
        offering = overview.exposing(contract) if contract else None
        yield Input(
            name=each.fact.name,
            contract_id=each.fact.contract_id or "",
            version=each.fact.version or "",
            port=(contract.port if contract else None) or "",
            contract=contract.address if contract else "",
            product=product_reference(offering.address) if offering else None,
            title=parts.title_of(offering.name) if offering else "",
            team=parts.team(offering.team, overview) if offering and offering.team else None,
            status=(overview.mesh.status(contract) if contract else None) or "",
        )


def _port(port: PortFacts, card: ProductSummary, values: Mapping[str, Any], overview: Overview) -> Port:
    mesh, contract, fact = overview.mesh, port.contract, port.fact
    stated = tuple(mappings(values.get("outputPorts")))
    own = stated[fact.position] if fact.position < len(stated) else {}
    made = (each.address for each, _ in made_from(port, card.product, mesh))
    is_offered = contract is not None and mesh.status(contract) != "retired"
    return Port(
        name=fact.name,
        address=port.address,
        href=f"{card.route}/index.html#{routes.port_anchor(port.address)}",
        version=fact.version or "",
        type=fact.type or "",
        description=text(own.get("description")),
        is_deprecated=fact.is_deprecated,
        ends=end(contract) if contract else None,
        successors=tuple(following(contract, overview)) if contract else (),
        feeds=tuple(mesh.derived(_feeding).get(port.address, ())),
        fed_by=tuple(dict.fromkeys(made)),
        affected=tuple(affected_by_port(port.address, overview)) if contract else (),
        contract_id=fact.contract_id or "",
        unreadable=None if contract else _unreadable(fact.contract_id or "", overview),
        request=request(port, mesh, overview.source.forge) if is_offered else None,
        snippets=tuple(_snippets(port, contract, overview)) if contract else (),
        level=highest_level((contract,), mesh.classification) if contract else "",
        is_personal=contract is not None and next(personal(contract, mesh.classification), None) is not None,
        contract=contract_document(contract, overview) if contract else None,
    )


def _snippets(port: PortFacts, contract: Contract, overview: Overview) -> Iterator[Snippet]:
    values = overview.source.values(contract.home)
    return snippets(port, contract, values, overview.samples.get(contract, ()))


def _unreadable(contract_id: str, overview: Overview) -> Named | None:
    """Return the unreadable file of a contract, with a link to its placeholder page; None if there is none."""
    files = [each.file for each in overview.broken.get(contract_id, ()) if each.file]
    return Named(files[-1], files[-1], routes.broken(files[-1])) if files else None


def following(contract: Contract, overview: Overview) -> Iterator[Named]:
    """Yield each successor of a contract once: its address, or the contract's text if the successor is unknown."""
    seen = set()
    for written, _ in successors(contract, overview.mesh):
        target = resolve(written, contract, overview.mesh)
        port = target.contract.port if isinstance(target, Resolved) else None
        address = port or written
        if address and address not in seen:
            seen.add(address)
            yield Named(address, address, routes.product(overview.mesh.ports[port].product) if port else "")


def _feeding(mesh: Mesh) -> Mapping[str, list[str]]:
    """Map each port to the ports that read it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for port, made in mesh.derived(sources).items():
        for each in made:
            found[each].append(port)
    return found


def _consumer(user: PortConsumer, overview: Overview) -> Consumer:
    if user.product is not None:
        card = overview.cards[user.product.address]
        return Consumer(
            kind="product",
            name=card.address,
            title=parts.title_of(card.name),
            href=routes.product_json(card.address),
            team=parts.team(card.team, overview) if card.team else None,
            port=user.port,
        )
    agreement = user.agreement
    assert agreement is not None
    return Consumer(
        kind="agreement",
        name=agreement.use or agreement.team,
        title=agreement.use or "agreement",
        team=parts.team(agreement.team, overview) if agreement.team else None,
        port=user.port,
        purpose=agreement.purpose,
        requested_on=agreement.requested,
        expires=agreement.expires,
    )


def _neighbourhood(
    card: ProductSummary, overview: Overview
) -> tuple[tuple[Neighbour, ...], tuple[tuple[str, str, str], ...]]:
    """Return a product's upstream and downstream products, and the flows between them and the product."""
    centre = card.address
    near = {centre}
    near |= {source for source, _ in overview.reading.get(centre, ())}
    near |= {target for target, _ in overview.read_by.get(centre, ())}
    flows = tuple(
        (source, target, port)
        for source in sorted(near)
        for target, port in overview.read_by.get(source, ())
        if target in near
    )
    cards = (overview.cards[address] for address in sorted(near - {centre}))
    return (
        tuple(
            Neighbour(
                address=each.address,
                title=parts.title_of(each.name),
                domain=each.domain,
                status=each.status,
            )
            for each in cards
        ),
        flows,
    )
