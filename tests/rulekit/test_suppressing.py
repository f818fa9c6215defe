"""The effect of suppression comments, and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, report_on, scaffold
from meshwright.finding.finding import Severity
from meshwright.report.formats import Style, render
from meshwright.rulekit.configuration import Configuration

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Report


def checked(folder: Path, old: str, new: str, configuration: Configuration | None = None) -> Report:
    """Check the scaffold with another text in the first product."""
    files = scaffold()
    path = PLACES["product"]
    text = files[path].decode()
    assert old in text
    files[path] = text.replace(old, new, 1).encode()
    return report_on(folder, files, configuration)


def counting(report: Report) -> list[tuple[str, str]]:
    """Return rule and message of the findings that count."""
    return [(each.rule, each.message) for each in report.diagnostics if each.counts]


SPOILT = "name: player-squadd"


def test_suppressed_finding_is_in_the_report_and_does_not_count(tmp_path: Path) -> None:
    """It is counted separately, and the text for people omits it."""
    report = checked(tmp_path, "name: player-squad", f"{SPOILT}  # meshwright: ignore[unknown-team] soon")

    assert [(each.rule, each.is_suppressed) for each in report.diagnostics] == [("unknown-team", True)]
    assert (report.summary.errors, report.summary.suppressed) == (0, 1)
    text = render(report, "text", Style())
    assert "unknown-team" not in text
    assert "(1 suppressed)" in text
    assert '"suppressed": true' in render(report, "json", Style())


@pytest.mark.parametrize("name", ["unknown-team", "discoverable", "missing-status, unknown-team"])
def test_rule_or_its_group_may_be_named(tmp_path: Path, name: str) -> None:
    """Several names are separated by commas."""
    report = checked(
        tmp_path, "team:\n  name: player-squad", f"# meshwright: ignore[{name}] soon\nteam:\n  {SPOILT}"
    )

    assert [each.is_suppressed for each in report.diagnostics if each.rule == "unknown-team"] == [True]


def test_finding_outside_the_scope_of_a_comment_counts(tmp_path: Path) -> None:
    """On another line, or of another rule."""
    elsewhere = checked(
        tmp_path / "a",
        "team:\n  name: player-squad",
        f"team:  # meshwright: ignore[unknown-team] x\n  {SPOILT}",
    )
    assert [rule for rule, _ in counting(elsewhere)] == ["unused-suppression", "unknown-team"]

    other = checked(tmp_path / "b", "name: player-squad", f"{SPOILT}  # meshwright: ignore[unknown-domain] x")
    assert [rule for rule, _ in counting(other)] == ["unknown-team", "unused-suppression"]


def test_syntax_and_housekeeping_cannot_be_suppressed(tmp_path: Path) -> None:
    """The finding counts, and the comment is reported."""
    report = checked(
        tmp_path,
        "status: active",
        "# meshwright: ignore[duplicate-key, unused-suppression] x\nstatus: active\nstatus: draft",
    )

    told = counting(report)
    assert [message for rule, message in told if rule == "unused-suppression"] == [
        "`duplicate-key` cannot be suppressed",
        "`unused-suppression` cannot be suppressed",
    ]
    assert [rule for rule, _ in told if rule != "unused-suppression"] == ["duplicate-key"]


@pytest.mark.parametrize(
    "configuration",
    [
        Configuration(preset="strict", select=frozenset({"unknown-domain", "unused-suppression"})),
        Configuration(preset="strict", ignore=frozenset({"unknown-team"})),
        Configuration(preset="strict", levels={"unknown-team": None}),
        Configuration(preset="strict", levels={"discoverable": None}),
    ],
    ids=["not selected", "ignored", "off", "group off"],
)
def test_comment_for_a_rule_that_did_not_run_is_not_unused(
    tmp_path: Path, configuration: Configuration
) -> None:
    report = checked(
        tmp_path,
        "  name: player-squad",
        "  name: player-squad  # meshwright: ignore[unknown-team] x",
        configuration,
    )

    assert counting(report) == []


def test_severity_of_unused_comments_can_be_raised(tmp_path: Path) -> None:
    """An unused comment is a warning by default."""
    report = checked(
        tmp_path, "  name: player-squad", "  name: player-squad  # meshwright: ignore[unknown-team] x"
    )

    assert [(each.rule, each.severity) for each in report.diagnostics] == [
        ("unused-suppression", Severity.WARNING)
    ]


IDLE = "  name: player-squad  # meshwright: ignore[unknown-team] x"


def test_no_comment_is_unused_next_to_unreadable_text(tmp_path: Path) -> None:
    """Its finding may be in an unknown key, or in another broken file."""
    own = checked(tmp_path / "own", "  name: player-squad", f"{IDLE}\n  nme: other")
    files = scaffold()
    files[PLACES["product"]] = files[PLACES["product"]].replace(b"  name: player-squad", IDLE.encode(), 1)
    files["governance/broken.yaml"] = b"apiVersion: meshwright/v1\nkind: Team\nname: [\n"

    assert [rule for rule, _ in counting(own)] == ["unknown-key"]
    assert [rule for rule, _ in counting(report_on(tmp_path / "other", files))] == ["yaml-syntax"]
