"""`meshwright measure` as users run it: exit codes, queries, JSON, the folder of observations."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from measured import contract
from meshwright.cli.main import main
from meshwright.formats.outputs import output_schema
from meshwright.measuring.packing import observations_of
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

requires("duckdb")

PROPERTIES = """
      - {name: bread, logicalType: string, required: true}
      - {name: day, logicalType: date, partitioned: true}
"""
GOOD, BAD = "bread,day\nrye,2026-11-20\nspelt,2026-11-21\n", "bread,day\n,2026-11-20\nspelt,2026-11-21\n"


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text(GOOD)
    (tmp_path / "orders.odcs.yaml").write_text(contract(PROPERTIES))
    return tmp_path


def run(mesh: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["measure", *arguments, "--mesh", str(mesh)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_exit_code_depends_on_findings(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 without findings, 1 with an error, 2 if nothing could be measured."""
    assert run(mesh, capsys)[0] == 0
    (mesh / "data/orders.csv").write_text(BAD)
    code, text, _ = run(mesh, capsys)
    assert (code, "error[data-violates-contract]: `bread` is null but required in 1 of 2 rows" in text) == (
        1,
        True,
    )
    assert (
        text.endswith("measured 1 object with 2 rows in duckdb 2.0.1\n")
        or "measured 1 object with 2 rows" in text
    )
    (mesh / "data/orders.csv").unlink()
    code, text, _ = run(mesh, capsys)
    assert code == 2
    assert "not measured: -/orders@1/orders: its server does not name an existing file" in text


REFUSED = {
    "unknown address": (["nobody/nothing"], "is not an address of this mesh"),
    "no share": (["--sample", "0"], "is not a percentage"),
    "no date": (["--since", "yesterday"], "is not a date"),
    "no number": (["--max-rows", "-1"], "is not a number of 1 or more"),
    "no size": (["--memory", "1"], "is not a size"),
    "a share that is no number": (["--sample", "nan"], "is not a percentage"),
    "an endless share": (["--sample", "inf"], "is not a percentage"),
    "little memory": (["--memory", "1MB"], "is too little memory"),
    "a run that is a path": (["--run", "../x"], "cannot be the name of a file"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_wrong_input_is_refused(what: str, mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, with exit code 2."""
    arguments, words = REFUSED[what]
    try:
        code, _, errors = run(mesh, capsys, *arguments)
    except SystemExit as end:  # argparse
        code, errors = end.code, capsys.readouterr().err

    assert (code, words in errors) == (2, True)


def test_environment_must_be_named_if_there_are_several(
    mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """If no server has it, each object has that reason."""
    one = "{{server: s, type: local, environment: {}, path: data/{}.csv, format: csv}}"
    two = f"{one.format('dev', 'orders')}, {one.format('prod', 'none')}"
    (mesh / "orders.odcs.yaml").write_text(contract(PROPERTIES, two))

    code, _, errors = run(mesh, capsys)
    assert (code, "several environments (`dev`, `prod`)" in errors) == (2, True)
    assert run(mesh, capsys, "--environment", "dev")[0] == 0
    assert run(mesh, capsys, "--environment", "prod")[0] == 2
    assert "has no server for environment `test`" in run(mesh, capsys, "--environment", "test")[1]


def test_dry_run_shows_the_queries_and_counts_nothing(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One for the object; there is no finding, although the data has one."""
    (mesh / "data/orders.csv").write_text(BAD)
    code, text, _ = run(mesh, capsys, "--dry-run")

    assert code == 0
    assert text.count("-- -/orders@1/orders") == 1
    assert "count(CASE WHEN t0 IS NULL THEN 1 END)" in text


def test_json_conforms_to_its_schema(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Observations, findings, and unmeasured promises."""
    (mesh / "data/orders.csv").write_text(BAD)
    more = "slaProperties: [{property: availability, value: 99.9, unit: percent}]"
    (mesh / "orders.odcs.yaml").write_text(contract(PROPERTIES, more=more))
    code, text, _ = run(mesh, capsys, "--format", "json", "--run", "nightly-1")
    found: dict[str, Any] = json.loads(text)

    assert code == 1
    assert [*jsonschema_rs.validator_for(output_schema("measure", is_closed=True)).iter_errors(found)] == []
    assert found["observations"][0]["figures"] == {"bread#required": 1}
    assert [each["rule"] for each in found["diagnostics"]] == ["data-violates-contract"]
    assert [each["key"] for each in found["notMeasured"]] == ["#sla/0"]


def test_observations_are_stored_by_run(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same run replaces its file; another run is next to it, and there is nothing else."""
    store = mesh / "observations"
    for name in ("a", "a", "b"):
        run(mesh, capsys, "--store", str(store), "--run", name)
    run(mesh, capsys, "--store", str(store))

    assert len({*store.iterdir()}) == 3
    lines = (store / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(each.run, each.rows) for each in observations_of(lines)] == [("a", 2)]
    code, _, errors = run(mesh, capsys, "--store", str(mesh / "orders.odcs.yaml"))
    assert (code, "cannot be written" in errors) == (2, True)


def test_measurement_of_some_rows_is_marked(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By a number, a share, or a day; what they cannot show is not a pass."""
    text = run(mesh, capsys, "--max-rows", "1")[1]
    assert "the measurement covers only 1 row; other rows may still break promises" in text
    assert run(mesh, capsys, "--sample", "100%")[0] == 0
    found = json.loads(run(mesh, capsys, "--since", "2026-11-21", "--format", "json")[1])
    assert (found["observations"][0]["rows"], found["observations"][0]["filter"]) == (
        1,
        {"since": "2026-11-21 00:00:00"},
    )


def test_concurrent_measurement_gives_the_same_answers(
    mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the same order."""
    for name in ("rolls", "cakes"):
        (mesh / f"{name}.odcs.yaml").write_text(contract(PROPERTIES, name=name))
    one, two = (json.loads(run(mesh, capsys, "--jobs", jobs, "--format", "json")[1]) for jobs in ("1", "3"))

    assert [each["address"] for each in one["observations"]] == [
        each["address"] for each in two["observations"]
    ]
    assert [each["rows"] for each in two["observations"]] == [2, 2, 2]


def test_database_is_read(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table or a view of a DuckDB file, which is unchanged; SQL names it by the object's name."""
    import duckdb

    with duckdb.connect(str(mesh / "data/shop.duckdb")) as connection:
        connection.execute(
            "CREATE SCHEMA s; CREATE TABLE s.orders AS SELECT 'rye' AS bread, DATE '2026-11-20' AS day"
        )
    before = (mesh / "data/shop.duckdb").read_bytes()
    text = contract(PROPERTIES, "{server: f, type: duckdb, database: data/shop.duckdb, schema: s}")
    rule = "    quality: [{type: sql, query: select count(*) from s.orders, mustBe: 1}]\n    properties:\n"
    (mesh / "orders.odcs.yaml").write_text(text.replace("    properties:\n", rule))
    code, shown, _ = run(mesh, capsys)

    assert (code, "measured 1 object with 1 row " in shown, "not measured" in shown) == (0, True, False)
    assert (mesh / "data/shop.duckdb").read_bytes() == before
    assert [each.name for each in (mesh / "data").iterdir() if each.name.startswith("shop")] == [
        "shop.duckdb"
    ]


def test_missing_extra_is_one_sentence(
    mesh: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With exit code 2."""
    monkeypatch.setattr("meshwright.workspace.measuring.engines.is_installed", lambda _: False)
    code, _, errors = run(mesh, capsys)

    assert (code, errors) == (
        2,
        "meshwright: `measure` needs the extra `measure`\n",
    )


def test_check_loads_no_engine(mesh: Path) -> None:
    """Neither DuckDB nor the measuring modules, nor the rules on observations."""
    program = (
        "import sys; from meshwright.cli.main import main; main(['check', sys.argv[1]]); "
        "print([each for each in sys.modules if any(map(each.__contains__, ('duckdb', 'pandas', '.measur')))])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(mesh)], capture_output=True, text=True, check=True
    )

    assert ran.stdout.splitlines()[-1] == "[]"


def test_rules_on_data_are_not_run_by_check(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--select` of only such a rule is refused, with the command that runs it."""
    assert main(["check", str(mesh), "--select", "slo-broken"]) == 2
    assert "checks data; use `meshwright measure`" in capsys.readouterr().err


def test_doctor_lists_what_can_be_measured(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And what the other servers lack."""
    servers = "{server: a, type: local, path: data/orders.csv, format: csv}"
    more = ", {server: b, type: local, path: x.csv, format: csv}, {server: c, type: kafka, host: 'h:1', environment: prod}"
    (mesh / "orders.odcs.yaml").write_text(contract(PROPERTIES, servers + more))

    assert main(["doctor", "--mesh", str(mesh)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "engine duckdb is installed"
    assert [each.partition(": ")[2].partition(";")[0] for each in lines if each[0] == "-"] == [
        "can be measured: 1 file",
        "cannot be measured: its server does not name an existing file",
        "cannot be measured: unsupported server type `kafka`",
    ]


def test_unmeasured_object_is_never_all_clear(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If nothing was measured, no document counts; otherwise, the read ones do."""
    assert "all clear in 1 document: 0 products, 1 contract, 2 fields\n" in run(mesh, capsys)[1]
    server = "{server: files, type: local, path: data/none.csv, format: csv}"
    (mesh / "rolls.odcs.yaml").write_text(contract(PROPERTIES, server, name="rolls"))
    code, text, _ = run(mesh, capsys)
    assert (code, text.splitlines()[0]) == (0, "no findings in 1 document: 0 products, 1 contract, 2 fields")
    for data in ("", None):
        (mesh / "data/orders.csv").write_text("") if data == "" else (mesh / "data/orders.csv").unlink()
        code, text, _ = run(mesh, capsys)
        assert (code, text.splitlines()[0]) == (2, "nothing was measured, so nothing is known about the data")
        for form in ("markdown", "github"):
            shown = run(mesh, capsys, "--format", form)[1]
            assert ("all clear" in shown, "nothing was measured" in shown) == (False, True)


def test_each_unmeasured_promise_has_a_line(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By reason, with a count; without `--all` the first three."""
    (mesh / "data/orders.csv").unlink()
    for number in range(4):
        (mesh / f"o{number}.odcs.yaml").write_text(contract(PROPERTIES, name=f"o{number}"))
    (mesh / "orders.odcs.yaml").unlink()
    names = [f"-/o{number}@1/o{number}" for number in range(4)]

    lines = run(mesh, capsys, "--all")[1].splitlines()
    at = lines.index("not measured (4): its server does not name an existing file")
    assert lines[at + 1 : at + 5] == [f"  {each}" for each in names]
    assert f"not measured: {', '.join(names[:3])} and 1 more: its server" in run(mesh, capsys)[1]


def test_missing_data_is_an_outage(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The observation is stored, so that the availability can be assessed."""
    (mesh / "data/orders.csv").unlink()
    assert run(mesh, capsys, "--store", str(mesh / "seen"), "--run", "a")[0] == 2
    (seen,) = observations_of((mesh / "seen/a.jsonl").read_text().splitlines())
    assert (seen.address, seen.unavailable) == (
        "-/orders@1/orders",
        "its server does not name an existing file",
    )
    assert (seen.server, seen.rows) == ("files", None)


def test_gate_requires_all_objects(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unreadable one causes exit code 2, and some rows are not enough."""
    (mesh / "rolls.odcs.yaml").write_text(
        contract(PROPERTIES, name="rolls").replace("data/orders", "data/rolls")
    )
    assert run(mesh, capsys)[0] == 0
    assert run(mesh, capsys, "--gate")[0] == 2
    assert run(mesh, capsys, "--gate", "-/orders@1")[0] == 0
    code, _, errors = run(mesh, capsys, "--gate", "--sample", "10")
    assert (code, "`--gate` measures all rows" in errors) == (2, True)


@pytest.mark.parametrize(
    ("query", "why"), [("SELECT NULL", "NULL"), ("SELECT count(*) FROM '/etc/passwd'", "refused")]
)
def test_gate_requires_an_answer_to_each_question(
    mesh: Path, capsys: pytest.CaptureFixture[str], query: str, why: str
) -> None:
    """A rule without an answer is not a pass; a finding still causes exit code 1."""
    rule = f'    quality: [{{type: sql, query: "{query}", mustBe: 0}}]\n'
    text = (mesh / "orders.odcs.yaml").read_text()
    (mesh / "orders.odcs.yaml").write_text(text.replace("    properties:", f"{rule}    properties:", 1))
    code, shown, _ = run(mesh, capsys, "--gate")
    assert (code, why in shown) == (2, True)
    assert run(mesh, capsys)[0] == 0
    (mesh / "data/orders.csv").write_text(BAD)
    assert run(mesh, capsys, "--gate")[0] == 1


def test_rows_from_the_future_prove_no_freshness(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are listed as such, and do not pass a gate."""
    text = (mesh / "orders.odcs.yaml").read_text()
    latency = "slaProperties: [{property: latency, value: 26, unit: h, element: orders.day}]\n"
    (mesh / "orders.odcs.yaml").write_text(text + latency)
    (mesh / "data/orders.csv").write_text("bread,day\nrye,2999-11-20\n")
    code, shown, _ = run(mesh, capsys)
    assert (code, "all dates and timestamps are in the future" in shown) == (0, True)
    assert run(mesh, capsys, "--gate")[0] == 2
