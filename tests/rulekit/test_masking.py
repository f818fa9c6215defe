"""One mistake, one finding: follow-on findings are masked while their cause is reported, and only then."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh_of import TODAY
from meshwright.finding.finding import At, Cause, Severity
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.diagnostic import AppliedWaiver, Diagnostic, PreexistingIn
from meshwright.rulekit.masking import mask
from meshwright.rulekit.registry import all_rules
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from mistake_kinds import KINDS, Kind, Special
from seeded_mistakes import ROOT, Example, seeds

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Locator:
    """A locator of unreadable files, whose paths are as written."""

    def places(self, _: str, __: int) -> None:
        return None


def _diagnostic(
    place: str,
    *causes: str,
    severity: Severity = Severity.ERROR,
    rule: str = "r",
    known: PreexistingIn | None = None,
    waived: AppliedWaiver | None = None,
    is_suppressed: bool = False,
    is_unread: bool = False,
) -> Diagnostic:
    return Diagnostic(
        rule=rule,
        group="g",
        severity=severity,
        message=place,
        range=None,
        address=None,
        related=(),
        remedy=None,
        fingerprint=place,
        known=known,
        waived=waived,
        is_suppressed=is_suppressed,
        is_unread=is_unread,
        at=(_at(place),),
        causes=tuple(Cause(_at(each), "") for each in causes),
    )


def _at(place: str) -> At:
    return At(tuple(place.split("/")), file="f")


def _shown(*diagnostics: Diagnostic) -> list[str]:
    return [each.message for each in mask(diagnostics, _Locator())[0]]  # type: ignore[arg-type]


def test_direct_and_indirect_follow_on_findings_are_masked() -> None:
    """B follows from a, and c from b: only a is shown; d follows from something that is not reported."""
    found = (_diagnostic("a"), _diagnostic("b", "a"), _diagnostic("c", "b"), _diagnostic("d", "e"))

    assert _shown(*found) == ["a", "d"]


def test_cause_may_be_inside_the_named_location_but_not_around_it() -> None:
    """A mistake in a list hides findings that need the list; one in the list's parent does not."""
    assert _shown(_diagnostic("a/b"), _diagnostic("c", "a")) == ["a/b"]
    assert _shown(_diagnostic("a"), _diagnostic("c", "a/b")) == ["a", "c"]


def test_findings_that_follow_from_each_other_are_all_shown() -> None:
    """A cycle of causes does not hide itself."""
    assert _shown(_diagnostic("a", "b"), _diagnostic("b", "a")) == ["a", "b"]
    assert _shown(_diagnostic("a", "a")) == ["a"]


@pytest.mark.parametrize(
    "cause",
    [
        _diagnostic("a", known=PreexistingIn.BASELINE),
        _diagnostic("a", known=PreexistingIn.BASE),
        _diagnostic("a", is_suppressed=True),
        _diagnostic("a", waived=AppliedWaiver("r", "o", "2027-01-01")),
        _diagnostic("a", severity=Severity.NOTICE),
    ],
)
def test_findings_that_do_not_count_mask_nothing(cause: Diagnostic) -> None:
    """Waived, suppressed and recorded ones may exist for years, and a notice fails no gate."""
    assert _shown(cause, _diagnostic("b", "a")) == ["a", "b"]


def test_cause_is_as_severe_as_what_it_masks() -> None:
    """A warning that masks an error becomes one, and one that masks an unread file cannot be waived: no gate passes."""
    cause = _diagnostic("a", severity=Severity.WARNING)
    (only,), masked = mask((cause, _diagnostic("b", "a", is_unread=True)), _Locator())  # type: ignore[arg-type]

    assert (only.message, only.severity, only.is_unread) == ("a", Severity.ERROR, True)
    assert [each.message for each in masked] == ["b"]


def test_only_the_named_rule_is_a_cause() -> None:
    """Another rule at the same location explains nothing."""
    effect = _diagnostic("b")
    effect = Diagnostic(
        **{name: getattr(effect, name) for name in Diagnostic.__slots__ if name != "causes"},
        causes=(Cause(_at("a"), "cause"),),
    )

    assert _shown(_diagnostic("a", rule="other"), effect) == ["a", "b"]
    assert _shown(_diagnostic("a", rule="cause"), effect) == ["a"]


_NAMES = st.sampled_from("abcdef")


@given(st.lists(st.tuples(_NAMES, st.lists(_NAMES, max_size=3), st.sampled_from(Severity)), max_size=8))
def test_masking_passes_no_gate_and_loses_nothing(written: Sequence[tuple[str, list[str], Severity]]) -> None:
    """Every finding is shown or masked, at least one is shown, and the highest severity is kept."""
    found = [_diagnostic(place, *causes, severity=severity) for place, causes, severity in written]

    shown, masked = mask(found, _Locator())  # type: ignore[arg-type]

    assert sorted(each.message for each in (*shown, *masked)) == sorted(each.message for each in found)
    assert bool(shown) == bool(found)
    assert max((each.severity for each in shown), default=None) == max(
        (each.severity for each in found), default=None
    )


def test_all_named_causes_are_rules() -> None:
    """A renamed rule is also renamed as a cause."""
    rules = {each.name for each in all_rules()}
    source = Path(__file__).parents[2] / "src" / "meshwright" / "rules"
    written = [
        line.split('"')[1]
        for path in source.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "Cause(" in line and line.count('"') == 2 and line.rstrip(",)").endswith('"')
    ]

    assert {each for each in written if "-" in each} <= rules


FOLLOWING = (
    "key of a service level misspelt",
    "key of an agreement misspelt",
    "key of a team member misspelt",
    "custom property of a method misspelt",
    "list for a text",
    "pattern with an open bracket",
    "minimum above the maximum",
    "version in words",
    "dash left out",
    "domain of a meaning misspelt",
    "object twice",
    "service level misspelt",
    "method misspelt",
    "classification lowered below its source",
    "retired while it is read",
)
"""Kinds of mistakes with follow-on findings."""


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLLOWING)
def test_seeded_mistake_is_one_finding_and_its_fix_leaves_none(name: str, tmp_path: Path) -> None:
    """Each is found once, and its masked findings disappear with it."""
    kind: Kind | Special = next(each for each in KINDS if each.name == name)
    example = Example(tmp_path)
    project = Configuration(preset="strict")
    clean = _count(tmp_path, project)
    for seed in seeds(kind, 1):
        assert example.result(kind.name, seed).outcome == "exactly one"
        assert (tmp_path / seed.path).read_bytes() == (ROOT / seed.path).read_bytes()
    assert _count(tmp_path, project) == clean


def _count(folder: Path, configuration: Configuration) -> int:
    report = check(compiled(of_folder(folder), {}), configuration, lambda _: True, TODAY).report
    return len(report.found)


LEAKING = "products/store/purchases/contracts/daily.v1.odcs.yaml"
METHOD = "              method: keyed-hash\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "ignored", "reported"),
    [
        ("keyed-hsh", frozenset(), "unknown-deidentification"),
        ("keyed-hsh", frozenset({"unknown-deidentification"}), "classification-leak"),
        ("none", frozenset(), "classification-leak"),
    ],
)
def test_leak_is_masked_only_by_an_unknown_method(
    method: str, ignored: frozenset[str], reported: str, tmp_path: Path
) -> None:
    """Whoever ignores the cause, or declares a method that lowers too little, gets the leak reported."""
    Example(tmp_path)
    path = tmp_path / LEAKING
    text = path.read_text(encoding="utf-8")
    assert METHOD in text
    path.write_text(text.replace(METHOD, METHOD.replace("keyed-hash", method), 1), encoding="utf-8")

    configuration = Configuration(preset="strict", ignore=ignored)
    report = check(compiled(of_folder(tmp_path), {}), configuration, lambda _: True, TODAY).report
    found = {each.rule for each in report.diagnostics if each.counts and each.severity is Severity.ERROR}

    assert found == {reported}


@pytest.mark.slow
def test_cause_outside_of_the_requested_files_masks_nothing(tmp_path: Path) -> None:
    """A check of only the consumer reports what it reads, although the cause is in the producer's files."""
    Example(tmp_path)
    kind = next(each for each in KINDS if each.name == "retired while it is read")
    seed = seeds(kind, 1)[0]
    (tmp_path / seed.path).write_text(seed.text, encoding="utf-8")
    source = compiled(of_folder(tmp_path), {})

    def rules(asked: str) -> set[str]:
        report = check(source, Configuration(), lambda path: path.startswith(asked), TODAY).report
        return {each.rule for each in report.diagnostics if each.counts}

    assert rules("products/analytics/") == {"input-of-retired"}
