"""Reports of others about changes that were assessed wrongly, with the right result in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from archives import unpacked, write
from meshwright.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES = Path(__file__).parents[1] / "golden/cases"


def _diff(case: str, folder: Path, capsys: pytest.CaptureFixture[str], *, back: bool = False) -> Any:
    write(unpacked((CASES / f"{case}.txtar").read_text(encoding="utf-8")), folder)
    sides = [str(folder / each) for each in ("base", "head")]
    if back:
        sides.reverse()
    arguments = ["--mesh", sides[1], "--preset", "strict", "--as-of", "2026-11-22", "--jobs", "1"]
    code = main(["diff", "--format", "json", *arguments, *sides])
    return code, json.loads(capsys.readouterr().out)


class Right(NamedTuple):
    """A case, compared in both directions, and the right result in preset `strict`."""

    case: str
    is_back: bool
    rule: str
    bump: str
    direction: str
    hit: Sequence[str]


BOTH = ("dashboard", "fin/reports")
"""The agreement covers all columns, and the product reads the port without column lineage."""
RIGHT = [
    Right("type-swapped-by-statement", False, "type-changed", "major", "both", BOTH),
    Right("type-swapped-by-statement", True, "type-changed", "major", "both", BOTH),
    Right("column-physicalname-stated", False, "field-renamed", "major", "both", BOTH),
    Right("column-physicalname-stated", True, "field-renamed", "major", "both", BOTH),
    Right("float-double-direction", False, "type-narrowed", "minor", "tightens", ()),
    Right("float-double-direction", True, "type-widened", "major", "loosens", BOTH),
    Right("mustnotbe-loosened", False, "quality-loosened", "major", "loosens", BOTH),
    Right("mustnotbe-loosened", True, "quality-tightened", "minor", "tightens", ()),
]


@pytest.mark.parametrize("right", RIGHT, ids=lambda each: f"{each.case}{' back' if each.is_back else ''}")
def test_direction_is_right_both_ways(
    right: Right, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An oracle assessed these differently; the version is unchanged, so the command fails."""
    code, found = _diff(f"oracles-{right.case}", tmp_path, capsys, back=right.is_back)
    (change,) = found["changes"]
    verdict = change["verdict"]

    assert code == 1
    assert (verdict["rule"], verdict["bump"], verdict["direction"]) == right[2:5]
    assert sorted(each["name"] for each in change["consumers"]) == list(right.hit)


def test_share_without_a_unit_equals_a_percentage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`availability: 0.999` is 99.9 %, not 0.999 %: nothing more is promised than before."""
    _, found = _diff("oracles-availability-share-read-as-percent", tmp_path, capsys)
    (change,) = found["changes"]

    assert (change["verdict"]["rule"], change["verdict"]["bump"]) == (None, "patch")


@pytest.mark.parametrize(
    "case",
    [
        "03-upgrade-rule-to-metric",
        "06-quality-type-stated",
        "07-null-rule-becomes-required",
        "08-sql-reformatted",
        "10-int8-of-postgres",
        "12-exclusive-minimum",
        "20-enum-label-message",
    ],
)
@pytest.mark.parametrize("back", [False, True])
def test_equivalent_statement_is_a_patch(
    case: str, back: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No rule reports it, and no consumer is affected."""
    _, found = _diff(f"public-reports-{case}", tmp_path, capsys, back=back)
    verdicts = [
        each["verdict"] for each in found["changes"] if each["aspect"] not in (["version"], ["apiVersion"])
    ]

    assert {each["bump"] for each in verdicts} <= {"patch"}
    assert {each["rule"] for each in verdicts} <= {None}
    assert found["breaking"] == 0


def _worst(case: str, folder: Path, capsys: pytest.CaptureFixture[str], *, back: bool = False) -> Any:
    _, found = _diff(case, folder, capsys, back=back)
    (change,) = (each for each in found["changes"] if each["verdict"]["rule"])
    return {**change["verdict"], "message": change["message"]}


def test_a_label_is_called_a_label(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message does not state that `a` was `a` and is `a`."""
    _, found = _diff("public-reports-20-enum-label-message", tmp_path, capsys)
    (change,) = found["changes"]

    assert change["message"] == "label changed from `A` to `AA`"


def test_valid_values_are_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A removed value binds only the producer; an added one is a minor version, and may surprise the consumer."""
    removed = _worst("public-reports-04-valid-values-are-a-list", tmp_path / "there", capsys)
    added = _worst("public-reports-04-valid-values-are-a-list", tmp_path / "back", capsys, back=True)

    assert (removed["rule"], removed["bump"]) == ("enum-value-removed", "minor")
    assert (removed["direction"], added["direction"]) == ("tightens", "undetermined")
    assert (added["rule"], added["bump"]) == ("enum-value-added", "minor")
    assert "enum value `b` added" in added["message"]


@pytest.mark.parametrize("back", [False, True])
def test_letter_case_of_a_type_does_not_matter(
    back: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`int` and `INT` are one type."""
    _, found = _diff("field-ca", tmp_path, capsys, back=back)

    assert {each["verdict"]["bump"] for each in found["changes"]} <= {"patch"}
    assert found["breaking"] == 0


def test_pattern_is_compared_by_what_it_permits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three letters are new to the consumer; the reverse refuses them, which binds only the producer."""
    wider = _worst("public-reports-11-pattern-widened", tmp_path / "there", capsys)
    narrower = _worst("public-reports-11-pattern-widened", tmp_path / "back", capsys, back=True)

    assert (wider["rule"], wider["bump"], wider["message"]) == (
        "pattern-changed",
        "minor",
        "pattern permits more values",
    )
    assert (wider["breaksReaders"], wider["breaksWriters"]) == (None, False)
    assert (narrower["message"], narrower["direction"]) == ("pattern permits fewer values", "tightens")
