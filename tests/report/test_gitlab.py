"""GitLab's code quality, as its documentation requires."""

from __future__ import annotations

import json
from dataclasses import replace

from menagerie import PATH, RULE, diagnostic, menagerie, report

from meshwright.finding.finding import Severity
from meshwright.report.formats import Style, render


def test_entry_has_the_required_keys() -> None:
    """Highest severity first."""
    entries = json.loads(
        render(
            report([diagnostic(7, Severity.WARNING, "a\nb"), diagnostic(8, Severity.ERROR)]),
            "gitlab",
            Style(),
        )
    )

    assert [each["severity"] for each in entries] == ["blocker", "major"]
    assert entries[1] == {
        "description": "a\\nb",
        "check_name": RULE,
        "fingerprint": "0000000000000007",
        "severity": "major",
        "location": {"path": PATH, "lines": {"begin": 7}},
    }


def test_fingerprints_are_unique_and_exceptions_are_omitted() -> None:
    """GitLab compares by fingerprint and has no waivers."""
    shown = menagerie()
    entries = json.loads(render(shown, "gitlab", Style()))
    prints = [each["fingerprint"] for each in entries]

    assert len(set(prints)) == len(prints)
    assert set(prints) == {each.fingerprint for each in shown.diagnostics if each.counts}


def test_moved_line_changes_no_fingerprint() -> None:
    """The line is only in the location."""
    one = diagnostic(7, Severity.ERROR)
    moved = replace(one, range=diagnostic(70, Severity.ERROR).range)
    before, after = (json.loads(render(report([each]), "gitlab", Style()))[0] for each in (one, moved))

    assert before.pop("location") != after.pop("location")
    assert before == after


def test_finding_about_the_mesh_is_at_its_document() -> None:
    """GitLab requires a path."""
    entries = json.loads(
        render(report([replace(diagnostic(1, Severity.ERROR), range=None)]), "gitlab", Style())
    )

    assert entries[0]["location"] == {"path": "governance/mesh.yaml", "lines": {"begin": 1}}


def test_clean_report_is_an_empty_array() -> None:
    """GitLab requires a report of a clean run, too."""
    assert render(report([]), "gitlab", Style()) == "[]\n"
