"""Reports on measurements: the findings of rules about observations, processed like all other findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.measuring.wording import at
from meshwright.rulekit.check_run import Scope, build_report
from meshwright.rulekit.configuration import is_on
from meshwright.rulekit.engine import check_measurements
from meshwright.rulekit.findings import Findings
from meshwright.rulekit.registry import all_rules
from meshwright.workspace.excerpts import excerpts_of
from meshwright.workspace.pipeline import context_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.measuring.judgement import Measurement
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Report
    from meshwright.workspace.compiled import CompiledSnapshot


def report_of(
    source: CompiledSnapshot,
    mesh: Mesh,
    configuration: Configuration,
    found: Sequence[Measurement],
    not_measured: int = 0,
) -> tuple[Report, tuple[str, ...]]:
    """Return a report on observations with waivers and suppressions applied, and the rules that failed."""
    context = context_of(source, mesh, configuration)
    findings = Findings(context.policies)
    active = [rule for rule in all_rules() if rule.is_measuring and is_on(rule, context.configuration)]
    findings.add(*check_measurements(active, [(each, at(each.probe)) for each in found], mesh))
    read = [each for each in found if not each.observation.unavailable]
    files = {each.probe.file for each in read}
    homes = {(each.probe.file, each.probe.document) for each in read}
    contracts = [each for each in mesh.contracts if (each.home.file, each.home.document) in homes]
    counts = {
        "documents": len(files),
        "products": len({mesh.ports[each.port].product for each in contracts if each.port}),
        "contracts": len(contracts),
        "fields": sum(len(each.probe.columns) for each in read),
    }
    report = replace(
        build_report(findings, Scope(counts), context),
        files=tuple(sorted({each.probe.file for each in found})),
        not_measured=not_measured,
        text_of=excerpts_of(mesh, context.locator, context.redactor.text),
    )
    return report, tuple(sorted(findings.failed))
