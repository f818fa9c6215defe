"""JUnit XML, which every CI server can read, with one test case for each file.

With one case for each file, the cases are the same in every run: files without findings pass, and a server
that compares two runs shows which files were broken or fixed. With one case for each finding, runs would have
no common cases; with one for each rule and file, there would be tens of thousands of empty cases. Findings
about the mesh as a whole are reported at its document. A case fails if one of its diagnostics makes the run
fail; all other diagnostics become its output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # used only for writing

from meshwright.report.summary import MESH_PLACE, WORDS, counted, worst_first
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Diagnostic, Report

SUITE = "meshwright"


def render(report: Report, style: Style) -> str:
    """Render a suite with one case for each file, and one for each skipped rule."""
    by_file: dict[str, list[Diagnostic]] = {file: [] for file in report.files}
    for diagnostic in report.diagnostics:
        by_file.setdefault(diagnostic.range.path if diagnostic.range else MESH_PLACE, []).append(diagnostic)
    suite = ET.Element("testsuite", name=SUITE)
    failures = sum(_case(suite, file, by_file[file], style) for file in sorted(by_file))
    for skipped in report.skipped:
        case = ET.SubElement(suite, "testcase", classname="rules", name=skipped.rule)
        ET.SubElement(case, "error", message=f"this rule was skipped: {one_line(skipped.reason)}")
    counts = {"tests": len(suite), "failures": failures, "errors": len(report.skipped), "skipped": 0}
    for name, count in counts.items():
        suite.set(name, str(count))
    suites = ET.Element("testsuites", name=SUITE)
    suites.append(suite)
    ET.indent(suites)
    text = ET.tostring(suites, encoding="us-ascii", xml_declaration=False).decode()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: ET.Element, file: str, diagnostics: Sequence[Diagnostic], style: Style) -> bool:
    """Add a case for a file, and return whether it fails."""
    path = one_line(file)
    folder, _, name = path.rpartition("/")
    case = ET.SubElement(suite, "testcase", classname=folder or ".", name=name, file=path)
    ordered = worst_first(diagnostics)
    failing = [each for each in ordered if each.counts and each.severity >= style.fails_from]
    others = [each for each in ordered if not (each.counts and each.severity >= style.fails_from)]
    if failing:
        failure = ET.SubElement(case, "failure", message=_failure_message(failing), type=failing[0].rule)
        failure.text = "\n".join(map(_line, failing))
    if others:
        ET.SubElement(case, "system-out").text = "\n".join(map(_line, others))
    return bool(failing)


def _failure_message(failing: Sequence[Diagnostic]) -> str:
    """Return a one-line summary of the failures, or the message of the only failure."""
    if len(failing) == 1:
        return one_line(failing[0].message)
    rules = ", ".join(dict.fromkeys(each.rule for each in failing))
    return f"{counted(len(failing), 'finding')}: {rules}"


def _line(diagnostic: Diagnostic) -> str:
    start = diagnostic.range.start if diagnostic.range else None
    where = f"{start.line}:{start.column}: " if start else ""
    excuse = f" (waived: {one_line(diagnostic.waived.reason)})" if diagnostic.waived else ""
    excuse += " (suppressed)" if diagnostic.is_suppressed else ""
    excuse += f" ({WORDS[diagnostic.known]})" if diagnostic.known else ""
    return f"{where}{diagnostic.severity}[{diagnostic.rule}]: {one_line(diagnostic.message)}{excuse}"
