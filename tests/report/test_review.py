"""The findings of a review, by what they are about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, cast

from menagerie import diagnostic, report

from meshwright.finding.finding import Severity
from meshwright.report.review import OF_DATA, Review
from meshwright.rulekit.registry import all_rules

NAMED = re.compile(r"\bslo\b|\bservice-level\b|\bclassification\b")
OF_ACCESS = {
    "agreement-approves-itself",
    "agreement-gives-nothing",
    "grant-of-retired-port",
    "missing-access-role",
    "missing-contract-version",
    "new-column-not-agreed",
    "reads-above-clearance",
    "restricted-without-agreement",
    "role-below-clearance",
    "secret-in-document",
    "server-not-offered",
    "unenforceable-here",
    "unknown-account",
    "unknown-approver",
    "unknown-group",
    "unknown-role",
    "unreadable-access-property",
}
"""The rules of the group on security that are about readers, accounts and documents, not about the data."""
PRIVACY = {"group-too-small", "looks-personal"}
"""The rules of other groups about sensitivity whose names do not show it."""


def test_rules_about_service_levels_and_sensitivity_are_registered() -> None:
    """A renamed or new rule cannot end up among the other findings unnoticed."""
    registered = {rule.name for rule in all_rules() if rule.group != "compatibility"}
    secure = {rule.name for rule in all_rules() if rule.group == "secure"}

    assert secure >= OF_ACCESS
    assert {name for name in registered if NAMED.search(name)} | (secure - OF_ACCESS) | PRIVACY == OF_DATA


def test_finding_about_a_service_level_is_not_among_the_others() -> None:
    """Its section is for service levels and sensitivity, as is that of a sample with sensitive data."""
    slow, shown, unnamed = (
        replace(diagnostic(at, Severity.ERROR, "is wrong"), rule=rule)
        for at, rule in enumerate(("slo-contradicted", "sensitive-sample", "unknown-team"), 1)
    )
    difference = cast("Any", type("Nothing", (), {"other_findings": ()}))
    found = Review(difference, report([slow, shown, unnamed]), None, (), (None, None), date(2026, 11, 22))

    assert (found.of_data, found.others) == ((slow, shown), (unnamed,))
