"""Annotations: their interpretation by a runner, and their number."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from menagerie import PATH, RULE, at, diagnostic, menagerie, report
from runner import Command, commands

from meshwright.finding.finding import Severity
from meshwright.report.formats import Style, render
from meshwright.rulekit.engine import InapplicableRule


def seen(*arguments, **more) -> list[Command]:
    """Return the commands of a report."""
    return commands(render(report(*arguments, **more), "github", Style()))


def many(errors: int, warnings: int, notices: int) -> list:
    """Make diagnostics, lowest severity first."""
    numbers = {Severity.NOTICE: notices, Severity.WARNING: warnings, Severity.ERROR: errors}
    return [
        diagnostic(line, severity) for severity, number in numbers.items() for line in range(1, number + 1)
    ]


def test_diagnostic_is_read_back_completely() -> None:
    """Location, rule and message, whatever characters the path has."""
    properties = {"file": PATH, "line": "5", "endLine": "5", "col": "3", "endColumn": "9", "title": RULE}

    assert seen([diagnostic(5, Severity.ERROR, "100% of it, 50%25: x")]) == [
        Command("error", properties, "100% of it, 50%25: x")
    ]


def test_severities_are_kinds_of_annotations() -> None:
    """Each severity has its command; the highest come first."""
    assert [each.name for each in seen(many(1, 1, 1))] == ["error", "warning", "notice"]


@pytest.mark.parametrize(("end", "end_line"), [((4, 1), "3"), ((4, 2), "4")])
def test_columns_are_stated_only_for_one_line(end: tuple[int, int], end_line: str) -> None:
    """Over several lines there are none, and the end is the last nonempty line."""
    place = at("a.yaml", 2, 3, *end)
    properties = seen([replace(diagnostic(2, Severity.ERROR), range=place)])[0].properties

    assert properties == {"file": "a.yaml", "line": "2", "endLine": end_line, "title": RULE}


def test_related_locations_are_lines_of_the_message() -> None:
    """Without columns, as `path:line`."""
    assert [each.data for each in commands(render(menagerie(), "github", Style())) if "\n" in each.data] == [
        (
            "two are one\n"
            "called `@everyone `code` <script>alert(1)</script> [a](javascript:alert(1))`: products/b.odcs.yaml:7"
        )
    ]


@pytest.mark.parametrize(
    ("numbers", "shown", "rest"),
    [
        ((10, 10, 10), (10, 10, 10), None),
        ((11, 0, 0), (10, 0, 1), f"1 error beyond GitHub's limit for one step: {RULE} 1"),
        (
            (12, 30, 10),
            (10, 10, 10),
            f"2 errors, 20 warnings, 1 notice beyond GitHub's limit for one step: {RULE} 23",
        ),
        ((0, 0, 5_011), (0, 0, 10), f"5,002 notices beyond GitHub's limit for one step: {RULE} 5002"),
    ],
)
def test_at_most_ten_of_a_kind_and_the_last_counts_the_rest(
    numbers: tuple[int, int, int], shown: tuple[int, int, int], rest: str | None
) -> None:
    """GitHub would silently drop others."""
    told = seen(many(*numbers))
    kinds = Counter(each.name for each in told)

    assert (kinds["error"], kinds["warning"], kinds["notice"]) == shown
    assert [each.data for each in told if each.properties["title"] == "meshwright"] == (
        [rest] if rest else []
    )
    assert rest is None or told[-1].data == rest


def test_waived_and_suppressed_findings_are_not_annotations() -> None:
    """The last line counts them."""
    one, other = diagnostic(1, Severity.ERROR), diagnostic(2, Severity.ERROR)
    text = render(
        report([replace(one, is_suppressed=True), replace(other, is_suppressed=True)]), "github", Style()
    )

    assert text == "all clear in 3 documents: 1 product, 1 contract, 1,234 fields (2 suppressed)\n"


def test_failed_rule_is_an_error_without_a_location() -> None:
    """It comes first and counts among the ten."""
    told = seen(many(10, 0, 0), skipped=(InapplicableRule("some-rule", "a\n::b"),))

    assert told[0] == Command("error", {"title": "some-rule"}, "this rule was skipped: a\\n::b")
    assert Counter(each.name for each in told) == {"error": 10, "notice": 1}
