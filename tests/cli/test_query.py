"""`meshwright query` and `meshwright schema tables`."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from meshwright.cli.main import main
from repositories import commit, git

ROOT = Path(__file__).parents[2]
Capture = pytest.CaptureFixture[str]
CONTRACT = (
    "apiVersion: v3.1.0\nkind: DataContract\nid: {}\nversion: 1.0.0\nstatus: active\n"
    "description: {{purpose: {}}}\nschema: [{{name: rows, properties: [{{name: a, logicalType: string}}]}}]\n"
)


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with one contract in its last commit, and two in the working tree."""
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a.odcs.yaml").write_text(CONTRACT.format("a", "'=1+1, \"quoted\"'"))
    commit(tmp_path)
    (tmp_path / "b.odcs.yaml").write_text(CONTRACT.format("b", "null"))
    return tmp_path


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """Run a command."""
    code = main(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.usefixtures("mesh")
def test_table_aligns_columns(capsys: Capture) -> None:
    """Numbers on the right; NULL is empty."""
    assert run(capsys, "query", "SELECT id, purpose, contract_id * 100 AS number FROM contract") == (
        0,
        (
            "id  purpose         number\n--  --------------  ------\n"
            'a   =1+1, "quoted"     100\nb                      200\n(2 rows)\n'
        ),
        "",
    )


@pytest.mark.usefixtures("mesh")
def test_csv_and_json_have_the_same_values(capsys: Capture) -> None:
    sql = "SELECT id, purpose FROM contract"
    rows = list(csv.reader(StringIO(run(capsys, "query", sql, "--format", "csv")[1])))
    said = json.loads(run(capsys, "query", sql, "--format", "json")[1])

    assert rows == [["id", "purpose"], ["a", '=1+1, "quoted"'], ["b", ""]]
    assert said == {"model": 1, "columns": ["id", "purpose"], "rows": [["a", '=1+1, "quoted"'], ["b", None]]}


@pytest.mark.usefixtures("mesh")
def test_revision_can_be_queried(capsys: Capture) -> None:
    """Without a checkout."""
    sql = "SELECT count(*) AS n FROM contract"
    assert run(capsys, "query", sql)[1].split() == ["n", "-", "2", "(1", "row)"]
    assert run(capsys, "query", sql, "--at", "HEAD")[1].split() == ["n", "-", "1", "(1", "row)"]
    code, _, error = run(capsys, "query", sql, "--at", "nowhere")
    assert (code, "nowhere" in error) == (2, True)


@pytest.mark.usefixtures("mesh")
def test_diagnostics_are_a_table(capsys: Capture) -> None:
    """Findings can be counted, joined and filtered."""
    said = json.loads(run(capsys, "query", "SELECT DISTINCT rule FROM diagnostic", "--format", "json")[1])
    checked = json.loads(run(capsys, "check", "--format", "json")[1])
    assert [rule for (rule,) in said["rows"]] == sorted({each["rule"] for each in checked["diagnostics"]})


@pytest.mark.usefixtures("mesh")
@pytest.mark.parametrize("sql", ["SELECT zzz FROM port", "DELETE FROM port", "SELECT random()", ""])
def test_failing_query_is_a_clear_error(sql: str, capsys: Capture) -> None:
    """Exit code 2, one line, and nothing on standard output."""
    code, out, error = run(capsys, "query", sql)
    assert (code, out) == (2, "")
    assert error.count("\n") == 1


def test_schema_tables_is_runnable_sql(capsys: Capture) -> None:
    """With a comment for every column."""
    code, out, _ = run(capsys, "schema", "tables")
    assert code == 0
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(out)
    assert "tables" in run(capsys, "schema")[1].split()


def test_broken_document_makes_the_answer_incomplete(mesh: Path, capsys: Capture) -> None:
    """The rest is shown, with exit code 2."""
    (mesh / "b.odcs.yaml").write_text(CONTRACT.format("b", "'unclosed"))
    code, out, error = run(capsys, "query", "SELECT id FROM contract")
    assert (code, out.split()[2]) == (2, "a")
    assert "b.odcs.yaml" in error
