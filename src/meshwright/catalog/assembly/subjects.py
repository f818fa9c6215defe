"""Data subjects: the people whom personal data identifies, the locations of the data, and the order of erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.graph import Graph
from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.promises.production import makings
from meshwright.analysis.sensitivity.declared import personal
from meshwright.catalog import routes
from meshwright.catalog.assembly import parts
from meshwright.catalog.assembly.impact import contact_of
from meshwright.catalog.assembly.service_levels import said
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.documents.subject import (
    Subject,
    SubjectColumn,
    SubjectPort,
    Subjects,
    SubjectUse,
    Unassigned,
)
from meshwright.catalog.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.catalog.assembly.overview import Overview
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


def persons(mesh: Mesh) -> frozenset[str]:
    """Return the data subjects: entities with an identifier scheme whose columns all contain personal data."""
    ladder = mesh.classification
    found: dict[tuple[str, str], bool] = {}
    for contract, links in mesh.derived(linked).of.items():
        fields = frozenset(personal(contract, ladder))
        for link in links:
            key = (link.entity, link.scheme.name)
            found[key] = found.get(key, True) and link.field in fields
    return frozenset(entity for (entity, _), is_always in found.items() if is_always)


def subjects_document(overview: Overview) -> Subjects:
    """Return all data subjects by name, and the personal data that belongs to no data subject."""
    of_contract = dict(_personal(overview))
    links = overview.mesh.derived(linked).of
    known = overview.mesh.derived(persons)
    found: dict[str, list[Contract]] = {name: [] for name in sorted(known, key=natural)}
    unassigned = []
    for contract, fields in of_contract.items():
        own = [link for link in links.get(contract, ()) if link.entity in known]
        names = {link.entity for link in own if link.field in fields} or {link.entity for link in own}
        for name in names:
            found[name].append(contract)
        if not names:
            columns = tuple(_address(contract, each, overview) for each in sorted(fields))
            unassigned.append(Unassigned(port=contract.address, columns=columns))
    return Subjects(
        subjects=tuple(_subject(name, own, of_contract, overview) for name, own in found.items()),
        unassigned=tuple(sorted(unassigned, key=lambda each: natural(each.port))),
    )


def _personal(overview: Overview) -> Iterator[tuple[Contract, frozenset[int]]]:
    """Yield the products' contracts with their fields of personal data, except retired contracts."""
    for card in overview.cards.values():
        for port in card.product.outputs:
            contract = port.contract
            if contract is None or overview.mesh.status(contract) == "retired":
                continue
            fields = frozenset(personal(contract, overview.mesh.classification))
            if fields:
                yield contract, fields


def _subject(
    name: str,
    contracts: list[Contract],
    of_contract: Mapping[Contract, frozenset[int]],
    overview: Overview,
) -> Subject:
    entity = overview.mesh.derived(vocabulary).entities.get(name)
    steward = entity.steward if entity else ""
    before = _made_from({each.address for each in contracts}, overview)
    steps = _steps(before)
    order = sorted(contracts, key=lambda each: (steps[each.address], natural(each.address)))
    return Subject(
        name=name,
        title=parts.entity(name, overview).title,
        definition=entity.definition if entity else "",
        entity=f"{routes.entity(name)}/index.html",
        steward=parts.team(steward, overview) if steward else None,
        support=tuple(parts.support({}, steward, overview)),
        references=parts.references_of(name, overview),
        ports=tuple(
            _port(name, steps[each.address], each, of_contract[each], before[each.address], overview)
            for each in order
        ),
        links=parts.links(routes.subject(name)),
    )


def _made_from(ports: set[str], overview: Overview) -> Mapping[str, frozenset[str]]:
    """Map each port to those of the given ports that it reads, directly or indirectly."""
    graph = overview.mesh.derived(Graph)
    return {
        port: frozenset(graph.upstream([port]).hops.keys() & ports - {port})
        if port in graph.nodes
        else frozenset()
        for port in ports
    }


def _steps(before: Mapping[str, frozenset[str]]) -> Mapping[str, int]:
    """Map each port to its step in the order of erasure, after those of its sources; ports in a cycle share a step."""
    steps: dict[str, int] = {}
    for port in sorted(before, key=lambda each: (len(before[each]), each)):
        circle = {each for each in before[port] if port in before[each]}
        known = next((steps[each] for each in circle if each in steps), None)
        above = max((steps.get(each, 0) for each in before[port] - circle), default=0)
        steps[port] = above + 1 if known is None else known
    return steps


def _port(  # noqa: PLR0913, PLR0917 - all that decides a line of the page
    name: str,
    step: int,
    contract: Contract,
    fields: frozenset[int],
    before: frozenset[str],
    overview: Overview,
) -> SubjectPort:
    card, mesh = overview.exposing(contract), overview.mesh
    keys = [each for each in mesh.derived(linked).of.get(contract, ()) if each.entity == name]
    others = {each.entity for each in mesh.derived(linked).of.get(contract, ())}
    others = others & mesh.derived(persons) - {name}
    columns = tuple(_columns(contract, fields, keys, overview))
    made = mesh.derived(makings).of.get(contract)
    kept = made.weakest("retention") if made else None
    uses = [each for each in mesh.agreements if each.port == contract.address and each.is_current(mesh.today)]
    ladder = mesh.classification
    ranks = [rank for each in columns if ladder and (rank := ladder.rank(each.level)) is not None]
    return SubjectPort(
        step=step,
        port=contract.address,
        product=Named(card.address, parts.title_of(card.name), card.route)
        if card
        else Named(contract.address, contract.address),
        team=parts.team(card.team, overview) if card and card.team else None,
        **contact_of(card.team if card else "", overview),
        level=ladder.levels[max(ranks)] if ladder and ranks else "",
        retention=said(kept.value) if kept else "",
        purposes=tuple(sorted({each.purpose for each in uses if each.purpose})),
        columns=columns,
        others=tuple(parts.entity(each, overview) for each in sorted(others)),
        made_from=tuple(sorted(before)),
        uses=tuple(
            SubjectUse(
                use=each.use or each.team,
                team=parts.team(each.team, overview) if each.team else None,
                purpose=each.purpose,
                expires=each.expires,
            )
            for each in uses
        ),
    )


def _columns(
    contract: Contract, fields: frozenset[int], keys: list[IdentifierLink], overview: Overview
) -> Iterator[SubjectColumn]:
    schemes = {each.field: each.scheme.name for each in keys}
    own = contract.fact.fields
    for field in sorted(fields | schemes.keys()):
        category = own.more.get("custom", {}).get(field, {}).get("dataCategory")
        yield SubjectColumn(
            column=_address(contract, field, overview),
            level=own.classifications[field] or "",
            category=category if isinstance(category, str) else "",
            scheme=schemes.get(field, ""),
        )


def _address(contract: Contract, field: int, overview: Overview) -> str:
    return overview.columns.address(overview.columns.id(contract, field))
