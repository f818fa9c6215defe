"""The documents that are not about a single product: the mesh as a whole, domains, teams, entities and others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.catalog import routes
from meshwright.catalog.assembly import parts
from meshwright.catalog.assembly.changes import change_document
from meshwright.catalog.assembly.entity import entities_document, entity_documents
from meshwright.catalog.assembly.governance import governance_document, rules_document
from meshwright.catalog.assembly.news import most_used, news, questions
from meshwright.catalog.assembly.register import (
    domain_documents,
    endings_of,
    mean,
    summaries,
    team_documents,
)
from meshwright.catalog.assembly.subjects import subjects_document
from meshwright.catalog.documents.mesh import (
    Changes,
    CommitChanges,
    Fault,
    Figures,
    Index,
    IndexLinks,
    Lineage,
    ProductChange,
    Unreadable,
)
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.documents.register import Domains, Products, Teams
from meshwright.catalog.history import LAST, PERIOD, RECENT
from meshwright.mesh.registries import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.entity import Entities, Entity
    from meshwright.catalog.documents.governance import Governance, Rules
    from meshwright.catalog.documents.register import Domain, Ending, Summary
    from meshwright.catalog.documents.subject import Subjects
    from meshwright.rulekit.diagnostic import Diagnostic

ENDING_DAYS = 365
LISTED = 8


@dataclass(frozen=True)
class Documents:
    """The documents that are not about a single product."""

    index: Index
    products: Products
    domains: Domains
    entities: Entities
    teams: Teams
    rules: Rules
    governance: Governance
    lineage: Lineage
    changes: Changes
    subjects: Subjects
    of_entities: tuple[Entity, ...]


def documents(overview: Overview) -> Documents:
    """Return all documents that are not about a single product."""
    products = summaries(overview)
    domains = domain_documents(overview, products)
    of_entities = entity_documents(overview)
    entities = entities_document(of_entities, overview)
    changes = _changes(overview)
    return Documents(
        index=_index(overview, products, domains, entities, changes),
        products=Products(products=tuple(products.values())),
        domains=Domains(domains=domains),
        entities=entities,
        teams=Teams(teams=team_documents(overview, products, domains)),
        rules=rules_document(overview),
        governance=governance_document(overview, products),
        lineage=_lineage(overview),
        changes=changes,
        subjects=subjects_document(overview),
        of_entities=of_entities,
    )


def _index(
    overview: Overview,
    products: Mapping[str, Summary],
    domains: tuple[Domain, ...],
    entities: Entities,
    changes: Changes,
) -> Index:
    mesh, source = overview.mesh, overview.source
    return Index(
        version=routes.VERSION,
        mesh=text(source.settings.get("name")),
        title=source.title,
        description=text(source.settings.get("description")),
        url=source.site_url,
        day=mesh.today,
        commit=source.commit.name if source.commit else "",
        figures=Figures(
            products=len(overview.cards),
            ports=len(mesh.ports),
            contracts=len(mesh.contracts),
            fields=len(overview.columns),
            domains=len(overview.by_domain),
            entities=len(mesh.derived(vocabulary).entities),
            teams=len(overview.by_team),
            uses=sum(len(each) for each in overview.users.values()),
        ),
        score=mean(overview.cards.values()),
        diagnostics=parts.counted(source.report.diagnostics),
        most_used=most_used(products.values()),
        news=tuple(news(overview, changes.endings)),
        questions=tuple(questions(overview, products)),
        recent=changes.commits[:LISTED],
        history_note=parts.history_note(overview),
        endings=changes.endings[:LISTED],
        unreadable=tuple(_unreadable(overview)),
        domains=domains,
        entities=entities.entities,
        links=IndexLinks(
            products=f"{routes.API}/products.json",
            domains=f"{routes.API}/domains.json",
            entities=f"{routes.API}/entities.json",
            teams=f"{routes.API}/teams.json",
            rules=f"{routes.API}/rules.json",
            governance=f"{routes.API}/governance.json",
            lineage=f"{routes.API}/lineage.json",
            changes=f"{routes.API}/changes.json",
            subjects=f"{routes.API}/subjects.json",
            schemas=f"{routes.API}/schemas/",
            home="index.html",
            feed="feed.xml",
        ),
    )


def _endings(overview: Overview) -> tuple[Ending, ...]:
    last = overview.mesh.today + timedelta(days=ENDING_DAYS)
    soon = [card for card in overview.cards.values() if card.ends is not None and card.ends <= last]
    ends = (each for each in endings_of(soon, overview) if each.status != "retired")
    return tuple(each for each in ends if each.ends is not None and each.ends <= last)


def _unreadable(overview: Overview) -> Iterator[Unreadable]:
    """Yield each file with an unreadable document once."""
    said: dict[str, list[Diagnostic]] = {}
    for each in overview.source.report.diagnostics:
        if each.range:
            said.setdefault(each.range.path, []).append(each)
    names = {each.file: each.sketch.name or each.sketch.id for each in overview.mesh.broken if each.file}
    for file, name in names.items():
        yield Unreadable(
            file=file,
            title=name or file.rpartition("/")[2],
            page=f"{routes.broken(file)}/index.html",
            source=parts.file_link(file, overview),
            faults=tuple(
                Fault(finding=parts.finding(each), line=each.range.start.line)
                for each in said.get(file, ())
                if each.range
            ),
        )


def _changes(overview: Overview) -> Changes:
    grouped = groupby(overview.source.history.recent, lambda each: each.commit)
    groups = [tuple(group) for _, group in grouped]
    return Changes(
        commits=tuple(
            CommitChanges(
                commit=group[0].commit,
                subject=group[0].subject,
                when=group[0].when,
                products=tuple(
                    ProductChange(
                        product=_changed(each.address, overview), change=change_document(each, overview)
                    )
                    for each in group
                ),
            )
            for group in groups
        ),
        history_note=" ".join(filter(None, (parts.history_note(overview), _cut(overview)))),
        endings=_endings(overview),
    )


def _cut(overview: Overview) -> str:
    """Return a note about the listed changes; empty if all changes are listed."""
    if not overview.source.history.is_cut:
        return ""
    return (
        f"All changes since {overview.mesh.today - PERIOD} are listed, and older ones up to a total of "
        f"{RECENT}. Each product's page lists its latest {LAST} changes; all others are in Git."
    )


def _changed(address: str, overview: Overview) -> Named | None:
    """Return a reference to a product: its title and page or, for a product without a page, the last part of its address."""
    if not address:
        return None
    card = overview.cards.get(address)
    name = card.name if card else address.rpartition("/")[2]
    return Named(address, parts.title_of(name), card.route if card else "")


def _lineage(overview: Overview) -> Lineage:
    positions = {address: number for number, address in enumerate(overview.cards)}
    edges: dict[tuple[int, int], dict[str, None]] = {}
    for address, readers in overview.read_by.items():
        for reader, port in readers:
            edges.setdefault((positions[address], positions[reader]), {})[port] = None
    ordered = sorted(edges)
    return Lineage(
        products=tuple(positions),
        edges=tuple(ordered),
        ports=tuple(tuple(sorted(edges[each])) for each in ordered),
    )
