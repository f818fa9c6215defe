"""SARIF: valid by its schema, and within the limits of an upload."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
from menagerie import NAMES, PATH, RULE, at, diagnostic, menagerie, report

from meshwright.finding.finding import Severity
from meshwright.report.formats import Style, render
from meshwright.rulekit.diagnostic import AppliedWaiver, RelatedLocation
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.rule_page import page

SCHEMA = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text())


@pytest.fixture(scope="module")
def validator() -> jsonschema_rs.Validator:
    """Return the official schema."""
    return jsonschema_rs.validator_for(SCHEMA)


def run_of(*arguments: Any, **more: Any) -> dict[str, Any]:
    """Return the one run of a report."""
    return json.loads(render(report(*arguments, **more), "sarif", Style()))["runs"][0]


def test_reports_are_valid(validator: jsonschema_rs.Validator) -> None:
    """The schema of SARIF 2.1.0 accepts the report with everything and the empty one."""
    for each in (menagerie(), report([])):
        log = json.loads(render(each, "sarif", Style()))

        assert [error.message for error in validator.iter_errors(log)] == []


def test_most_severe_results_are_kept_within_the_limit(
    validator: jsonschema_rs.Validator,
) -> None:
    """Waived ones are omitted first, and one result counts the rest."""
    severities = [Severity.NOTICE, Severity.ERROR]
    many = [diagnostic(number, severities[number % 2]) for number in range(1, 5_101)]
    waived = replace(many[0], waived=AppliedWaiver("why", "who", "2027-01-31"))
    log = json.loads(render(report([waived, *many[1:]]), "sarif", Style()))
    results = log["runs"][0]["results"]

    assert [error.message for error in validator.iter_errors(log)] == []
    assert len(results) == 5_000
    assert [each["level"] for each in results] == ["error"] * 2_549 + ["note"] * 2_451
    assert (
        results[-1]["message"]["text"] == "100 more findings and 1 waived, suppressed or preexisting omitted"
    )
    assert [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]] == [RULE, "more"]


def test_result_has_at_most_a_thousand_locations() -> None:
    """Its own is one of them."""
    notes = tuple(RelatedLocation("here", at(PATH, line, 1, line, 2)) for line in range(1, 1_200))
    result = run_of([replace(diagnostic(1, Severity.ERROR), related=notes)])["results"][0]

    assert len(result["locations"]) + len(result["relatedLocations"]) == 1_000


def test_only_reporting_rules_are_described_each_with_its_page() -> None:
    """With the help of `explain`, and few tags."""
    rule = next(each for each in all_rules() if each.name == RULE)
    driver = run_of([diagnostic(1, Severity.ERROR), diagnostic(2, Severity.ERROR)])["tool"]["driver"]
    (described,) = driver["rules"]

    assert described["id"] == RULE
    assert described["name"] == "UnknownTeam"
    assert described["help"] == {"text": page(rule), "markdown": page(rule)}
    assert described["defaultConfiguration"] == {"level": "error"}
    assert described["properties"]["tags"] == [rule.group, rule.preset]


def test_every_rule_can_be_described(validator: jsonschema_rs.Validator) -> None:
    """Within GitHub's 1,024 characters, and with a level."""
    every = [replace(diagnostic(1, Severity.ERROR), rule=rule.name) for rule in all_rules()]
    log = json.loads(render(report(every), "sarif", Style()))
    described = log["runs"][0]["tool"]["driver"]["rules"]

    assert [error.message for error in validator.iter_errors(log)] == []
    assert [each["id"] for each in described] == [rule.name for rule in all_rules()]
    assert [each["id"] for each in described if "```" in each["fullDescription"]["text"]] == []
    assert max(len(each["fullDescription"]["text"]) for each in described) <= 1_024


def test_result_states_location_and_address() -> None:
    """Percent-encoded below the root, ends exclusive, with the address as its logical location."""
    place = at(PATH, 2, 3, 4, 1)
    told = replace(diagnostic(1, Severity.WARNING, "is `x`"), range=place, address="a/b@1")
    (result,) = run_of([told])["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert unquote(uri) == PATH
    assert set(uri) & set(" ,;:#é") == set()
    assert result == {
        "ruleId": RULE,
        "ruleIndex": 0,
        "level": "warning",
        "message": {"text": "is `x`"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 3, "endLine": 4, "endColumn": 1},
                },
                "logicalLocations": [{"fullyQualifiedName": "a/b@1"}],
            }
        ],
        "partialFingerprints": {"meshwright/v1": told.fingerprint},
    }


def test_undecodable_bytes_of_a_path_are_kept() -> None:
    """A path that is not UTF-8 is percent-encoded byte for byte."""
    (result,) = run_of([diagnostic(1, Severity.ERROR, path="a\udcff.yaml")])["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%FF.yaml"


def test_exceptions_are_suppressions() -> None:
    """A waiver is external, a comment in the source; both are accepted, with the reason, so that GitHub closes them."""
    one = diagnostic(1, Severity.ERROR)
    waived = replace(one, waived=AppliedWaiver("agreed", "player-squad", "2027-01-31"))
    results = run_of([waived, replace(one, is_suppressed=True), one])["results"]
    why = "agreed (waived by player-squad until 2027-01-31)"

    assert [each.get("suppressions") for each in results] == [
        None,
        [{"kind": "external", "status": "accepted", "justification": why}],
        [
            {
                "kind": "inSource",
                "status": "accepted",
                "justification": "suppressed by a comment in the file",
            }
        ],
    ]


def test_fixes_are_changes_by_file() -> None:
    """An unsafe one is marked; the new text is complete."""
    results = json.loads(render(menagerie(), "sarif", Style()))["runs"][0]["results"]
    fixes = [fix for each in results for fix in each.get("fixes", ())]
    texts = [
        [
            edit["insertedContent"]["text"]
            for change in fix["artifactChanges"]
            for edit in change["replacements"]
        ]
        for fix in fixes
    ]

    assert [fix["description"]["text"] for fix in fixes] == ["write `one`", "fix (a guess)"]
    assert texts == [["on\u00e9\n", ": `x`"], ["on\u00e9\n"]]


@pytest.mark.parametrize("name", NAMES)
def test_no_message_has_an_embedded_link(name: str) -> None:
    """`[text](target)` in a message would be one."""
    (result,) = run_of([diagnostic(1, Severity.ERROR, name)])["results"]

    assert "](" not in result["message"]["text"]
