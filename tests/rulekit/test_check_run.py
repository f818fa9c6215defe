"""One sequence: rules find mistakes, then housekeeping checks the exceptions, in one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesh_of import TODAY, compiled_in
from meshwright.facts.unit import Failure, LocalFinding
from meshwright.finding.finding import At, Finding
from meshwright.mesh.link import link
from meshwright.rulekit.check_run import Scope, build_report
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.findings import Findings
from meshwright.workspace.pipeline import context_of

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Report

FILE = "a.odcs.yaml"
TEXT = "kind: DataContract\nid: plays # meshwright: ignore[unknown-key] kept\n"
COUNTS = {"documents": 1, "products": 0, "contracts": 1, "fields": 0}


def said(path: str, **more: object) -> LocalFinding:
    """Return a finding of `unknown-key` at a key of the file."""
    return LocalFinding("unknown-key", Finding("it is unknown", At((path,), file=FILE), **more))  # type: ignore[arg-type]


def report_of(folder: Path, findings: Findings, scope: Scope) -> Report:
    """Settle findings in a mesh of one file."""
    source = compiled_in(folder, {FILE: TEXT.encode()})
    context = context_of(source, link(source.linkable, TODAY), Configuration(preset="strict"))
    return build_report(findings, scope, context)


def seen(report: Report) -> list[tuple[str, int | None, bool]]:
    """Return the rule and line of each diagnostic, and whether a comment suppresses it."""
    return [
        (each.rule, each.range and each.range.start.line, each.is_suppressed) for each in report.diagnostics
    ]


def test_no_findings_are_an_empty_report(tmp_path: Path) -> None:
    """A run whose scope has no exceptions to check has no housekeeping, either."""
    report = report_of(tmp_path, Findings(), Scope(COUNTS))

    assert (report.diagnostics, report.summary.documents) == ((), 1)


def test_housekeeping_knows_which_comments_were_used(tmp_path: Path) -> None:
    """A comment is unused only if the rule ran and found nothing there."""
    found = Findings()
    found.add([said("id")], ())
    elsewhere = Findings()
    elsewhere.add([said("kind")], ())
    scope = Scope(COUNTS, housekept=(FILE,), ran=frozenset({"unknown-key"}))

    assert seen(report_of(tmp_path, found, scope)) == [("unknown-key", 2, True)]
    assert seen(report_of(tmp_path, elsewhere, scope)) == [
        ("unknown-key", 1, False),
        ("unused-suppression", 2, False),
    ]
    assert seen(report_of(tmp_path, elsewhere, Scope(COUNTS, housekept=(FILE,)))) == [
        ("unknown-key", 1, False)
    ]


def test_findings_in_other_files_are_not_reported(tmp_path: Path) -> None:
    """Those of the whole mesh are, and a failed rule is reported wherever it failed."""
    findings = Findings()
    whole = LocalFinding("unknown-key", Finding("of the mesh", At()))
    findings.add([said("id"), whole], [Failure("unknown-team", "ZeroDivisionError", At(file=FILE))])

    report = report_of(tmp_path, findings, Scope(COUNTS, is_reported=lambda _: False))

    assert seen(report) == [("unknown-key", None, False), ("rule-failed", 1, False)]
    assert findings.failed == {"unknown-team"}


def test_equal_fingerprints_are_numbered_in_order(tmp_path: Path) -> None:
    """Three findings that nothing else distinguishes have three fingerprints, the same in each run."""
    findings = Findings()
    findings.add([said("kind") for _ in range(3)], ())

    first, again = (report_of(tmp_path, findings, Scope(COUNTS)) for _ in range(2))

    prints = [each.fingerprint for each in first.diagnostics]
    assert len(set(prints)) == 3
    assert prints == [each.fingerprint for each in again.diagnostics]


def test_withheld_finding_is_not_reported_and_keeps_its_comment(tmp_path: Path) -> None:
    """Another mistake hides whether it exists; the comment may be needed again."""
    findings = Findings()
    findings.add([said("id", is_withheld=True)], ())
    scope = Scope(COUNTS, housekept=(FILE,), ran=frozenset({"unknown-key"}))

    assert seen(report_of(tmp_path, findings, scope)) == []


WAIVERS = "governance/waivers.yaml"
WAIVER = """apiVersion: meshwright/v1
kind: Waiver
rule: unknown-key
address: -/plays@1
reason: the key is read by a tool of ours
owner: player-squad
approvedBy: data-office
expires: '2026-12-31'
"""


def test_waiver_of_a_finding_in_another_file_is_not_unused(tmp_path: Path) -> None:
    """A check of only the waivers compares them with the whole mesh."""
    files = {FILE: b"kind: DataContract\nid: plays\nversion: 1.0.0\n", WAIVERS: WAIVER.encode()}
    source = compiled_in(tmp_path, files)
    scope = Scope(COUNTS, lambda file: file == WAIVERS, housekept=(WAIVERS,), ran=frozenset({"unknown-key"}))

    rules = []
    for found in ([said("kind")], []):
        findings = Findings()
        findings.add(found, ())
        context = context_of(source, link(source.linkable, TODAY), Configuration(preset="strict"))
        rules.append([each.rule for each in build_report(findings, scope, context).diagnostics])

    assert rules == [[], ["unused-waiver"]]
