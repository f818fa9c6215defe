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


def test_rules_about_service_levels_and_sensitivity_are_registered() -> None:
    """A renamed or new rule cannot end up among the other findings unnoticed."""
    registered = {rule.name for rule in all_rules() if rule.group != "compatibility"}

    assert {name for name in registered if NAMED.search(name)} == OF_DATA


def test_finding_about_a_service_level_is_not_among_the_others() -> None:
    """Its section is for service levels and sensitivity."""
    slow, unnamed = (
        replace(diagnostic(at, Severity.ERROR, "is wrong"), rule=rule)
        for at, rule in enumerate(("slo-contradicted", "unknown-team"), 1)
    )
    difference = cast("Any", type("Nothing", (), {"other_findings": ()}))
    found = Review(difference, report([slow, unnamed]), None, (), (None, None), date(2026, 11, 22))

    assert (found.of_data, found.others) == ((slow,), (unnamed,))
