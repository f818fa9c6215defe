"""Every rule's fixes: a bad example becomes the following fixed one, byte for byte."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mesh_of import PLACES, TODAY, completed, report_on, scaffold
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.examples import Example, examples
from meshwright.rulekit.registry import all_rules
from meshwright.source.snapshot import of_folder
from meshwright.source.tree import parse
from meshwright.workspace.compiled import compiled
from meshwright.workspace.fixing import Fixer

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.rule import Rule

STRICT = Configuration(preset="strict")


class Case(NamedTuple):
    """A rule with a bad example and its fixed version."""

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
    """Return the lines of files without those of the scaffold, which a fix may also add."""
    supplied = {
        line.encode() for each in examples_ for fence in each.fences for line in completed(fence).supplied
    }
    return {
        path: [line for line in data.splitlines(keepends=True) if line not in supplied]
        for path, data in files.items()
    }


@pytest.mark.parametrize("case", CASES)
def test_fixed_bad_example_equals_the_fixed_one(case: Case, tmp_path: Path) -> None:
    """Including unsafe fixes; nothing is reverted, and a second run changes nothing."""
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
def test_every_fix_has_an_example(rule: Rule, tmp_path: Path) -> None:
    shown = examples(rule.doc)
    is_fixable = False
    for number, example in enumerate(shown):
        if example.verdict == "bad":
            report = report_on(tmp_path / str(number), _files(example))
            is_fixable |= any(each.rule == rule.name and each.remedy for each in report.diagnostics)

    assert is_fixable == any(example.verdict == "fixed" for example in shown)


LIFE_CYCLE = {"status", "deprecated"}
SERVICE_LEVELS = {"generalAvailability", "endOfSupport", "endOfLife", "retention"}
SENSITIVITY = {"classification", "dataCategory", "deidentification", "encryptedName", "encryptedAtRest"}
ACCESS = {"roles", "role", "clearance", "purpose", "expires", "authentication", "minimumLevel"}
STATED = LIFE_CYCLE | SERVICE_LEVELS | SENSITIVITY | ACCESS
LEVELS = ("public", "internal", "confidential", "restricted")


def _stated(data: bytes) -> list[tuple[str, object]]:
    """Return a file's statements about life cycle, classification and access."""
    found: list[tuple[str, object]] = []

    def visit(value: object) -> None:
        if isinstance(value, dict):
            named = value.get("property")
            if named in STATED:
                found.append((named, value.get("value")))
            found.extend((key, child) for key, child in value.items() if key in STATED)
            for child in value.values():
                visit(child)
        elif isinstance(value, list):
            for child in value:
                visit(child)

    for document in parse(data.decode()).documents:
        visit(document.value)
    return found


def _ranks(stated: list[tuple[str, object]]) -> int:
    return sum(LEVELS.index(value) for _, value in stated if isinstance(value, str) and value in LEVELS)


BAD = [
    pytest.param(example, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, example in enumerate(examples(rule.doc))
    if example.verdict == "bad"
]


@pytest.mark.parametrize("example", BAD)
def test_no_fix_removes_statements_about_life_cycle_classification_or_access(
    example: Example, tmp_path: Path
) -> None:
    """Not even an unsafe one: the number of each key is the same, and no level is lower."""
    files = _files(example)
    report_on(tmp_path, files)

    mended = Fixer(STRICT, lambda _: True, TODAY, is_unsafe=True)(compiled(of_folder(tmp_path), {}))

    for path, data in mended.after.items():
        before, after = _stated(files[path]), _stated(data)
        lost = Counter(key for key, _ in before) - Counter(key for key, _ in after)
        assert not lost, f"{path}: {lost}"
        assert _ranks(after) >= _ranks(before)
        assert after.count(("status", "deprecated")) >= before.count(("status", "deprecated"))
        assert after.count(("deprecated", True)) >= before.count(("deprecated", True))


def test_fix_keeps_the_deprecation_of_a_port(tmp_path: Path) -> None:
    """The contract states `deprecated` and its product `active`: the port is marked, and nothing is reverted."""
    files = scaffold()
    path = PLACES["contract"]
    files[path] = files[path].replace(b"status: active", b"status: deprecated")
    report = report_on(tmp_path, files)
    (told,) = (each for each in report.diagnostics if each.rule == "contract-contradicts-product")

    mended = Fixer(STRICT, lambda _: True, TODAY, is_unsafe=True)(compiled(of_folder(tmp_path), {}))

    assert told.remedy is not None
    assert not told.remedy.is_safe
    assert b"status: deprecated" in mended.after.get(path, files[path])
    assert b"    deprecated: true\n" in mended.after[PLACES["product"]]
