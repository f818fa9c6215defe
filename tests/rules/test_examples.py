"""Every rule's examples: the marks of a bad one are all that is reported, and a good one is clean."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from mesh_of import completed, report_on, scaffold
from meshwright.rulekit.examples import Example, Mark, examples
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.rule import Rule

WITHOUT_EXAMPLES = {
    "unreadable-file": "a text can't show a link",
    "rule-failed": "no rule is known to throw",
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
