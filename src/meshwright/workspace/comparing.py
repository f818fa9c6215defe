"""The pipeline run for a comparison: two snapshots to changes, changes to verdicts and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.changes.diff import Side, address_of, diff, released
from meshwright.changes.judging import judge
from meshwright.changes.naming import canonical
from meshwright.changes.unreadable import plain
from meshwright.changes.verdict import INCOMPARABLE, failed
from meshwright.lineage.impact import impact, words
from meshwright.mesh.facts import Sketch
from meshwright.mesh.finding import At
from meshwright.mesh.link import link
from meshwright.mesh.places import Places
from meshwright.report.difference import Difference, Entry, Unread
from meshwright.rulekit.diagnostic import Known, Range, Report, summary
from meshwright.rulekit.engine import LocalRules, judge_changes
from meshwright.rulekit.levels import is_on
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.settle import Said, settle
from meshwright.rulekit.waiving import Waiving, exceptions, known
from meshwright.workspace.excerpts import excerpts_of, hidden_examples, with_masks
from meshwright.workspace.pipeline import secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from meshwright.changes.change import Change, Revision, Spot
    from meshwright.changes.verdict import Verdict
    from meshwright.lineage.hits import Hit
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.unit import Details, Unit
    from meshwright.rulekit.levels import Configuration
    from meshwright.rulekit.secrets import Secrets
    from meshwright.workspace.pipeline import Compiled


@dataclass(frozen=True, slots=True)
class Judged:
    """A change, what it means, and whom it hits."""

    change: Change
    verdict: Verdict
    consumers: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found."""

    revisions: tuple[Revision, ...]
    judged: tuple[Judged, ...]
    """The changes in the order of addresses."""
    report: Report
    failed_rules: tuple[str, ...]
    before: Compiled
    after: Compiled
    mesh: Mesh
    """The later one."""
    secrets: tuple[Secrets, Secrets]
    """What must not be shown, before and after."""
    examples: frozenset[str]
    """Examples too sensitive to be shown, of both sides."""

    def blank(self, words: str) -> str:
        """Blank secrets in any text."""
        return self.secrets[0].blank(self.secrets[1].blank(words))


def compare(
    before: Compiled, after: Compiled, tip: Compiled | None, configuration: Configuration, today: date
) -> Compared:
    """Link both sides, list what changed, and judge it; `tip` is the branch that is compared with, if it went on."""
    old, new = (Side(link(each.linkable, today, configuration.terms), each.units) for each in (before, after))
    revisions = revisions_between(before, after, old.mesh, new.mesh)
    if tip is not None:
        revisions = tuple(released(revisions, new, Side(link(tip.linkable, today), tip.units)))
    judged = tuple(_judged(each, old.mesh, new.mesh) for revision in revisions for each in revision.changes)
    active = {rule.name: rule for rule in all_rules() if rule.is_comparing and is_on(rule, configuration)}
    verdict = judge_changes(active.values(), subjects_of(revisions), old.mesh, new.mesh)
    said = [Said(active[each.rule], each.finding, "") for each in verdict.findings]
    by_name = {rule.name: rule for rule in all_rules()}
    local = LocalRules(by_name.values())
    for failure in verdict.failures:
        said += (Said(by_name[each.rule], each.finding, "") for each in local(failure, 0).findings)
    secrets = (secrets_of(before), secrets_of(after))
    excepted = exceptions(old.mesh)
    waiving = Waiving(excepted.waivers, new.mesh)

    def blank(words: str) -> str:
        return secrets[0].blank(secrets[1].blank(words))

    settled = settle(said, new.mesh, after, configuration, lambda _: (), before, waiving, blank=blank)
    diagnostics = tuple(
        secrets[0].blanked(secrets[1].blanked(each))
        for each in known(settled, excepted.baseline, Known.BASELINE)
    )
    report = Report(
        diagnostics=diagnostics,
        summary=summary(
            diagnostics,
            documents=len(revisions),
            products=len(new.mesh.products),
            contracts=len(new.mesh.contracts),
            fields=sum(len(each.fact.fields) for each in new.mesh.contracts),
        ),
        text_of=excerpts_of(new.mesh, after, secrets[1].text),
    )
    broken = {failure.rule for failure in verdict.failures}
    broken |= {INCOMPARABLE for each in judged if each.verdict.failure}
    examples = hidden_examples(old.mesh) | hidden_examples(new.mesh)
    return Compared(
        revisions, judged, report, tuple(sorted(broken)), before, after, new.mesh, secrets, examples
    )


def difference(compared: Compared) -> Difference:
    """Give what a comparison found as plain data, with secrets blanked."""
    places = (_Ranges(compared.before), _Ranges(compared.after))
    documents = (
        (address_of(revision.thing), judged)
        for revision, judged in zip(
            (each for each in compared.revisions for _ in each.changes), compared.judged, strict=True
        )
    )
    entries = tuple(_entry(address, judged, places, compared) for address, judged in documents)
    return Difference(
        str(compared.before.snapshot.origin),
        str(compared.after.snapshot.origin),
        entries,
        compared.report,
        tuple(_unread(compared.before, compared.after)),
    )


class _Ranges:
    """Places made concrete, the places of a file made once."""

    def __init__(self, source: Compiled) -> None:
        self.source = source
        self.known: dict[str, Details] = {}

    def __call__(self, spot: Spot | None) -> Range | None:
        if spot is None:
            return None
        at = spot.at
        details = self.known.get(at.file)
        if details is None:
            details = self.known[at.file] = self.source.details(at.file)
        if at.document >= len(details.bodies):
            return None
        places = Places(details.bodies[at.document], details.offsets[at.document])
        start, end = places.span(at.path, at.part)
        return Range(at.file, details.lines.position(start), details.lines.position(end))


def _entry(document: str, judged: Judged, places: tuple[_Ranges, _Ranges], compared: Compared) -> Entry:
    change, verdict, blank = judged.change, judged.verdict, compared.blank
    is_example = "examples" in change.aspect
    values = [
        _blanked(with_masks(plain(each), compared.examples, is_example=is_example), blank)
        for each in (change.before, change.after)
    ]
    return Entry(
        address=blank(change.address),
        document=blank(document),
        thing=change.thing,
        kind=change.kind.value,
        aspect=tuple(map(blank, change.aspect)),
        before=values[0],
        after=values[1],
        words=blank(verdict.words),
        impact=blank(words(judged.consumers, verdict)) if verdict.readers is not False else "",
        bump=str(verdict.bump),
        readers=verdict.readers,
        writers=verdict.writers,
        direction=verdict.direction,
        promise=str(verdict.promise) if verdict.promise is not None else None,
        row=verdict.row,
        needs=verdict.needs,
        is_exempt=verdict.is_exempt,
        old=places[0](change.old),
        new=places[1](change.new),
        hits=judged.consumers,
    )


def _blanked(value: object, blank: Callable[[str], str]) -> object:
    """Give a value as it is, or as text with its secrets blanked."""
    written = canonical(value)
    shown = blank(written)
    return value if shown == written else shown


def revisions_between(before: Compiled, after: Compiled, old: Mesh, new: Mesh) -> tuple[Revision, ...]:
    """List what differs; what stands where the other side has a mesh or repository of its own neither came nor went."""
    found = diff(Side(old, before.units), Side(new, after.units))
    return tuple(each for each in found if not _is_beyond(each, before, after))


def _is_beyond(revision: Revision, before: Compiled, after: Compiled) -> bool:
    other = after if revision.new is None else before if revision.old is None else None
    return other is not None and _around(revision.thing.home.file, other.snapshot.nested) is not None


def _around(file: str, folders: Iterable[str]) -> str | None:
    """Give the folder that a file is in."""
    return next((each for each in folders if file.startswith(f"{each}/")), None)


def _unread(before: Compiled, after: Compiled) -> Iterator[Unread]:
    """Give what may be there on both sides and can be read on one alone."""
    for own, other in ((before, after), (after, before)):
        folders = {_around(file, other.snapshot.nested) for file in own.units}
        for folder in sorted(each for each in folders if each is not None):
            yield Unread(folder, "is a mesh or repository of its own on one side")
    for path in sorted({*before.unreadable, *after.unreadable}):
        if path not in before.unreadable:
            yield Unread(path, f"can't be read: it {after.unreadable[path]}")
        elif path not in after.unreadable:
            yield Unread(path, f"could not be read before: it {before.unreadable[path]}")
    for path, unit in after.units.items():
        old = before.units.get(path)
        if old is None or old.packed != unit.packed:
            if _is_broken(unit):
                yield Unread(path, "does not compile")
            elif old is not None and _is_broken(old):
                yield Unread(path, "did not compile before")


def _is_broken(unit: Unit) -> bool:
    return any(isinstance(fact, Sketch) for fact in unit.facts)


def subjects_of(revisions: tuple[Revision, ...]) -> Iterator[tuple[object, At]]:
    """Give what comparing rules look at: each revision of a document, and each change in it."""
    for revision in revisions:
        yield revision, revision.new.home.at() if revision.new else At()
        for change in revision.changes:
            yield change, change.new.at if change.new else At()


def _judged(change: Change, before: Mesh, after: Mesh) -> Judged:
    verdict = judge(change, before, after)
    try:
        hit = impact(change, before, after) if verdict.readers is not False else ()
    except Exception as error:  # noqa: BLE001 - the same wall: whom a change hits is a part of what it means
        return Judged(change, failed(type(error).__name__), ())
    return Judged(change, verdict, hit)
