"""The policies of the example: each finds its violation, and together they show the life cycle of policies."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from edits import EXAMPLE
from mesh_of import TODAY
from meshwright.cli.main import main
from meshwright.finding.finding import Severity
from meshwright.workspace.policy_files import policies_below

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.policies.policy import Policy

ROYALTIES = "products/payments/royalties/contracts/statements.v1.odcs.yaml"
SESSIONS = "products/player/listening-sessions/product.odps.yaml"
VIOLATIONS: dict[str, list[tuple[str, str, str]]] = {
    "events-say-who-sent-them": [
        ("products/store/purchases/contracts/events.v1.odcs.yaml", "watergarden.store.", "watergarden.shop.")
    ],
    "external-data-has-a-licence": [
        (
            "products/events/music-events/contracts/calendar.v1.odcs.yaml",
            "property: licence",
            "property: terms",
        )
    ],
    "money-domains-use-snake-case": [(ROYALTIES, "name: track_title", "name: trackTitle")],
    "money-has-an-iso-4217-currency": [(ROYALTIES, "pattern: ^[A-Z]{3}$", "pattern: ^[A-Za-z]+$")],
    "payments-keeps-personal-data-short": [],
    "player-ports-are-named-by-cadence": [
        ("products/player/playback-quality/product.odps.yaml", "name: live", "name: stream")
    ],
    "restricted-agreements-last-a-year": [
        ("products/payments/royalties/agreements/withholding-report.yaml", '"2027-10-31"', '"2027-12-31"')
    ],
    "restricted-data-has-two-owners": [
        (
            "governance/teams.yaml",
            "{username: viktor.lind, name: Viktor Lind, ",
            "{username: grace.mbeki, name: Grace, ",
        )
    ],
    "restricted-data-stays-in-the-eu": [(ROYALTIES, "value: eu-central-1", "value: us-east-1")],
    "sources-do-not-read-consumers": [
        ("products/listeners/profiles/product.odps.yaml", "type: sourceAligned", "type: consumerAligned"),
        (SESSIONS, "type: aggregate", "type: sourceAligned"),
    ],
    "tier-1-is-available-and-on-call": [
        ("products/player/play-events/product.odps.yaml", "scope: on-call", "scope: issues")
    ],
    "timestamps-are-in-utc": [(ROYALTIES, "timezone: true", "timezone: false")],
    "two-majors-at-most": [
        (
            SESSIONS,
            "outputPorts:\n",
            "outputPorts:\n  - {name: daily, type: files, version: 3.0.0, contractId: daily-3}\n",
        )
    ],
}
"""The findings of each policy after a change of the example; the first finds a waived violation."""


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    """Return the policies of the example by name."""
    found = policies_below(EXAMPLE, TODAY).policies
    assert [each.fault for each in found if each.binding is None] == []
    return {each.policy.name: each.policy for each in found}


def test_each_policy_finds_its_violation_in_the_example(
    tmp_path: Path, policies: dict[str, Policy], capsys: pytest.CaptureFixture[str]
) -> None:
    """With the severity of its status; the waived one is found without a change."""
    for part in ("products", "governance", "policies"):
        shutil.copytree(EXAMPLE / part, tmp_path / part)
    for path, old, new in (each for edits in VIOLATIONS.values() for each in edits):
        text = (tmp_path / path).read_text()
        assert old in text, (path, old)
        (tmp_path / path).write_text(text.replace(old, new))
    main(["check", str(tmp_path), "--format", "json", "--select", "policies", "--as-of", str(TODAY)])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert {each["rule"] for each in found} == policies.keys() == VIOLATIONS.keys()
    assert {each["rule"] for each in found if each["waived"]} == {"payments-keeps-personal-data-short"}
    assert {each["rule"] for each in found if each["severity"] == "notice"} == {
        "restricted-data-has-two-owners"
    }
    assert {each["rule"] for each in found if each["severity"] == "warning"} == {
        "tier-1-is-available-and-on-call",
        "two-majors-at-most",
    }


def test_starter_set_shows_the_life_cycle_of_policies(policies: dict[str, Policy]) -> None:
    """One in audit, one with a day in the future, one of a domain; some that cannot be waived."""
    assert [each.name for each in policies.values() if each.status == "audit"] == [
        "restricted-data-has-two-owners"
    ]
    coming = [each.name for each in policies.values() if each.enforce_from and each.enforce_from > TODAY]
    assert coming == ["tier-1-is-available-and-on-call"]
    assert [each.name for each in policies.values() if each.domain] == ["player-ports-are-named-by-cadence"]
    assert any(not each.is_waivable for each in policies.values())
    assert {each.severity for each in policies.values()} == {Severity.ERROR, Severity.WARNING}


def test_starter_set_is_complete(policies: dict[str, Policy]) -> None:
    """Each states its references and remedy, and has failing and passing tests."""
    for each in policies.values():
        assert each.references, each.name
        assert each.remediation, each.name
        assert {test.is_failing for test in each.tests} == {True, False}, each.name
