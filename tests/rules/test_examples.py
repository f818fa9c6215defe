"""Every rule's examples: the marks of a bad one are all that is reported, and a good one is clean."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mesh_of import comparison_of, completed, files_of, report_on, scaffold
from meshwright.changes.change import Change
from meshwright.rulekit.examples import Example, Mark, examples
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.rule import Rule

WITHOUT_EXAMPLES = {
    "unreadable-file": "a text can't show a link",
    "rule-failed": "no rule is known to throw",
    "version-reused": "an example shows two revisions, and it takes three",
}


class Case(NamedTuple):
    """A rule with one of its examples."""

    rule: Rule
    example: Example


CASES = [
    pytest.param(Case(rule, example), id=f"{rule.name}-{example.verdict}-{number}")
    for rule in all_rules()
    for number, example in enumerate(examples(rule.doc))
]


@pytest.mark.parametrize(
    "case", [each for each in CASES if each.values[0].example.verdict in ("bad", "good")]
)
def test_what_an_example_marks_is_all_that_is_reported(case: Case, tmp_path: Path) -> None:
    """The rule reports what carets mark, with that message; nothing else is reported."""
    files = scaffold()
    expected = set()
    for fence in case.example.fences:
        path, data = completed(fence)
        files[path] = data
        expected |= {(path, case.rule.name, mark) for mark in fence.marks}
    if case.example.verdict == "bad":
        assert expected, "a bad example marks nothing"

    report = report_on(tmp_path, files)
    seen = {_seen(each, files) for each in report.diagnostics if each.counts}

    assert seen == expected


COMPARISONS = [
    pytest.param(rule, before, after, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, (before, after) in enumerate(pairwise(examples(rule.doc)))
    if (before.verdict, after.verdict) == ("before", "after")
]


@pytest.mark.parametrize(("rule", "before", "after"), COMPARISONS)
def test_what_a_comparison_marks_is_all_that_rules_of_its_kind_report(
    rule: Rule, before: Example, after: Example, tmp_path: Path
) -> None:
    """The rule reports what carets mark in what came after; no other rule of single changes reports anything."""
    files = files_of(after)
    expected = {(completed(fence)[0], rule.name, mark) for fence in after.fences for mark in fence.marks}

    report = comparison_of(tmp_path, files_of(before), files).report
    alike = {each.name for each in all_rules() if each.on is rule.on is Change} | {rule.name}
    seen = {_seen(each, files) for each in report.diagnostics if each.counts and each.rule in alike}

    assert seen == expected


def _seen(diagnostic: Diagnostic, files: dict[str, bytes]) -> tuple[str, str, Mark]:
    place = diagnostic.range
    assert place is not None
    end = place.end.column
    if place.end.line != place.start.line:
        line = files[place.path].decode(errors="replace").splitlines()[place.start.line - 1]
        end = len(line.rstrip()) + 1
    mark = Mark(place.start.line, place.start.column, max(end, place.start.column + 1), diagnostic.message)
    return place.path, diagnostic.rule, mark


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_rule_shows_what_is_bad_and_what_is_good(rule: Rule) -> None:
    """A rule without examples has a reason that is listed here."""
    verdicts = {example.verdict for example in examples(rule.doc)}

    assert rule.name in WITHOUT_EXAMPLES or verdicts >= {"bad", "good"} or verdicts >= {"before", "after"}
