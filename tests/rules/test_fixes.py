"""Every rule's fixes: a bad example becomes the fixed one that follows it, byte for byte."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mesh_of import TODAY, completed, report_on, scaffold
from meshwright.rulekit.examples import Example, examples
from meshwright.rulekit.levels import Configuration
from meshwright.rulekit.registry import all_rules
from meshwright.source.snapshot import of_folder
from meshwright.workspace.fixing import Fixer
from meshwright.workspace.pipeline import compiled

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.rule import Rule

STRICT = Configuration(preset="strict")


class Case(NamedTuple):
    """A rule with a bad example and what its fixes make of it."""

    rule: Rule
    bad: Example
    fixed: Example


def _cases(rule: Rule) -> list[Case]:
    shown = examples(rule.doc)
    pairs = pairwise(shown)
    return [Case(rule, one, other) for one, other in pairs if other.verdict == "fixed"]


CASES = [
    pytest.param(case, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, case in enumerate(_cases(rule))
]


def _files(example: Example) -> dict[str, bytes]:
    return {**scaffold(), **{each.path: each.data for each in map(completed, example.fences)}}


def _said(files: dict[str, bytes], *examples_: Example) -> dict[str, list[bytes]]:
    """Return the lines of files without those that only the scaffold added: a fix may add its own on either side."""
    supplied = {
        line.encode() for each in examples_ for fence in each.fences for line in completed(fence).supplied
    }
    return {
        path: [line for line in data.splitlines(keepends=True) if line not in supplied]
        for path, data in files.items()
    }


@pytest.mark.parametrize("case", CASES)
def test_fixing_a_bad_example_gives_the_fixed_one(case: Case, tmp_path: Path) -> None:
    """Unsafe fixes are made too; nothing is taken back, and a second run changes nothing."""
    assert case.bad.verdict == "bad", "a fixed example follows the bad one that it fixes"
    files = _files(case.bad)
    report_on(tmp_path, files)

    fixer = Fixer(STRICT, lambda _: True, TODAY, is_unsafe=True)
    mended = fixer(compiled(of_folder(tmp_path), {}))

    pair = (case.bad, case.fixed)
    assert _said({**files, **mended.after}, *pair) == _said(_files(case.fixed), *pair)
    assert mended.refused == ()
    assert {each.rule for each in mended.done} == {case.rule.name}
    for path, data in mended.after.items():
        (tmp_path / path).write_bytes(data)
    assert fixer(compiled(of_folder(tmp_path), {})).after == {}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_a_fix_is_shown(rule: Rule, tmp_path: Path) -> None:
    """A rule whose bad examples can be fixed has an example of it."""
    shown = examples(rule.doc)
    is_fixable = False
    for number, example in enumerate(shown):
        if example.verdict == "bad":
            report = report_on(tmp_path / str(number), _files(example))
            is_fixable |= any(each.rule == rule.name and each.remedy for each in report.diagnostics)

    assert is_fixable == any(example.verdict == "fixed" for example in shown)
