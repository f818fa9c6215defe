"""JUnit: a case per file."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from menagerie import RULE, diagnostic, menagerie, report

from meshwright.finding.finding import Severity
from meshwright.report.formats import Style, render
from meshwright.rulekit.diagnostic import AppliedWaiver


def cases(shown, style: Style | None = None) -> dict[str, ET.Element]:
    """Return the cases by file."""
    suite = ET.fromstring(render(shown, "junit", style or Style())).find("testsuite")
    assert suite is not None
    return {case.get("file", ""): case for case in suite}


def test_every_checked_file_is_a_case_and_clean_ones_pass() -> None:
    """Named by its file, in its folder."""
    found = cases(
        report([diagnostic(3, Severity.ERROR, path="a/b.yaml")], files=("a/b.yaml", "a/c.yaml", "d.yaml"))
    )

    assert [
        (case.get("classname"), case.get("name"), [each.tag for each in case]) for case in found.values()
    ] == [
        ("a", "b.yaml", ["failure"]),
        ("a", "c.yaml", []),
        (".", "d.yaml", []),
    ]


def test_failure_lists_failing_findings_and_the_output_the_others() -> None:
    """Waived and suppressed ones are listed, but do not fail."""
    one = diagnostic(3, Severity.ERROR, "is\n<wrong>\0", path="a.yaml")
    waived = replace(one, waived=AppliedWaiver("agreed", "x", "2027-01-31"))
    case = cases(
        report(
            [diagnostic(2, Severity.WARNING, path="a.yaml"), one, waived, replace(one, is_suppressed=True)]
        )
    )["a.yaml"]

    assert [(each.tag, each.attrib, each.text) for each in case] == [
        ("failure", {"message": "is\\n<wrong>\\x00", "type": RULE}, f"3:3: error[{RULE}]: is\\n<wrong>\\x00"),
        (
            "system-out",
            {},
            (
                f"2:3: warning[{RULE}]: something is\n"
                f"3:3: error[{RULE}]: is\\n<wrong>\\x00 (waived: agreed)\n"
                f"3:3: error[{RULE}]: is\\n<wrong>\\x00 (suppressed)"
            ),
        ),
    ]


def test_file_fails_from_the_severity_of_fail_on() -> None:
    """Like the exit code."""
    shown = report(
        [diagnostic(2, Severity.WARNING, path="a.yaml"), diagnostic(3, Severity.NOTICE, path="a.yaml")]
    )
    strict = cases(shown, Style(fails_from=Severity.WARNING))["a.yaml"]

    assert [each.tag for each in cases(shown)["a.yaml"]] == ["system-out"]
    assert [each.tag for each in strict] == ["failure", "system-out"]


def test_suite_counts_its_cases() -> None:
    """Files and failed rules."""
    root = ET.fromstring(render(menagerie(), "junit", Style()))
    (suite,) = root
    failures, errors = suite.findall("testcase/failure"), suite.findall("testcase/error")

    assert suite.attrib == {
        "name": "meshwright",
        "tests": "16",
        "failures": "5",
        "errors": "1",
        "skipped": "0",
    }
    assert (len(suite), len(failures), len(errors)) == (16, 5, 1)
    assert [each.get("message") for each in failures] == [
        "4 findings: role-below-clearance",
        "two are one",
        "2 findings: port-without-contract, missing-owner",
        "2 findings: port-without-contract, missing-owner",
        "11 findings: unknown-team",
    ]
