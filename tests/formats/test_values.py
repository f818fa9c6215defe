"""The values that a schema lists are exactly those that the program can write, even if no output contains them."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from meshwright.analysis.meaning.joins import JoinOutcome as JoinVerdict
from meshwright.analysis.promises.service_level_assessment import ServiceLevelStatus as LevelVerdict
from meshwright.changes.change import ChangeKind
from meshwright.changes.verdict import Bump, CompatibilityLevel, Verdict
from meshwright.finding.finding import Severity
from meshwright.formats.outputs import output_schema
from meshwright.report import gitlab, impact, sarif
from meshwright.rulekit.diagnostic import PreexistingIn

SIDES = (True, False, None)
DIRECTIONS = [
    Verdict("", Bump.NONE, readers=one, writers=other).direction for one, other in product(SIDES, SIDES)
]
LISTED: dict[tuple[str, str, str], list[Any]] = {
    ("check", "Diagnostic", "severity"): [str(each) for each in Severity],
    ("check", "Diagnostic", "known"): [*(each.value for each in PreexistingIn), None],
    ("rules", "Rule", "severity"): [str(each) for each in Severity],
    ("diff", "Change", "kind"): [each.value for each in ChangeKind],
    ("diff", "Verdict", "bump"): [str(each) for each in Bump],
    ("diff", "Verdict", "promise"): [*map(str, CompatibilityLevel), None],
    ("diff", "Verdict", "direction"): DIRECTIONS,
    ("impact", "Cause", "effect"): list(impact._SURELY),
    ("join", "", "verdict"): [each.value for each in JoinVerdict],
    ("trace", "Step", "verdict"): [each.value for each in LevelVerdict],
    ("sarif", "Result", "level"): list(sarif._LEVELS.values()),
    ("sarif", "RuleProperties", "problem.severity"): list(sarif._PROBLEMS.values()),
    ("gitlab", "Issue", "severity"): list(gitlab._SEVERITIES.values()),
}


@pytest.mark.parametrize("place", LISTED, ids=".".join)
def test_schema_lists_exactly_the_possible_values(place: tuple[str, str, str]) -> None:
    name, definition, key = place
    schema = output_schema(name)
    kind = schema["$defs"][definition] if definition else schema

    assert set(kind["properties"][key]["enum"]) == set(LISTED[place])


def test_summary_has_every_count() -> None:
    """Its keys are the fields of the summary."""
    from meshwright.rulekit.diagnostic import Summary

    listed = output_schema("check")["$defs"]["Summary"]

    assert listed["required"] == [*listed["properties"]] == [*Summary.__dataclass_fields__]
