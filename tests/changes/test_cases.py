"""Reports of others on changes that were judged wrongly: what is right, in words."""

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
    """A case, compared forth or back, and what is right of it under the preset `strict`."""

    case: str
    is_back: bool
    rule: str
    bump: str
    direction: str
    hit: Sequence[str]


BOTH = ("dashboard", "fin/reports")
"""The agreement is about all columns, and the product reads the port without column lineage."""
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
def test_the_direction_is_right_both_ways(
    right: Right, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An oracle judged otherwise; the version stayed, so that the command fails."""
    code, found = _diff(f"oracles-{right.case}", tmp_path, capsys, back=right.is_back)
    (change,) = found["changes"]
    verdict = change["verdict"]

    assert code == 1
    assert (verdict["rule"], verdict["bump"], verdict["direction"]) == right[2:5]
    assert sorted(each["name"] for each in change["consumers"]) == list(right.hit)


def test_a_share_without_a_unit_is_a_percentage_in_other_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`availability: 0.999` is 99.9, and not 0.999 percent: nobody is promised more than before."""
    _, found = _diff("oracles-availability-share-read-as-percent", tmp_path, capsys)
    (change,) = found["changes"]

    assert (change["verdict"]["rule"], change["verdict"]["bump"]) == (None, "patch")


@pytest.mark.parametrize(
    "case",
    [
        "03-upgrade-rule-to-metric",
        "06-quality-type-stated",
        "07-null-rule-becomes-required",
        "10-int8-of-postgres",
        "12-exclusive-minimum",
    ],
)
@pytest.mark.parametrize("back", [False, True])
def test_the_same_in_other_words_is_a_patch(
    case: str, back: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No rule tells of it, and nobody is hit."""
    _, found = _diff(f"public-reports-{case}", tmp_path, capsys, back=back)
    verdicts = [
        each["verdict"] for each in found["changes"] if each["aspect"] not in (["version"], ["apiVersion"])
    ]

    assert {each["bump"] for each in verdicts} <= {"patch"}
    assert {each["rule"] for each in verdicts} <= {None}
    assert found["breaking"] == 0
