"""The pipeline for a command: from files to units, from units to a mesh, and from findings to a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.facts.facts import ContractFact, DefinitionFact, SampleFact
from meshwright.mesh.dependents import dependents
from meshwright.mesh.former_addresses import former_addresses
from meshwright.mesh.inheritance import team_of
from meshwright.mesh.link import link
from meshwright.records import dataclass
from meshwright.rulekit.check_run import Scope, build_report, unchanged
from meshwright.rulekit.configuration import is_on, with_standards
from meshwright.rulekit.diagnostic import NotApplied
from meshwright.rulekit.engine import InapplicableRule, check_mesh, idle_rules
from meshwright.rulekit.exceptions.outdated import Outdated, of_comments, of_registers
from meshwright.rulekit.exceptions.waivers import waivers
from meshwright.rulekit.exceptions.waiving import exceptions
from meshwright.rulekit.findings import Findings
from meshwright.rulekit.locator import Locator
from meshwright.rulekit.redaction import Redactor
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.settle import CheckContext
from meshwright.source.problem import UnreadableFile
from meshwright.workspace.coverage import could_check, unexamined
from meshwright.workspace.custom_schemas import notices, refusals
from meshwright.workspace.excerpts import excerpts_of
from meshwright.workspace.linked_files import missing_files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date

    from meshwright.mesh.items import Contract, Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.report.diff import NotCompared
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic, Report
    from meshwright.rulekit.rule import Rule
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.compiled import CompiledSnapshot

OF_SAMPLES = ("sample-violates-contract", "sensitive-sample")
"""The rules that use samples."""
OF_SCHEMAS = "organisation-schema"
"""The rule that applies the organisation's own schemas."""

OF_LINKS = "missing-linked-file"
"""The rule about links from documents to files."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A report, and whether it is complete."""

    report: Report
    mesh: Mesh
    failed_rules: tuple[str, ...] = ()
    is_blind: bool = False
    """Whether none of the requested documents could be checked."""
    unread: tuple[NotCompared, ...] = ()
    """Items that were not compared: folders that are readable in only one revision, and files in an unsupported version."""
    notices: tuple[str, ...] = ()
    """Notes for the user about how the check was run."""
    has_secrets: bool = False
    """Whether any document appears to contain a secret."""


def check(
    source: CompiledSnapshot,
    configuration: Configuration,
    is_reported: Callable[[str], bool],
    today: date,
    further: Iterable[Callable[[CheckContext, Findings], None]] = (),
) -> CheckResult:
    """Link and check a whole snapshot, and report on the requested files.

    `further` adds findings that need more than documents, such as those about observations.
    """
    mesh = link(source.linkable, today, configuration.terms, source.snapshot.origin.revision)
    context = context_of(source, mesh, configuration)
    findings = Findings(context.policies)
    for add in further:
        add(context, findings)
    return check_linked(source, context, is_reported, findings)


def check_linked(
    source: CompiledSnapshot,
    context: CheckContext,
    is_reported: Callable[[str], bool],
    changes: Findings | None = None,
    mark: Callable[[Diagnostic], Diagnostic] = unchanged,
) -> CheckResult:
    """Check a linked snapshot; `changes` are the findings about changes, and `mark` marks preexisting findings."""
    mesh, findings = context.mesh, changes or Findings(context.policies)
    rules = (*all_rules(), *context.policies)
    active = [rule for rule in rules if is_on(rule, context.configuration) and rule.is_checking]
    names = {rule.name for rule in active}
    findings.add(*check_mesh(active, mesh))
    for path, unit in source.units.items():
        failures = [failure for failure in unit.failures if failure.rule in names]
        findings.add(unit.findings, failures, path)
    for path in filter(is_reported, source.unreadable):
        findings.add_problem(UnreadableFile(why=source.unreadable[path]), path)
    for outdated in _outdated(source, mesh):
        if is_reported(outdated.at.file):
            findings.add_problem(outdated, outdated.at.file)
    if OF_LINKS in names:
        for missing in missing_files(source.snapshot, source.units, is_reported):
            findings.add_problem(missing, missing.at.file)
    unapplied = list(_refused(source, is_reported, findings)) if OF_SCHEMAS in names else []
    idle = idle_rules(active, mesh)
    skipped = (*_skipped(source, names, is_reported), *unapplied, *context.not_run)
    scope = Scope(
        counts=_counts(source, mesh, is_reported),
        is_reported=is_reported,
        housekept=tuple(filter(is_reported, source.units)),
        ran=frozenset(names - findings.failed - {each.rule for each in (*idle, *skipped)}),
        mark=mark,
    )
    report = replace(
        build_report(findings, scope, context),
        skipped=skipped,
        idle=idle,
        policies=context.policies,
        teams=_teams(mesh),
        files=tuple(sorted(filter(is_reported, {*source.units, *source.unreadable}))),
        left_out=source.snapshot.counted,
        not_applied=_not_applied(source.snapshot, is_reported),
        unexamined=unexamined(source.snapshot, is_reported),
        dependents=mesh.derived(dependents),
        text_of=excerpts_of(mesh, context.locator, context.redactor.text),
    )
    return CheckResult(
        report,
        mesh,
        tuple(sorted(findings.failed)),
        not could_check(source, is_reported),
        notices=tuple(notices(source.schemas, source.units)) if OF_SCHEMAS in names else (),
        has_secrets=any(each.finding.is_secret for unit in source.units.values() for each in unit.findings),
    )


def _outdated(source: CompiledSnapshot, mesh: Mesh) -> Iterator[Outdated]:
    """Yield the old rule names in comments and governance documents."""
    for path, unit in source.units.items():
        yield from of_comments(path, unit.suppressions)
    yield from of_registers(mesh)


def context_of(
    source: CompiledSnapshot,
    mesh: Mesh,
    configuration: Configuration,
    base: tuple[CompiledSnapshot, Mesh] | None = None,
) -> CheckContext:
    """Return the context for turning findings about a mesh into diagnostics.

    With a base, the base's waivers and baseline apply, and its secrets are also blanked.
    """
    configuration = in_effect(configuration, mesh)
    if base is None:
        locator = Locator(source)
        redactor = redactor_of(source, locator)
        policies, not_run = _policies(mesh, mesh, locator, redactor, configuration)
        return CheckContext(mesh, locator, configuration, exceptions(mesh), redactor, policies, not_run)
    before, old = base
    locator = Locator(source, Locator(before))
    redactor = redactor_of(source, locator, redactor_of(before, Locator(before)))
    stated = replace(exceptions(old), former=former_addresses(mesh, old))
    policies, not_run = _policies(old, mesh, locator, redactor, configuration)
    return CheckContext(mesh, locator, configuration, stated, redactor, policies, not_run)


def _policies(
    stating: Mesh, mesh: Mesh, locator: Locator, redactor: Redactor, configuration: Configuration
) -> tuple[tuple[Rule, ...], tuple[InapplicableRule, ...]]:
    """Return the policies of one mesh as rules for another, and the policies that are enabled but cannot run.

    A change is checked by the base's policies. The code that runs policies is imported only if there are any.
    """
    if not stating.register("Policy"):
        return (), ()
    from meshwright.policies.policy import bound_policies
    from meshwright.policies.running import PolicyRun
    from meshwright.relational.source import MeshSource

    source = MeshSource(mesh, locator.value, redactor.blank, is_clean=redactor.is_clean)
    run = PolicyRun(stating.derived(bound_policies), source)
    cannot = ((rule, fault) for rule, fault in run.unbound if is_on(rule, configuration))
    return run.rules, tuple(InapplicableRule(rule.name, fault) for rule, fault in cannot)


def in_effect(configuration: Configuration, mesh: Mesh) -> Configuration:
    """Return a configuration that turns on the rules that the mesh's standards require."""
    kinds = {kind for kind, entries in mesh.registers.items() if entries}
    return with_standards(configuration, kinds, all_rules())


def redactor_of(source: CompiledSnapshot, locator: Locator, base: Redactor | None = None) -> Redactor:
    """Return a redactor for the secrets in the documents, and in those of a base."""
    found = {
        path: [each.finding.at for each in unit.findings if each.finding.is_secret]
        for path, unit in source.units.items()
    }
    return Redactor({path: places for path, places in found.items() if places}, locator, base)


def _refused(
    source: CompiledSnapshot, is_reported: Callable[[str], bool], findings: Findings
) -> Iterator[InapplicableRule]:
    """Add the violations of the organisation's schemas; yield the reasons why schemas cannot be applied.

    A broken schema is reported even if only other files were requested.
    """
    for path, refusal in refusals(source.schemas, source.units):
        if is_reported(path):
            findings.add_problem(refusal, path)
        elif path in source.snapshot.schemas:
            yield InapplicableRule(OF_SCHEMAS, f"`{path}`: {refusal.what}")


def _not_applied(snapshot: Snapshot, is_reported: Callable[[str], bool]) -> tuple[NotApplied, ...]:
    """Return the documents of other standards, by kind."""
    paths: dict[str, list[str]] = {}
    for path, of_kind in snapshot.unapplied:
        if is_reported(path):
            paths.setdefault(of_kind, []).append(path)
    return tuple(NotApplied(of_kind, len(found), found[0]) for of_kind, found in sorted(paths.items()))


def _teams(mesh: Mesh) -> dict[str, str]:
    """Map the address of each product and unexposed contract, and the file of each waiver and agreement, to its owner."""
    orphans = (contract for contract in mesh.contracts if contract.port is None)
    things: tuple[Product | Contract, ...] = (*mesh.products, *orphans)
    teams = {thing.address: team_of(thing, mesh) or "" for thing in things}
    teams |= {waiver.home.file: waiver.owner for waiver in waivers(mesh)}
    return teams | {agreement.home.file: agreement.team for agreement in mesh.agreements}


def _skipped(
    source: CompiledSnapshot, active: Collection[str], is_reported: Callable[[str], bool]
) -> Iterator[InapplicableRule]:
    """Yield the rules that cannot run because a sample cannot be opened."""
    unopened = list(filter(is_reported, source.unopened))
    more = f" and {len(unopened) - 1} more" if len(unopened) > 1 else ""
    verb = "need" if more else "needs"
    for name in OF_SAMPLES if unopened else ():
        if name in active:
            yield InapplicableRule(name, f"`{unopened[0]}`{more} {verb} the extra `data`")


def _counts(source: CompiledSnapshot, mesh: Mesh, is_reported: Callable[[str], bool]) -> dict[str, int]:
    facts = [
        fact
        for path, unit in source.units.items()
        if is_reported(path)
        for fact in unit.facts
        if fact and not isinstance(fact, SampleFact | DefinitionFact)
    ]
    return {
        "documents": len(facts),
        "products": sum(is_reported(product.home.file) for product in mesh.products),
        "contracts": sum(isinstance(fact, ContractFact) for fact in facts),
        "fields": sum(len(fact.fields) for fact in facts if isinstance(fact, ContractFact)),
    }
