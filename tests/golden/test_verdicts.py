"""Outputs of check, diff, impact and report change only on purpose.

A change of a golden file is labelled in its commit: *fixed* (it was wrong), *renamed* (other words) or *new*.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pytest

from meshwright.changes import assessment_field
from meshwright.changes.rows import by_row
from meshwright.changes.verdict import Bump, Verdict
from meshwright.cli.main import main
from meshwright.finding.finding import Severity
from meshwright.rulekit import settle
from meshwright.rulekit.configuration import level
from meshwright.workspace import workers
from subjects import GOLDEN, Subject, example_in, subjects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUBJECTS = list(subjects())
ADVICE = (
    "a verdict changed. If that is on purpose, run `pytest tests/golden/test_verdicts.py --rewrite-golden`, read the"
    " difference, and label it in the commit: fixed, renamed or new"
)


@pytest.fixture(autouse=True)
def _compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile equal bytes once in all tests: the result depends on nothing else."""
    monkeypatch.setattr(workers, "_document", _compiled)


_compiled = lru_cache(maxsize=2_000)(workers._document)


@pytest.fixture(scope="module")
def of_example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The output of check for the unchanged example."""
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "_document", _compiled)
        text = _output_of(["check", str(example_in(folder)), "--format", "json"])[1]
    return json.loads(text)


def _output_of(arguments: list[str]) -> tuple[int, str, str]:
    """Run a command as of a fixed day; return its exit code, output, and messages."""
    from contextlib import redirect_stderr, redirect_stdout
    from io import StringIO

    printed, messages = StringIO(), StringIO()
    with redirect_stdout(printed), redirect_stderr(messages):
        code = main([*arguments, "--as-of", "2026-11-22", "--jobs", "1"])
    return code, printed.getvalue(), messages.getvalue()


def _run(*arguments: str) -> dict[str, Any]:
    code, text, messages = _output_of(list(arguments))
    found: dict[str, Any] = {"exit": code}
    if messages:
        found["messages"] = messages.splitlines()
    if text:
        found["output"] = json.loads(text) if text.startswith("{") else text.splitlines()
    return found


def _verdicts(subject: Subject, folder: Path, of_example: dict[str, Any]) -> dict[str, Any]:
    base, head = (each and each.relative_to(folder) for each in subject.make(folder))
    check = _run("check", str(head), "--format", "json")
    if subject.is_example and subject.name != "example":
        check["output"] = dict(_difference(check["output"], of_example))
    if base is None:
        return {"check": check}
    sides = ("--mesh", str(head), "--preset", "strict", str(base), str(head))
    return {
        "check": check,
        "diff": _run("diff", "--format", "json", *sides),
        "impact": _run("impact", "--format", "json", *sides),
        "report": _run("report", "--mesh", str(head), "--base", str(base), "--head", str(head)),
    }


def _difference(output: dict[str, Any], usual: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the differences from the example's own output; of diagnostics, the added and removed ones."""
    for key, value in output.items():
        if key == "diagnostics":
            yield "diagnostics", [each for each in value if each not in usual[key]]
            yield "gone", [each["fingerprint"] for each in usual[key] if each not in value]
        elif value != usual[key]:
            yield key, value


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda each: each.name)
def test_verdicts_are_unchanged(
    subject: Subject,
    of_example: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """See the module's docstring."""
    monkeypatch.chdir(tmp_path)
    found = _text(_verdicts(subject, tmp_path, of_example))
    if request.config.getoption("--rewrite-golden"):
        _kept(subject).write_text(found, encoding="utf-8")

    hold(subject, found)


def _text(verdicts: dict[str, Any]) -> str:
    return json.dumps(verdicts, indent=1, ensure_ascii=False) + "\n"


def _kept(subject: Subject) -> Path:
    return GOLDEN / "verdicts" / f"{subject.name}.json"


def hold(subject: Subject, found: str) -> None:
    """Compare the output for a subject with the stored one."""
    assert _kept(subject).read_text(encoding="utf-8") == found, ADVICE


def _other_words(*arguments: Any, **more: Any) -> Verdict:
    verdict = by_row(*arguments, **more)
    return replace(verdict, words=f"{verdict.words} today")


def _other_bump(*arguments: Any, **more: Any) -> Verdict:
    return replace(by_row(*arguments, **more), bump=Bump.MAJOR)


def _lower_level(*arguments: Any) -> Severity | None:
    return level(*arguments) and Severity.NOTICE


def _no_level(*_: Any) -> None:
    """Turn every rule off."""


PLANTED = {
    "the words of a change": (assessment_field, "by_row", _other_words),
    "the bump of a change": (assessment_field, "by_row", _other_bump),
    "the level of a rule": (settle, "level", _lower_level),
    "a finding that is lost": (settle, "level", _no_level),
}
"""Changes of the program: a function of a module, and its replacement."""


@pytest.mark.parametrize("planted", PLANTED)
def test_guard_reports_a_planted_change_with_the_remedies(
    planted: str, of_example: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the command that accepts a change, and the label for its commit."""
    subject = next(each for each in SUBJECTS if each.name == "seed-classification-lowered")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(*PLANTED[planted])

    with pytest.raises(
        AssertionError, match=r"--rewrite-golden.*label it in the commit: fixed, renamed or new"
    ):
        hold(subject, _text(_verdicts(subject, tmp_path, of_example)))


def test_every_stored_verdict_has_a_subject() -> None:
    """A file that no test reads guards nothing."""
    assert {path.stem for path in (GOLDEN / "verdicts").iterdir()} == {each.name for each in SUBJECTS}
