"""`check --observations`: what was kept is checked with the documents, on any machine, without the data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from measured import contract
from meshwright.cli.main import main
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

requires("duckdb")

RULE = "      - {name: bread, logicalType: string, quality: [{metric: nullValues, mustBeLessThan: 2}]}\n"


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh with a run that saw one null, and whose data is gone since."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text("bread,more\n,1\nrye,2\n")
    (tmp_path / "orders.odcs.yaml").write_text(contract(RULE))
    assert main(["measure", "--mesh", str(tmp_path), "--store", str(tmp_path / "seen"), "--run", "a"]) == 0
    (tmp_path / "data/orders.csv").unlink()
    return tmp_path


def check(mesh: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["check", str(mesh), "--select", "measured", "--observations", str(mesh / "seen"), *more])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_conditions_of_today_are_applied_to_what_was_seen(
    mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A threshold may change without a new measurement."""
    assert check(mesh, capsys)[0] == 0
    (mesh / "orders.odcs.yaml").write_text(contract(RULE.replace("2}", "1}")))
    code, text, errors = check(mesh, capsys)

    assert (code, errors) == (1, "")
    assert "`nullValues` of `bread` is 1, but must be less than 1" in text


def test_another_question_has_no_answer(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said, and neither a finding nor a pass."""
    (mesh / "orders.odcs.yaml").write_text(contract(RULE.replace("bread,", "bread, required: true,")))
    (mesh / "rolls.odcs.yaml").write_text(contract(RULE, name="rolls"))
    code, text, errors = check(mesh, capsys)

    assert (code, "error" in text) == (0, False)
    assert errors.splitlines() == [
        "not measured: -/rolls@1/rolls: never measured",
        "not measured: -/orders@1/orders: the contract has changed since it was measured",
    ]


def test_the_newest_observation_counts(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever its file is called."""
    line = (mesh / "seen/a.jsonl").read_text()
    earlier = re.sub('"seenAt":"2[^"]*', '"seenAt":"2001-01-01T00:00:00Z', line)
    (mesh / "seen/a.jsonl").write_text(earlier)
    later = line.replace('"bread#quality/0":1', '"bread#quality/0":2')
    (mesh / "seen/0.jsonl").write_text(later)

    assert check(mesh, capsys)[0] == 1


SEEN = {
    "format": 1, "run": "b", "address": "-/orders@1/orders", "probe": "p", "seenAt": "2026-11-20T00:00:00Z", "rows": 2,
}  # fmt: skip
BROKEN = {
    "not JSON": "{",
    "another format": '{"format": 9}',
    "not UTF-8": "\udcff",
    "no rows and no reason": json.dumps({**SEEN, "rows": None}),
    "fewer rows than none": json.dumps({**SEEN, "rows": -1}),
    "a share of a row": json.dumps({**SEEN, "figures": {"bread#required": 1.5}}),
    "a count as text": json.dumps({**SEEN, "figures": {"bread#required": "1"}}),
    "no count": json.dumps({**SEEN, "figures": {"bread#required": None}}),
    "a boolean count": json.dumps({**SEEN, "figures": {"bread#required": True}}),
    "figures in a list": json.dumps({**SEEN, "figures": []}),
    "an answer that is no number": json.dumps({**SEEN, "figures": {"#quality/0": "nan"}}),
    "no reason": json.dumps({**SEEN, "unmeasured": {"bread#required": ""}}),
    "a moment elsewhere": json.dumps({**SEEN, "seenAt": "2026-11-20T00:00:00+02:00"}),
    "a moment nowhere": json.dumps({**SEEN, "seenAt": "2026-11-20T00:00:00"}),
    "the future": json.dumps({**SEEN, "seenAt": "2999-01-01T00:00:00Z"}),
}
"""What would hide a figure, or pass for zero."""


def test_the_pattern_of_broken_files_is_not_broken(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mesh / "seen/b.jsonl").write_text(json.dumps({**SEEN, "figures": {"#quality/0": "-1.5e-7"}}))

    assert check(mesh, capsys)[0] != 2


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused(what: str, mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its name and exit code 2: what it held is unknown."""
    (mesh / "seen/b.jsonl").write_bytes(BROKEN[what].encode(errors="surrogateescape"))
    code, _, errors = check(mesh, capsys)

    assert (code, "`b.jsonl`" in errors) == (2, True)


def test_a_change_has_no_observations(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor has a folder that is not there."""
    code, _, errors = check(mesh, capsys, "--changed-since", "HEAD")
    assert (code, "run them separately" in errors) == (2, True)
    assert main(["check", str(mesh), "--observations", str(mesh / "none")]) == 2
