"""`meshwright generate` as users run it."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from generating import EXAMPLE, Rows, contract, generate, generated, rows_of, said
from meshwright.cli.main import main
from meshwright.generation.spoiling import RULES
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
PORT = "player/play-events/daily@1"
MESH = """apiVersion: v3.1.0
kind: DataContract
id: c
version: 1.0.0
status: active
description: {purpose: p}
schema:
- name: shops
  properties:
  - {name: shop, logicalType: string, primaryKey: true, required: true, logicalTypeOptions: {pattern: '^S[0-9]{6}$'}}
  - {name: title, logicalType: string, required: true}
  - {name: size, logicalType: integer, required: true, logicalTypeOptions: {minimum: 10, maximum: 90}}
  - {name: code, logicalType: string, required: true, logicalTypeOptions: {pattern: '^[A-Z]{4}$'}}
  - {name: kind, logicalType: string, required: true, logicalTypeOptions: {maxLength: 9}, quality: [
      {metric: invalidValues, arguments: {validValues: [big, small]}, mustBe: 0}]}
  - {name: opened_at, logicalType: timestamp, required: true}
- name: sales
  properties:
  - {name: sale, logicalType: string, primaryKey: true, required: true}
  - {name: shop, logicalType: string, relationships: [{to: shops.shop}], logicalTypeOptions: {pattern: '^S[0-9]{6}$'}}
"""


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh of shops and their sales."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(MESH)
    return tmp_path / "mesh"


def faults(rows: dict[str, Rows]) -> dict[str, int]:
    """Count the violations of the shops' contract, by rule."""
    shops, sales = (
        next(found for path, found in rows.items() if path.endswith(name)) for name in ("shops", "sales")
    )
    known = {row["shop"] for row in shops}
    codes = [row["code"] for row in shops if row["code"]]
    found = {
        "required": sum(value is None for row in shops for value in row.values()),
        "unique": sum(count - 1 for count in Counter(row["shop"] for row in shops).values()),
        "reference": sum(row["shop"] is not None and row["shop"] not in known for row in sales),
        "range": sum(not 10 <= row["size"] <= 90 for row in shops if row["size"] is not None),
        "pattern": sum(not re.fullmatch("[A-Z]{4}", code) for code in codes),
        "enum": sum(row["kind"] not in ("big", "small") for row in shops if row["kind"]),
        "freshness": sum(row["opened_at"] < "2026" for row in shops if row["opened_at"]),
    }
    return {rule: count for rule, count in found.items() if count}


def test_unspoiled_data_has_no_violation(mesh: Path, tmp_path: Path) -> None:
    """The counterexample of the next test."""
    assert generate(mesh, tmp_path / "out") == 0
    assert faults(rows_of(tmp_path / "out")) == {}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "check-digit"])
def test_spoil_breaks_one_thing(rule: str, mesh: Path, tmp_path: Path, capsys: Capture) -> None:
    """And states where."""
    assert generate(mesh, tmp_path / "out", "--spoil", rule) == 0
    assert faults(rows_of(tmp_path / "out")) == {rule: 200 if rule == "freshness" else 1}
    assert "spoiled: `-/c@1/s" in capsys.readouterr().out


def test_spoiled_check_digit_is_wrong(tmp_path: Path) -> None:
    """One ISNI fails its check, and is still unique."""
    from stdnum import isni

    port = "labels/artist-identities/current@1"
    generate(EXAMPLE, tmp_path / "out", port, "--spoil", "check-digit")
    (rows,) = rows_of(tmp_path / "out").values()
    assert [row for row in rows if not isni.is_valid(row["isni"])] == [rows[-1]]
    assert len({row["isni"] for row in rows}) == 200


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--spoil", "requird"), "unknown rule `requird` in --spoil; did you mean `required`?"),
        (("--spoil", "check-digit"), "`check-digit` cannot spoil any table"),
        (("--spoil", "range=-/c@1/sales"), "`range` cannot spoil any table at `-/c@1/sales`"),
        (("nowhere/x",), "`nowhere/x` is not an address of this mesh"),
        (("-/c@1/shops/title",), "is a field; name its object"),
        (("--until", "noon"), "expected a timestamp such as"),
        (("--seed", "-1"), "expected a number from 0 to"),
    ],
)
def test_wrong_arguments_are_explained(
    arguments: tuple[str, ...], words: str, mesh: Path, tmp_path: Path, capsys: Capture
) -> None:
    """Exit code 2, and nothing is written."""
    assert generate(mesh, tmp_path / "out", *arguments) == 2
    assert words in said(capsys)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("rows", [0, 10**10])
def test_number_of_rows_is_limited(rows: int, mesh: Path, tmp_path: Path, capsys: Capture) -> None:
    """At both ends."""
    assert generate(mesh, tmp_path / "out", rows=rows) == 2
    assert "expected a number from 1 to 1,000,000,000 for --rows" in said(capsys)


@pytest.mark.parametrize("is_generated", [False, True])
def test_folder_with_other_files_is_refused(
    is_generated: bool, mesh: Path, tmp_path: Path, capsys: Capture
) -> None:
    """Only files of `generate` are replaced, also in a folder that it made."""
    if is_generated:
        generate(mesh, tmp_path / "out")
    (tmp_path / "out").mkdir(exist_ok=True)
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert generate(mesh, tmp_path / "out") == 2
    assert "has `mine.txt`, which was not generated" in said(capsys)
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"


def test_folder_is_replaced_as_a_whole(mesh: Path, tmp_path: Path) -> None:
    """Files that are no longer generated are removed."""
    generate(mesh, tmp_path / "out")
    generate(mesh, tmp_path / "out", "-/c@1/shops")
    assert [path.name for path in (tmp_path / "out").rglob("*.jsonl")] == ["shops.jsonl"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mesh", "out"]


def test_times_end_at_the_requested_moment(mesh: Path, tmp_path: Path) -> None:
    """At the start of the as-of date, or at a moment."""
    for arguments, newest in (
        ((), "2026-11-21T23:59:59"),
        (("--until", "2026-11-22T14:00:00+01:00"), "2026-11-22T12:59:59"),
    ):
        generate(mesh, tmp_path / "out", "-/c@1/shops", *arguments)
        (rows,) = rows_of(tmp_path / "out").values()
        assert max(row["opened_at"] for row in rows) == newest


def test_parquet_has_the_types_of_the_contract(mesh: Path, tmp_path: Path) -> None:
    duckdb = requires("duckdb")
    generate(mesh, tmp_path / "out", "--format", "parquet")
    (path,) = (tmp_path / "out").rglob("shops.parquet")
    with duckdb.connect() as connection:
        kinds = {
            name: kind for name, kind, *_ in connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        }
    assert kinds["size"] == "BIGINT"
    assert kinds["opened_at"] == "TIMESTAMP"
    assert kinds["shop"] == "VARCHAR"


EXPRESSION = """
  - {name: a, logicalType: integer, required: true, logicalTypeOptions: {minimum: 5}}
  - {name: b, logicalType: integer, required: true, customProperties: [{property: generate, value: SQL}]}
"""


def test_expression_computes_a_column(tmp_path: Path) -> None:
    """From the other columns of its row."""
    rows = generated(tmp_path, EXPRESSION.replace("SQL", "a * 2 + row_number"))
    assert [row["b"] for row in rows] == [row["a"] * 2 + number for number, row in enumerate(rows)]


@pytest.mark.parametrize(
    "sql",
    [
        "getenv('HOME')",
        "(SELECT content FROM read_text('/etc/passwd'))",
        "c + 1",
        "'it''s",
        "b; DROP TABLE x",
    ],
)
def test_forbidden_expression_is_refused(sql: str, tmp_path: Path, capsys: Capture) -> None:
    """It is reported, and the column has ordinary values."""
    rows = generated(tmp_path, EXPRESSION.replace("SQL", f'"{sql}"'))
    assert {type(row["b"]) for row in rows} == {int}
    assert "its `generate` " in said(capsys)


def test_failing_expression_is_explained(tmp_path: Path, capsys: Capture) -> None:
    """No traceback, and nothing is written."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(EXPRESSION.replace("SQL", "\"upper('x')\"")))
    assert generate(tmp_path / "mesh", tmp_path / "out") == 2
    assert "a `generate` of `-/c@1/rows` fails" in said(capsys)
    assert not (tmp_path / "out").exists()


TWO = """  - {name: b, logicalType: integer, customProperties: [{property: generate, value: "SQL"}]}
- name: other
  properties:
  - {name: k, logicalType: integer}
"""


def test_expression_that_fails_on_another_object_is_explained(tmp_path: Path, capsys: Capture) -> None:
    """More than one row for one value; and an endless one."""
    (tmp_path / "mesh").mkdir()
    path = tmp_path / "mesh" / "c.odcs.yaml"
    path.write_text(contract(TWO.replace("SQL", "(SELECT k FROM other)")))
    assert generate(tmp_path / "mesh", tmp_path / "out") == 2
    assert "a `generate` of `-/c@1/rows` fails" in said(capsys)

    path.write_text(contract(TWO.replace("SQL", "(SELECT sum(p.k * q.k) FROM other AS p, other AS q)")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("meshwright.workspace.generating._TABLE_SECONDS", 0.5)
        assert generate(tmp_path / "mesh", tmp_path / "out", rows=200_000) == 2
    assert "takes more than 0.5 s to read other objects" in said(capsys)
    assert not (tmp_path / "out").exists()


CYCLE = """  - {name: b, logicalType: integer, customProperties: [{property: generate, value: "(SELECT max(k) FROM other)"}]}
- name: other
  properties:
  - {name: k, logicalType: integer, customProperties: [{property: generate, value: "(SELECT max(b) FROM rows)"}]}
- name: third
  properties:
  - {name: t, logicalType: integer, customProperties: [{property: generate, value: "(SELECT max(b) FROM rows)"}]}
- name: fourth
  properties:
  - {name: f, logicalType: integer}
"""


def test_expressions_that_read_each_other_are_named(tmp_path: Path, capsys: Capture) -> None:
    """Objects that only read an object of the cycle are not."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(CYCLE))

    assert generate(tmp_path / "mesh", tmp_path / "out") == 2
    words = said(capsys)
    assert "of these objects read each other: `-/c@1/" in words
    assert {name for name in ("rows", "other", "third", "fourth") if f"`-/c@1/{name}`" in words} == {
        "rows",
        "other",
    }


def test_check_that_takes_too_long_is_reported(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result of its query is then a reason, not a number."""
    monkeypatch.setattr("meshwright.workspace.generating._result", lambda *_: "runs longer than 120 s")
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(
        contract(EXPRESSION.replace("SQL", "'nullif(row_number, 3)'"))
    )

    assert generate(tmp_path / "mesh", tmp_path / "out") == 1
    assert "`-/c@1/rows/b` was not checked: the query runs longer than 120 s" in said(capsys)


def test_expression_that_violates_its_contract_is_reported(tmp_path: Path, capsys: Capture) -> None:
    """Such as a null in a required column."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(
        contract(EXPRESSION.replace("SQL", "'nullif(row_number, 3)'"))
    )
    assert generate(tmp_path / "mesh", tmp_path / "out") == 1
    assert "`-/c@1/rows/b` is null in 1 row, because of its `generate`" in said(capsys)


RULE = """
  - {name: a, logicalType: integer, required: true, logicalTypeOptions: {minimum: 5}}
  quality:
  - {type: sql, query: "SQL", mustBe: 0}
"""


@pytest.mark.parametrize(
    ("sql", "code", "words"),
    [
        ("SELECT count(*) FROM rows WHERE a < 5", 0, ""),
        ("SELECT count(*) FROM {object} WHERE a >= 5", 1, "a rule in SQL gives 200, not mustBe 0"),
        ("SELECT count(*) FROM elsewhere", 0, "is not run: `elsewhere` is not an object of its contract"),
        (
            "SELECT max(CAST('2026-01-01' AS DATE)) FROM rows",
            1,
            "a rule in SQL gives 2026-01-01, not mustBe 0",
        ),
        ("SELECT nothing FROM rows", 1, "a rule in SQL fails (Binder Error"),
    ],
)
def test_rules_in_sql_are_run(sql: str, code: int, words: str, tmp_path: Path, capsys: Capture) -> None:
    """Violated and refused ones are reported."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(RULE.replace("SQL", sql)))
    assert generate(tmp_path / "mesh", tmp_path / "out") == code
    assert words in said(capsys)


def test_missing_extra_is_named(
    mesh: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert main(["generate", "--to", str(tmp_path / "out"), "--mesh", str(mesh)]) == 2
    assert said(capsys) == "meshwright: generate needs duckdb; install the extra `data`\n"


@pytest.mark.parametrize("threads", [1, 4])
def test_number_of_threads_does_not_matter(
    threads: int, mesh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are ordered by their numbers."""
    from meshwright.workspace import generating

    lock = generating._lock
    monkeypatch.setattr(
        generating, "_lock", lambda connection, made, spill, _: lock(connection, made, spill, threads)
    )
    generate(mesh, tmp_path / "out", "--format", "csv", rows=300_000)
    (path,) = (tmp_path / "out").rglob("sales.csv")
    lines = path.read_bytes()
    monkeypatch.undo()
    generate(mesh, tmp_path / "other", "--format", "csv", rows=300_000)
    (other,) = (tmp_path / "other").rglob("sales.csv")
    assert lines == other.read_bytes()


def test_memory_is_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If it is not sufficient, one sentence states it, and nothing is left."""
    duckdb = requires("duckdb")
    from meshwright.workspace import generating

    def fail(*_: object) -> None:
        raise duckdb.OutOfMemoryException("a value of a row")

    monkeypatch.setattr(generating, "_make_views", fail)
    arguments = ["--to", str(tmp_path / "out"), "--mesh", str(EXAMPLE), "--memory", "64MB"]
    assert main(["generate", *arguments]) == 2
    assert "raise `--memory`" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
