"""The pipeline for reviews: the consumers to consult about a change, and all data that a reviewer needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from meshwright.analysis.access.atoms import Access
from meshwright.analysis.access.coverage import fields_of
from meshwright.analysis.access.plan import plan
from meshwright.analysis.flow.graph import Graph, Subgraph
from meshwright.report.access import AccessRow, access_row
from meshwright.report.approvals import NOBODY
from meshwright.report.contacts import contacts
from meshwright.report.impact import Impact
from meshwright.report.review import Review, ScoreChange
from meshwright.scores.product_score import percent
from meshwright.workspace.change_scope import check_both
from meshwright.workspace.comparison import compare, difference
from meshwright.workspace.resolution import channels
from meshwright.workspace.scoring import scored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.mesh.mesh import Mesh
    from meshwright.report.approvals import Approved
    from meshwright.report.diff import DiffReport
    from meshwright.rulekit.configuration import Configuration
    from meshwright.workspace.comparison import Comparison
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.pipeline import CheckResult


def impact(compared: Comparison, approved: Approved = NOBODY) -> Impact:
    """Return the consumers to consult or notify about a comparison, with their support channels."""
    found = difference(compared)
    people = contacts(found)
    support = {
        each.consumer: tuple(map(compared.redactor.blank, _support(each.consumer, compared)))
        for each in people
    }
    return Impact(
        found, people, {consumer: stated for consumer, stated in support.items() if stated}, approved
    )


def _support(consumer: AffectedConsumer, compared: Comparison) -> Iterator[str]:
    """Yield the support channels of a consumer, or else those of its team, as text."""
    mesh = compared.mesh
    thing = None
    if consumer.agreement is None:
        thing = mesh.product_of.get(consumer.address) or mesh.contract_at.get(consumer.address)
    documents = [compared.locator.value(thing.home.file, thing.home.document)] if thing else []
    for each in channels(mesh, consumer.team, documents):
        yield " ".join(str(each[key]) for key in ("tool", "channel", "url") if each.get(key))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review, and the rules that failed."""

    review: Review
    failed_rules: tuple[str, ...]
    base: Mesh


def review(
    before: CompiledSnapshot,
    after: CompiledSnapshot,
    tip: CompiledSnapshot | None,
    configuration: Configuration,
    today: date,
) -> Reviewed:
    """Assess a change as `diff` and `check --changed-since` do, and collect its context."""
    compared = compare(before, after, tip, configuration, today)
    linked = compared.base, compared.mesh
    old, new = check_both(before, after, configuration, lambda _: True, today, linked=linked)
    found = difference(compared, has_forecasts=True)
    made = Review(
        found,
        new.report,
        _flow(found, old, new),
        tuple(_scores(old, new, configuration)),
        (before.snapshot.origin.commit, after.snapshot.origin.commit),
        today,
        access=tuple(
            AccessRow(*map(compared.redactor.blank, each))
            for each in _access(compared.base, compared.mesh, today)
        ),
    )
    failed = {*compared.failed_rules, *old.failed_rules, *new.failed_rules}
    return Reviewed(made, tuple(sorted(failed)), compared.base)


def _access(before: Mesh, after: Mesh, today: date) -> Iterator[AccessRow]:
    """Return the access that a change grants and revokes.

    Of a contract's earlier versions, only the version in the base is known.
    """
    known = fields_of(before)
    base = Access(before, known)
    head = Access(after, known)
    changes = sorted(plan(base, head, today), key=lambda each: not each.is_widening)
    return (access_row(each, base, head) for each in changes)


def _scores(old: CheckResult, new: CheckResult, configuration: Configuration) -> Iterator[ScoreChange]:
    before, after = (
        {each.product: percent(each.score) for each in scored(outcome, configuration)}
        for outcome in (old, new)
    )
    for product in sorted({*before, *after}):
        pair = before.get(product), after.get(product)
        if pair[0] != pair[1]:
            yield ScoreChange(product, *pair)


def _flow(found: DiffReport, old: CheckResult, new: CheckResult) -> Subgraph | None:
    """Return the changed items and their neighbours in the graph; removed items come from the base. None if empty."""
    before, after = old.mesh.derived(Graph), new.mesh.derived(Graph)
    touched = dict.fromkeys(
        address for each in found.entries for address in _ports(each.address, each.document, before, after)
    )
    parts = [_around(after, [each for each in touched if each in after.nodes])]
    parts.append(_around(before, [each for each in touched if each not in after.nodes]))
    parts = [each for each in parts if each.starts]
    if not parts:
        return None
    whole = parts[0]
    return replace(
        whole,
        starts=tuple(start for part in parts for start in part.starts),
        nodes={address: node for part in reversed(parts) for address, node in part.nodes.items()},
        hops={address: hop for part in reversed(parts) for address, hop in part.hops.items()},
        edges=tuple({(edge.source, edge.target): edge for part in parts for edge in part.edges}.values()),
    )


def _ports(address: str, document: str, before: Graph, after: Graph) -> tuple[str, ...]:
    """Return the nodes in the graph that a change belongs to; empty if there are none."""
    for name in (address, document):
        for graph in (after, before):
            if name in graph.nodes:
                return (name,)
            if name in graph.exposed:
                return graph.exposed[name]
    return ()


def _around(graph: Graph, starts: list[str]) -> Subgraph:
    """Return the given nodes with their direct sources and their direct and indirect consumers."""
    down, up = graph.downstream(starts), graph.upstream(starts, 1)
    return Subgraph(
        down.starts,
        {**up.nodes, **down.nodes},
        {**up.hops, **down.hops},
        tuple({(edge.source, edge.target): edge for edge in (*down.edges, *up.edges)}.values()),
    )
