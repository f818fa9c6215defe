"""`measure --since`: the rows of some days are measured, and what they cannot show is never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from measured import contract, measured_in, seen_in
from meshwright.cli.main import main
from meshwright.measuring.observation import Filter
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.workspace.measuring.run import Seen

requires("duckdb")

DAYS = "      - {name: day, logicalType: date, partitioned: true, partitionKeyPosition: 1}\n"
ROWS = "loaf,day\na,2026-10-01\na,2026-10-02\nb,2026-10-03\nb,2026-11-20\n,2026-11-21\n"
SINCE = Filter(since="2026-11-01 00:00:00")


def files(loaf: str, more: str = "", rows: str = ROWS) -> dict[str, str | bytes]:
    """Return a contract about loaves by day, and its rows."""
    text = contract(f"      - {{name: loaf, logicalType: string{loaf}}}\n{DAYS}", more=more)
    return {"orders.odcs.yaml": text, "data/orders.csv": rows}


def figures(found: tuple[Seen, ...]) -> object:
    """Return the figures of the only object."""
    (seen,) = found
    assert seen.observation is not None
    return seen.observation.figures


def test_keys_are_compared_with_earlier_rows(tmp_path: Path) -> None:
    """`b` occurs once among the selected rows, and once before; `a` only before."""
    unique = files(", unique: true")
    assert figures(seen_in(tmp_path, unique, filter=SINCE)) == {"loaf#unique": 1, "loaf#unique/rows": 1}
    assert figures(seen_in(tmp_path, unique)) == {"loaf#unique": 2, "loaf#unique/rows": 4}
    (found,) = measured_in(tmp_path, unique, filter=SINCE).diagnostics
    assert found.message.endswith("occurs more than once, in 1 of 2 rows since 2026-11-01 00:00:00")


def test_partition_column_may_be_the_key(tmp_path: Path) -> None:
    rows = "loaf,day\na,2026-11-20\nb,2026-11-20\n"
    properties = f"      - {{name: loaf}}\n{DAYS.replace('logicalType', 'unique: true, logicalType')}"
    found = seen_in(
        tmp_path,
        {"orders.odcs.yaml": contract(properties), "data/orders.csv": rows},
        filter=SINCE,
    )
    assert figures(found) == {"day#unique": 1, "day#unique/rows": 2}


@pytest.mark.parametrize(
    ("quality", "is_broken", "is_unknown"),
    [
        ("nullValues, mustBe: 0", True, False),
        ("nullValues, mustBeLessThan: 1", True, False),
        ("nullValues, mustBeBetween: [2, 3]", False, True),
        ("nullValues, mustBe: 4", False, True),
        ("nullValues, mustBeGreaterThan: 1", False, True),
        ("nullValues, mustNotBe: 1", False, True),
        ("nullValues, mustBeLessThan: 2", False, False),
        ("rowCount, mustBeGreaterThan: 3", False, True),
        ("nullValues, unit: percent, mustBeLessThan: 40", True, False),
    ],
)
def test_counts_of_some_rows_are_minimums(
    quality: str, is_broken: bool, is_unknown: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule is broken if no further row can change that, and has no answer if one can."""
    is_of_rows = quality.startswith("rowCount")
    rule = f"quality: [{{metric: {quality}}}]"
    given = files("" if is_of_rows else f", {rule}")
    if is_of_rows:
        text = str(given["orders.odcs.yaml"]).replace("    properties:", f"    {rule}\n    properties:")
        given["orders.odcs.yaml"] = text
    assert bool(measured_in(tmp_path, given, filter=SINCE).diagnostics) == is_broken
    command = ["measure", "--mesh", str(tmp_path), "--since", "2026-11-01", "--gate"]
    assert main(command) == (1 if is_broken else 2 if is_unknown else 0)
    assert ("only the rows selected by `--since` were measured" in capsys.readouterr().out) == is_unknown


def test_gate_fails_for_a_retention_that_some_rows_cannot_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The oldest row is not among them."""
    kind = "customProperties: [{property: retentionKind, value: maximum}]"
    level = f"{{property: retention, value: 10, unit: y, element: orders.day, {kind}}}"
    given = files("", more=f"slaProperties: [{level}]")
    assert measured_in(tmp_path, given).diagnostics == ()
    assert main(["measure", "--mesh", str(tmp_path), "--gate"]) == 0
    assert main(["measure", "--mesh", str(tmp_path), "--gate", "--since", "2026-11-01"]) == 2
    assert "only the rows selected by `--since` were measured" in capsys.readouterr().out


def test_gate_fails_if_no_row_is_selected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A date that is too late selects nothing, and proves nothing."""
    seen_in(tmp_path, files(", required: true"))
    assert main(["measure", "--mesh", str(tmp_path), "--gate", "--since", "2026-12-01"]) == 2
    words = "there are no rows since 2026-12-01 00:00:00, so nothing was measured"
    assert words in capsys.readouterr().out


def test_finding_remains_until_all_rows_are_measured_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Newer measurements of some rows, or of none, do not show that the fault is gone."""
    given = files(
        ", required: true",
        rows=ROWS.replace("a,2026-10-01", ",2026-10-01").replace("\n,2026-11", "\nc,2026-11"),
    )
    seen_in(tmp_path, given)
    data = tmp_path / "data/orders.csv"
    store = ["--store", str(tmp_path / "seen")]

    def check() -> tuple[int, str]:
        capsys.readouterr()
        code = main(
            [
                "check",
                str(tmp_path),
                "--observations",
                str(tmp_path / "seen"),
                "--select",
                "data-violates-contract",
            ]
        )
        return code, capsys.readouterr().out

    main(["measure", "--mesh", str(tmp_path), *store, "--run", "1"])
    code, first = check()
    assert (code, "not all rows have been measured since" in first) == (1, False)
    main(["measure", "--mesh", str(tmp_path), *store, "--run", "2", "--since", "2026-11-01"])
    code, later = check()
    assert (code, later.count("error["), "not all rows have been measured since" in later) == (1, 1, True)
    text = data.read_text()
    data.unlink()
    main(["measure", "--mesh", str(tmp_path), *store, "--run", "3"])
    assert check() == (1, later)
    data.write_text(text.replace("\n,", "\nd,"))
    main(["measure", "--mesh", str(tmp_path), *store, "--run", "4"])
    assert check()[0] == 0


def test_some_rows_show_the_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that was added since is not reported as missing; a failed measurement does not show it."""
    given = files("", rows="day\n2026-10-01\n2026-11-20\n")
    seen_in(tmp_path, given)
    data = tmp_path / "data/orders.csv"
    store = ["--store", str(tmp_path / "seen")]

    def check() -> int:
        capsys.readouterr()
        return main(
            ["check", str(tmp_path), "--observations", str(tmp_path / "seen"), "--select", "schema-drift"]
        )

    main(["measure", "--mesh", str(tmp_path), *store, "--run", "1"])
    assert check() == 1
    data.unlink()
    main(["measure", "--mesh", str(tmp_path), *store, "--run", "2"])
    assert check() == 1
    data.write_text(ROWS)
    main(["measure", "--mesh", str(tmp_path), *store, "--run", "3", "--since", "2026-11-01"])
    assert check() == 0
