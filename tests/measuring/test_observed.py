"""`check --observations`: stored observations are checked with the documents, on any machine, without the data."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from exit_codes import exit_code
from measured import contract
from meshwright.cli.main import main
from minimal_mesh import MINIMAL
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

requires("duckdb")

RULE = "      - {name: bread, logicalType: string, quality: [{metric: nullValues, mustBeLessThan: 2}]}\n"


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh with a run that found one null, and whose data has been removed since."""
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


def test_current_thresholds_apply_to_stored_observations(
    mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A threshold may change without a new measurement."""
    assert check(mesh, capsys)[0] == 0
    (mesh / "orders.odcs.yaml").write_text(contract(RULE.replace("2}", "1}")))
    code, text, errors = check(mesh, capsys)

    assert (code, errors) == (1, "")
    assert "`nullValues` of `bread` is 1, but must be less than 1" in text


def test_changed_question_has_no_answer(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """This is reported, neither as a finding nor as a pass."""
    (mesh / "orders.odcs.yaml").write_text(contract(RULE.replace("bread,", "bread, required: true,")))
    (mesh / "rolls.odcs.yaml").write_text(contract(RULE, name="rolls"))
    code, text, errors = check(mesh, capsys)

    assert (code, "error" in text) == (0, False)
    assert errors.splitlines() == [
        "not measured: -/rolls@1/rolls: never measured",
        "not measured: -/orders@1/orders: the contract has changed since it was measured (server `files`)",
    ]


def test_newest_observation_counts(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the name of its file."""
    line = (mesh / "seen/a.jsonl").read_text()
    earlier = re.sub('"seenAt":"2[^"]*', '"seenAt":"2001-01-01T00:00:00Z', line)
    (mesh / "seen/a.jsonl").write_text(earlier)
    later = line.replace('"bread#quality/0":1', '"bread#quality/0":2')
    (mesh / "seen/0.jsonl").write_text(later)

    assert check(mesh, capsys)[0] == 1


SERVERS = (
    "{server: dev, type: local, environment: dev, path: data/dev.csv, format: csv}, "
    "{server: prod, type: local, environment: prod, path: data/prod.csv, format: csv}"
)
BOTH = RULE + "      - {name: more, logicalType: string}\n"
CLEAN, TWO_NULLS = "bread,more\nrye,1\nspelt,2\n", "bread,more\n,1\n,2\n"
WORDS = "`nullValues` of `bread` is 2, but must be less than 2"


def of_servers(folder: Path, *looks: tuple[str, str], more: tuple[str, ...] = ()) -> Path:
    """Return a mesh whose object was measured on servers, one after the other."""
    (folder / "data").mkdir()
    (folder / "bakery.odps.yaml").write_text(PRODUCT)
    (folder / "orders.odcs.yaml").write_text(contract(BOTH, SERVERS))
    for number, (server, rows) in enumerate(looks):
        (folder / f"data/{server}.csv").write_text(rows)
        command = ["measure", "--mesh", str(folder), "--environment", server, "--store", str(folder / "seen")]
        assert main([*command, "--run", f"r{number}", *more]) in (0, 1)
    return folder


def test_a_good_server_does_not_hide_a_bad_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The newest observation of each server counts, and the worst decides."""
    mesh = of_servers(tmp_path, ("prod", TWO_NULLS), ("dev", CLEAN))
    code, text, _ = check(mesh, capsys)

    assert (code, f"{WORDS} (server `prod`, environment `prod`)" in text) == (1, True)
    assert "`dev`" not in text


def test_newest_observation_of_a_server_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mesh = of_servers(tmp_path, ("prod", TWO_NULLS), ("dev", CLEAN))
    (tmp_path / "data/prod.csv").write_text(CLEAN)
    command = ["measure", "--mesh", str(mesh), "--environment", "prod", "--store", str(mesh / "seen")]
    assert main([*command, "--run", "r9"]) == 0

    assert check(mesh, capsys)[0] == 0


def test_findings_of_each_server_have_their_own_fingerprints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A baseline for `dev` must not cover `prod`."""
    mesh = of_servers(tmp_path, ("prod", TWO_NULLS), ("dev", TWO_NULLS))

    def found() -> dict[str, str]:
        diagnostics = json.loads(check(mesh, capsys, "--format", "json")[1])["diagnostics"]
        return {each["message"]: each["fingerprint"] for each in diagnostics}

    both = found()
    assert sorted(both) == [
        f"{WORDS} (server `dev`, environment `dev`)",
        f"{WORDS} (server `prod`, environment `prod`)",
    ]
    (mesh / "seen/r1.jsonl").unlink()
    assert found().items() < both.items()


def test_undeclared_server_is_omitted_and_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mesh = of_servers(tmp_path, ("prod", TWO_NULLS), ("dev", CLEAN))
    (mesh / "orders.odcs.yaml").write_text(contract(BOTH, SERVERS.partition(", {")[0]))
    code, _, errors = check(mesh, capsys)

    assert code == 0
    assert errors == (
        "not measured: food/bakery/orders@1/orders: the contract no longer declares "
        "the measured server `prod`, environment `prod`\n"
    )


def test_server_without_an_observation_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pass on `dev` is not a pass on `prod`."""
    mesh = of_servers(tmp_path, ("dev", CLEAN))
    code, _, errors = check(mesh, capsys)

    assert code == 0
    assert errors == (
        "not measured: food/bakery/orders@1/orders: never measured on server `prod`, environment `prod`\n"
    )


def test_the_worst_server_decides_in_scores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A promise counts once, and as kept only if it is kept on every server."""
    for name, looks in {
        "a": (("prod", TWO_NULLS), ("dev", CLEAN)),
        "b": (("dev", CLEAN), ("prod", TWO_NULLS)),
        "c": (("dev", CLEAN), ("prod", CLEAN)),
    }.items():
        (tmp_path / name).mkdir()
        mesh = of_servers(tmp_path / name, *looks)
        capsys.readouterr()
        assert main(["score", str(mesh), "--observations", str(mesh / "seen"), "--format", "json"]) == 0
        (product,) = json.loads(capsys.readouterr().out)["products"]
        measured = product["measured"]
        assert (measured["kept"], measured["broken"]) == ((3, 0) if name == "c" else (2, 1))


def test_metrics_have_every_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mesh = of_servers(tmp_path, ("prod", TWO_NULLS), ("dev", CLEAN))
    capsys.readouterr()
    command = ["observations", "export", str(mesh / "seen"), "--mesh", str(mesh), "--format"]
    assert main([*command, "openmetrics"]) == 0
    lines = [
        each for each in capsys.readouterr().out.splitlines() if "bread#quality" in each and "_kept{" in each
    ]
    assert [('"prod"' in each, each[-1]) for each in lines] == [(False, "1"), (True, "0")]
    assert main([*command, "openlineage"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def of_days(folder: Path) -> list[str]:
    """Write a bakery with nulls before November, and return the command that measures it."""
    rows = "bread,more,day\n,1,2026-01-01\n,2,2026-01-01\nrye,3,2026-11-20\n"
    partition = "      - {name: day, logicalType: date, partitioned: true, partitionKeyPosition: 1}\n"
    (folder / "data").mkdir()
    (folder / "data/orders.csv").write_text(rows)
    (folder / "orders.odcs.yaml").write_text(contract(BOTH + partition))
    (folder / "bakery.odps.yaml").write_text(PRODUCT)
    return ["measure", "--mesh", str(folder), "--store", str(folder / "seen")]


def test_scores_count_promises_broken_by_all_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A later measurement of some rows neither removes a broken promise nor turns it into a kept one."""
    command = of_days(tmp_path)
    main([*command, "--run", "a"])
    main([*command, "--run", "b", "--since", "2026-11-01"])
    capsys.readouterr()

    assert main(["score", str(tmp_path), "--observations", str(tmp_path / "seen"), "--format", "json"]) == 0
    (product,) = json.loads(capsys.readouterr().out)["products"]
    assert (product["measured"]["kept"], product["measured"]["broken"]) == (0, 1)


def test_some_rows_never_prove_conformance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither do those of `--since`: nothing counts as kept, which is reported."""
    command = [*of_days(tmp_path), "--run", "a"]
    assert main([*command, "--since", "2026-11-01"]) == 0
    shown = capsys.readouterr()
    words = "the measurement covers only the rows since 2026-11-01 00:00:00; earlier rows may still break promises"
    assert words in shown.out
    assert main([*command, "--since", "2026-11-01", "--gate"]) == 0
    code, _, errors = check(tmp_path, capsys)

    assert code == 0
    assert words in errors
    assert main(["score", str(tmp_path), "--observations", str(tmp_path / "seen"), "--format", "json"]) == 0
    (product,) = json.loads(capsys.readouterr().out)["products"]
    assert (product["measured"]["kept"], product["measured"]["broken"]) == (0, 0)


PRODUCT = """\
apiVersion: v1.1.0
kind: DataProduct
id: bakery
name: bakery
version: 1.0.0
status: active
domain: food
outputPorts:
  - {name: orders, version: 1.0.0, contractId: orders}
"""
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
"""Faults that would hide a figure, or count as zero."""


def test_unmodified_file_is_accepted(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mesh / "seen/b.jsonl").write_text(json.dumps({**SEEN, "figures": {"#quality/0": "-1.5e-7"}}))

    assert check(mesh, capsys)[0] != 2


@pytest.mark.parametrize("what", BROKEN)
def test_broken_file_is_refused(what: str, mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its name and exit code 2, because its contents are unknown."""
    (mesh / "seen/b.jsonl").write_bytes(BROKEN[what].encode(errors="surrogateescape"))
    code, _, errors = check(mesh, capsys)

    assert (code, "`b.jsonl`" in errors) == (2, True)


def test_option_is_refused_for_a_comparison(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing folder is refused, too."""
    code, _, errors = check(mesh, capsys, "--changed-since", "HEAD")
    assert (code, "run them separately" in errors) == (2, True)
    assert main(["check", str(mesh), "--observations", str(mesh / "none")]) == 2


def test_a_finding_of_observations_can_be_waived(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its waiver works in `measure` and `check --observations`, and `check` alone does not report it as unused."""
    root = shutil.copytree(MINIMAL, tmp_path / "mesh")
    for each in root.rglob("*.odcs.yaml"):
        each.write_text(re.sub(r"^servers:\n(  .*\n)*", "", each.read_text(), flags=re.MULTILINE))
    (root / "data").mkdir()
    (root / "data/orders.csv").write_text("bread,more\n,1\n")
    path = root / "products/player/play-events/contracts/daily.v1.odcs.yaml"
    path.write_text(
        f"{path.read_text()}servers:\n  - {{server: files, type: local, path: data/orders.csv, format: csv}}\n"
    )
    day = ("--as-of", "2026-11-22")
    assert exit_code("measure", "--mesh", str(root), "--store", str(root / "seen"), "--run", "a", *day) == 1
    capsys.readouterr()
    seen = ("--observations", str(root / "seen"))
    exit_code("check", str(root), *seen, "--format", "json", *day)
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    drift = next(each for each in found if each["rule"] == "schema-drift")
    waive = ["waive", drift["fingerprint"], "--mesh", str(root), "--reason", "Next week.", "--owner"]
    waive += ["player-squad", "--approved-by", "payments-squad", "--expires", "2027-01-31", *day]
    assert exit_code(*waive) == 2
    assert "for a finding about data, add `--observations DIR`" in capsys.readouterr().err
    assert exit_code(*waive, *seen, "--changed-since", "HEAD") == 2
    assert exit_code(*waive, "--observations", str(root / "none")) == 2
    assert exit_code(*waive, *seen) == 0
    capsys.readouterr()
    exit_code("check", str(root), *seen, "--format", "json", *day)
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    waived = [each for each in found if each["fingerprint"] == drift["fingerprint"]]
    assert [bool(each.get("waived")) for each in waived] == [True]
    assert exit_code("check", str(root), *day) == 0
    assert "unused-waiver" not in capsys.readouterr().out
