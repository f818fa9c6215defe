"""Samples in a run: which are read, what they are compared with, and messages about unreadable ones."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from mesh_of import PLACES, TODAY, report_on, scaffold
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.engine import InapplicableRule
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from meshwright.facts.unit import Unit
    from meshwright.rulekit.diagnostic import Report

BESIDE = PLACES["contract"].rpartition("/")[0]
GOOD = b"play_id,played_at\np1,2026-11-22T08:00:00Z\n"
BAD = b"play_id,played_at\np1,yesterday\n"


def seen(report: Report) -> list[tuple[str, str, int, int]]:
    return [
        (each.rule, each.range.path, each.range.start.line, each.range.start.column)
        for each in report.diagnostics
        if each.range
    ]


def test_sample_is_compared_with_the_object_of_its_name(tmp_path: Path) -> None:
    """Next to the contract; a file elsewhere is ignored."""
    files = {f"{BESIDE}/samples/plays.csv": BAD, "notebooks/samples/plays.csv": b"\xff", "samples/x.csv": BAD}

    report = report_on(tmp_path, scaffold() | files)

    assert seen(report) == [("sample-violates-contract", f"{BESIDE}/samples/plays.csv", 2, 4)]
    assert report.diagnostics[0].address == "player/play-events/daily@1/plays"
    assert report.summary.documents == report_on(tmp_path / "other", scaffold()).summary.documents


def test_fingerprint_survives_rows_and_differs_by_column(tmp_path: Path) -> None:
    """A row inserted above changes no fingerprint."""
    path = f"{BESIDE}/samples/plays.csv"
    both = b"play_id,played_at\n,yesterday\n"
    before = report_on(tmp_path / "a", scaffold() | {path: both})
    after = report_on(tmp_path / "b", scaffold() | {path: GOOD + b",yesterday\n"})
    assert [each.fingerprint for each in before.diagnostics] == [
        each.fingerprint for each in after.diagnostics
    ]
    assert len({each.fingerprint for each in before.diagnostics}) == 2


def test_equal_bytes_are_compiled_once_per_format(tmp_path: Path) -> None:
    """An empty file is both CSV and JSON Lines."""
    report_on(tmp_path, scaffold() | {f"{BESIDE}/samples/plays.{form}": b"" for form in ("csv", "jsonl")})
    memo: dict[str, Unit] = {}
    first = compiled(of_folder(tmp_path), memo)
    size = len(memo)
    assert compiled(of_folder(tmp_path), memo).units == first.units
    assert len(memo) == size
    assert len({key.partition(".")[0] for key in memo}) == size - 1


def test_number_of_processes_does_not_change_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report_on(
        tmp_path, scaffold() | {f"{BESIDE}/samples/plays.csv": BAD, f"{BESIDE}/samples/other.jsonl": b"{}"}
    )
    alone = compiled(of_folder(tmp_path), {}).units
    monkeypatch.setattr("meshwright.workspace.workers.FEWEST_FOR_PROCESSES", 1)
    assert compiled(of_folder(tmp_path), {}, jobs=2).units == alone


def test_parquet_without_its_extra_is_reported_as_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only if there is a file, and nothing else changes."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert report_on(tmp_path, scaffold()).skipped == ()
    files = scaffold() | {f"{BESIDE}/samples/plays.parquet": b"PAR1"}
    report = report_on(tmp_path, files)
    reason = f"`{BESIDE}/samples/plays.parquet` needs the extra `data`"
    rules = ("sample-violates-contract", "sensitive-sample")
    assert (report.skipped, seen(report)) == (tuple(InapplicableRule(rule, reason) for rule in rules), [])
    off = Configuration(preset="strict", ignore=frozenset(rules))
    assert check(compiled(of_folder(tmp_path), {}), off, lambda _: True, TODAY).report.skipped == ()


def test_contract_may_name_a_sample_elsewhere(tmp_path: Path) -> None:
    """By a relative path inside of the repository; one that leaves it is a finding."""
    contract = scaffold()[PLACES["contract"]] + (
        b"authoritativeDefinitions:\n"
        b"  - {type: sampleData, url: ../../samples/first.csv}\n"
        b"  - {type: sampleData, url: https://data.watergarden.example/plays.csv}\n"
        b"  - {type: sampleData, url: ../../../../../samples/first.csv}\n"
    )
    files = scaffold() | {PLACES["contract"]: contract, "products/player/samples/first.csv": BAD}
    assert seen(report_on(tmp_path, files)) == [
        ("missing-linked-file", PLACES["contract"], 81, 29),
        ("sample-violates-contract", "products/player/samples/first.csv", 2, 4),
    ]


def test_too_large_sample_of_a_contract_is_reported(tmp_path: Path) -> None:
    """Elsewhere, such a file is ignored."""
    huge = b"a" * (16 * 1024 * 1024 + 1)
    files = scaffold() | {f"{BESIDE}/samples/plays.csv": huge, "notebooks/samples/plays.csv": huge}
    assert seen(report_on(tmp_path, files)) == [("unreadable-file", f"{BESIDE}/samples/plays.csv", 1, 1)]


def test_column_is_reported_once(tmp_path: Path) -> None:
    """However many of its cells are wrong; at most ten locations are shown."""
    rows = b"".join(b"p%d,yesterday\n" % number for number in range(100))
    report = report_on(tmp_path, scaffold() | {f"{BESIDE}/samples/plays.csv": b"play_id,played_at\n" + rows})
    assert [each.message for each in report.diagnostics] == [
        "`yesterday` in `played_at` is not a timestamp (100 cells)"
    ]
    assert len(report.diagnostics[0].related) == 10


def test_extra_and_missing_columns_are_reported(tmp_path: Path) -> None:
    """A misspelt one is reported once, in a table and in JSON."""
    table = report_on(tmp_path / "a", scaffold() | {f"{BESIDE}/samples/plays.csv": b"played_id,extra,more\n"})
    assert [each.message for each in table.diagnostics] == [
        "the contract has no field `played_id`; did you mean `play_id`?",
        "the sample has no column `played_at`",
        "the contract has no field `extra`",
        "the contract has no field `more`",
    ]
    line = b'{"playd_at": "2026-11-22T08:00:00Z"}\n'
    lines = report_on(tmp_path / "b", scaffold() | {f"{BESIDE}/samples/plays.jsonl": line})
    assert [each.message for each in lines.diagnostics] == [
        "`play_id` is missing but required",
        "the contract has no field `playd_at`; did you mean `played_at`?",
    ]


def test_findings_of_a_sample_are_limited_to_a_hundred(tmp_path: Path) -> None:
    """The last states how many more there are, and differs if the others differ."""

    def told(folder: str, columns: list[str]) -> list[tuple[str, str]]:
        header = ",".join(("play_id", "played_at", *columns))
        report = report_on(tmp_path / folder, scaffold() | {f"{BESIDE}/samples/plays.csv": header.encode()})
        return [(each.message, each.fingerprint) for each in report.diagnostics]

    many = [f"extra{number:03}" for number in range(150)]
    found = told("a", many)
    assert len(found) == 101
    assert "50 more findings in this sample, beginning with: the contract has no field `extra100`" in dict(
        found
    )
    assert len({*found, *told("b", many[:-1])}) == 102


def test_parquet_is_read_with_its_extra(tmp_path: Path) -> None:
    """It has its own types and no lines; a file that is not Parquet is reported."""
    arrow, parquet = requires("pyarrow"), requires("pyarrow.parquet")
    data = io.BytesIO()
    parquet.write_table(arrow.table({"play_id": ["p1", "p1"], "played_at": [1.5, None]}), data)
    path = f"{BESIDE}/samples/plays.parquet"

    read = report_on(tmp_path / "a", scaffold() | {path: data.getvalue()})
    broken = report_on(tmp_path / "b", scaffold() | {path: b"PAR1"})

    assert {(each.message, each.range and each.range.start) for each in read.diagnostics} == {
        ("`1.5` in `played_at` is not a timestamp", (1, 1)),
        ("`played_at` is empty but required", (1, 1)),
        ("`p1` occurs twice in `play_id`, which must be unique (2 cells)", (1, 1)),
    }
    assert seen(broken) == [("unreadable-sample", path, 1, 1)]
