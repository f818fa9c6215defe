"""The pipeline run for a command: files to units, units to a mesh, findings to a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meshwright.mesh.facts import ContractFact
from meshwright.mesh.finding import Severity
from meshwright.mesh.link import link
from meshwright.mesh.unit import Details
from meshwright.rulekit.diagnostic import Report, Summary
from meshwright.rulekit.engine import LocalRules, idle_rules, judge_mesh
from meshwright.rulekit.levels import is_on
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.settle import Said, settle
from meshwright.source.place import Lines
from meshwright.source.problem import UnreadableFile
from meshwright.source.snapshot import Content
from meshwright.source.text import decode
from meshwright.workspace.workers import compile_all

if TYPE_CHECKING:
    from datetime import date

    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.unit import Unit
    from meshwright.rulekit.levels import Configuration
    from meshwright.source.snapshot import Snapshot

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """All units of one snapshot, and where their text is."""

    snapshot: Snapshot
    units: Mapping[str, Unit]
    unreadable: Mapping[str, str]
    """Why a file that is ours could not be read, by its path."""

    def details(self, file: str) -> Details:
        """Give values, places and lines of a file; nothing of one that could not be read."""
        unit = self.units.get(file)
        return unit.details() if unit else Details((), (), Lines((0,), 0))

    def text(self, file: str) -> str:
        """Give the text of a file, for showing."""
        if file not in self.units:
            return ""
        content = self.snapshot.read(file)
        return decode(content.data).text if isinstance(content, Content) else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report, and whether it could look at everything."""

    report: Report
    failed_rules: tuple[str, ...] = field(default=())


def compiled(
    snapshot: Snapshot, memo: dict[str, Unit], *, jobs: int = 1, progress: Progress = lambda _: None
) -> Compiled:
    """Compile every file of a snapshot; equal bytes once, also across snapshots that share a memo."""
    unreadable = {each.path: each.why for each in snapshot.skipped}
    todo = {entry.blob: path for path, entry in snapshot.entries.items() if entry.blob not in memo}
    blobs: list[str] = []
    own: dict[str, str] = {}

    def contents() -> Iterator[bytes]:
        for content in snapshot.contents(todo.values()):
            if isinstance(content, Content):
                own[content.path] = content.blob
                blobs.append(content.blob)
                yield content.data
            else:
                unreadable[content.path] = content.why

    for number, unit in enumerate(compile_all(contents(), len(todo), jobs, progress)):
        memo[blobs[number]] = unit
    units = {}
    for path, entry in snapshot.entries.items():
        blob = own.get(path, entry.blob)
        if blob in memo and path not in unreadable:
            units[path] = memo[blob]
    return Compiled(snapshot, units, unreadable)


def check(
    source: Compiled, configuration: Configuration, is_reported: Callable[[str], bool], today: date
) -> Outcome:
    """Link and judge a whole snapshot, and report on the files asked for."""
    by_name = {rule.name: rule for rule in all_rules()}
    active = tuple(rule for rule in by_name.values() if is_on(rule, configuration))
    active_names = {rule.name for rule in active}
    mesh = link(source.units, today)
    verdict = judge_mesh(active, mesh)
    said = [Said(by_name[each.rule], each.finding, "") for each in verdict.findings]
    failures = [(failure, "") for failure in verdict.failures]
    for path, unit in source.units.items():
        said += (Said(by_name[each.rule], each.finding, path) for each in unit.findings)
        failures += ((failure, path) for failure in unit.failures if failure.rule in active_names)
    said = [each for each in said if _is_asked_for(each, is_reported)]
    local = LocalRules(by_name.values())
    told = [(UnreadableFile(why=why), path) for path, why in source.unreadable.items() if is_reported(path)]
    for subject, path in (*told, *failures):
        said += (Said(by_name[each.rule], each.finding, path) for each in local(subject, 0).findings)
    diagnostics = settle(said, mesh, source, configuration)
    standing = [each.severity for each in diagnostics if each.counts]
    report = Report(
        diagnostics=diagnostics,
        summary=Summary(
            errors=standing.count(Severity.ERROR),
            warnings=standing.count(Severity.WARNING),
            advice=standing.count(Severity.ADVICE),
            waived=sum(each.waived is not None for each in diagnostics),
            suppressed=sum(each.is_suppressed for each in diagnostics),
            **_counts(source, mesh, is_reported),
        ),
        idle=idle_rules(active, mesh),
        left_out=source.snapshot.counted,
        text_of=source.text,
    )
    return Outcome(report, tuple(sorted({failure.rule for failure, _ in failures})))


def _is_asked_for(said: Said, is_reported: Callable[[str], bool]) -> bool:
    file = said.finding.at.file or said.file
    return not file or is_reported(file)


def _counts(source: Compiled, mesh: Mesh, is_reported: Callable[[str], bool]) -> dict[str, int]:
    facts = [fact for path, unit in source.units.items() if is_reported(path) for fact in unit.facts if fact]
    return {
        "documents": len(facts),
        "products": sum(is_reported(product.home.file) for product in mesh.products),
        "contracts": sum(isinstance(fact, ContractFact) for fact in facts),
        "fields": sum(len(fact.fields) for fact in facts if isinstance(fact, ContractFact)),
    }
