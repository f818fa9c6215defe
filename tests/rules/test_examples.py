"""Every rule's examples: exactly the marks of a bad one are reported, and a good one is clean."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest

from carets import rewrite
from measured import compared_in
from mesh_of import comparison_of, completed, files_of, report_on, scaffold
from meshwright.changes.change import Change
from meshwright.finding.finding import Severity
from meshwright.rulekit.examples import Example, ExpectedFinding, examples
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mesh_of import Written
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.rule import Rule

WITHOUT_EXAMPLES = {
    "unreadable-file": "a text cannot show a link",
    "rule-failed": "no rule is known to fail",
    "version-reused": "an example shows two revisions, and it takes three",
}


CASES = [
    pytest.param(rule, example, id=f"{rule.name}-{example.verdict}-{number}")
    for rule in all_rules()
    for number, example in enumerate(examples(rule.doc))
    if example.verdict in ("bad", "good")
]
COMPARISONS = [
    pytest.param(rule, before, after, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, (before, after) in enumerate(pairwise(examples(rule.doc)))
    if (before.verdict, after.verdict) == ("before", "after")
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_examples_report_their_marks_and_no_other_error(
    rule: Rule, example: Example, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The rule reports exactly the marks; no other rule reports an error, so that one mistake is one error."""
    marked, found = _judged(example, tmp_path)
    seen = {(each.rule, *_seen(each, found)) for each in found if _is_held(each, rule)}

    _hold(rule, marked, seen, request)


@pytest.mark.nightly
@pytest.mark.parametrize(("rule", "example"), CASES)
def test_examples_report_only_their_marks(rule: Rule, example: Example, tmp_path: Path) -> None:
    """The same for all rules of all severities; a rule of absence needs a line in the scaffold for it."""
    marked, found = _judged(example, tmp_path)

    assert {(each.rule, *_seen(each, found)) for each in found} == _expected(rule, marked)


@pytest.mark.parametrize(("rule", "before", "after"), COMPARISONS)
def test_comparisons_report_their_marks_and_no_other_change(
    rule: Rule, before: Example, after: Example, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The rule reports exactly the marks in the later version; no other rule reports a change for the same edit."""
    files = files_of(after)
    marked = [completed(fence) for fence in after.fences]
    report = comparison_of(tmp_path, files_of(before), files).report
    alike = {each.name for each in all_rules() if each.on is rule.on is Change} | {rule.name}
    found = Found(files, [each for each in report.diagnostics if each.counts and each.rule in alike])

    _hold(rule, marked, {(each.rule, *_seen(each, found)) for each in found}, request)


class Found(NamedTuple):
    """The checked files, and the diagnostics that count."""

    files: dict[str, bytes]
    diagnostics: list[Diagnostic]

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)


def _judged(example: Example, folder: Path) -> tuple[list[Written], Found]:
    marked = [completed(fence) for fence in example.fences]
    if example.verdict == "bad":
        assert any(each.marks for each in marked), "a bad example marks nothing"
    files = {**scaffold(), **{each.path: each.data for each in marked}}
    diagnostics = [*report_on(folder, files).diagnostics, *compared_in(folder, files)]
    return marked, Found(files, [each for each in diagnostics if each.counts])


def _is_held(diagnostic: Diagnostic, rule: Rule) -> bool:
    return diagnostic.rule == rule.name or diagnostic.severity is Severity.ERROR


def _expected(rule: Rule, marked: list[Written]) -> set[tuple[str, str, ExpectedFinding]]:
    return {(rule.name, each.path, mark) for each in marked for mark in each.marks}


def _hold(
    rule: Rule,
    marked: list[Written],
    seen: set[tuple[str, str, ExpectedFinding]],
    request: pytest.FixtureRequest,
) -> None:
    """Compare; with `--rewrite-carets`, first rewrite messages if nothing else differs."""
    expected = _expected(rule, marked)
    if seen != expected and request.config.getoption("--rewrite-carets"):
        old, new = (sorted(each, key=_place) for each in (expected, seen))
        if list(map(_place, old)) == list(map(_place, new)):
            rewrite(rule, [mark for *_, mark in old], [mark for *_, mark in new])
    assert seen == expected


def _place(each: tuple[str, str, ExpectedFinding]) -> tuple[object, ...]:
    rule, path, mark = each
    return rule, path, mark.line, mark.column, mark.end_column


def _seen(diagnostic: Diagnostic, found: Found) -> tuple[str, ExpectedFinding]:
    place = diagnostic.range
    assert place is not None
    end = place.end.column
    if place.end.line != place.start.line:
        line = found.files[place.path].decode(errors="replace").splitlines()[place.start.line - 1]
        end = len(line.rstrip()) + 1
    return place.path, ExpectedFinding(
        place.start.line, place.start.column, max(end, place.start.column + 1), diagnostic.message
    )


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_rule_has_bad_and_good_examples(rule: Rule) -> None:
    """Exceptions are listed here with a reason."""
    verdicts = {example.verdict for example in examples(rule.doc)}

    assert rule.name in WITHOUT_EXAMPLES or verdicts >= {"bad", "good"} or verdicts >= {"before", "after"}
