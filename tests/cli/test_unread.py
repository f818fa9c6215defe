"""An unread file is never hidden: no baseline, waiver, comment, severity or flag makes the check pass."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mesh_of import ON_REQUEST, SCAFFOLD, scaffold
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

CONTRACT = "apiVersion: v3.2.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n"
BROKEN = {
    "conflict": f"{CONTRACT}<<<<<<< ours\nschema: []\n=======\nschema: []\n>>>>>>> theirs\n".encode(),
    "bytes": CONTRACT.encode("utf-16"),
    "depth": f"{CONTRACT}description: {'[' * 70}".encode(),
    "kind": b"kind: Dataset\nid: c\nstatus: active\n",
    "no mapping": b"- apiVersion: v3.2.0\n",
    "nothing": b"",
}
VERSIONS = {
    "old": "apiVersion: v2.2.2\nkind: DataContract\nuuid: 1\nversion: 1.0.0\ndataset: []\n",
    "newer": CONTRACT.replace("v3.2.0", "v9.0.0"),
}
MESH = "apiVersion: meshwright/v1\nkind: Mesh\nname: m\nowner: x\n"


def run(*arguments: str) -> int:
    """Run the program as of a fixed day."""
    return main([*arguments, "--as-of", "2026-11-22"])


@pytest.fixture(params=sorted(BROKEN))
def mesh(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a mesh with one unreadable contract."""
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance/mesh.yaml").write_text(MESH)
    (tmp_path / "c.odcs.yaml").write_bytes(BROKEN[request.param])
    return tmp_path


def found(mesh: Path, capsys: Capture, *flags: str) -> tuple[int, list[tuple[str, str]]]:
    """Check the mesh, and return the exit code with the rules and messages that count."""
    capsys.readouterr()
    code = run("check", str(mesh), "--format", "json", *flags)
    diagnostics = json.loads(capsys.readouterr().out)["diagnostics"]
    return code, [
        (each["rule"], each["message"])
        for each in diagnostics
        if each["path"] == "c.odcs.yaml" and each["known"] is None and not each["suppressed"]
    ]


def test_baseline_does_not_record_an_unread_file(mesh: Path, capsys: Capture) -> None:
    """The output names it, the exit code is 1, and the next check still fails."""
    before = found(mesh, capsys)
    assert before[0] == 1

    assert run("baseline", "create", "--mesh", str(mesh)) == 1
    assert "not in the baseline: c.odcs.yaml:" in capsys.readouterr().err
    assert found(mesh, capsys) == before


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_nothing_hides_an_unsupported_version(tmp_path: Path, capsys: Capture, version: str) -> None:
    """No baseline, severity or comment: `unsupported-version` stays an error."""
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance/mesh.yaml").write_text(f"{MESH}rules: {{unsupported-version: off}}\n")
    text = "".join(
        f"# meshwright: ignore[unsupported-version] x\n{line}\n" for line in VERSIONS[version].splitlines()
    )
    (tmp_path / "c.odcs.yaml").write_text(text)

    assert run("baseline", "create", "--mesh", str(tmp_path)) == 1
    assert "(unsupported-version)" in capsys.readouterr().err
    code, told = found(tmp_path, capsys, "--ignore", "unsupported-version")
    assert code == 1
    assert "unsupported-version" in [rule for rule, _ in told]


def test_baseline_does_not_record_another_standard(tmp_path: Path, capsys: Capture) -> None:
    """It stays a warning that names what is not checked."""
    (tmp_path / "c.yaml").write_text("dataContractSpecification: 1.1.0\nid: x\n")
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance/mesh.yaml").write_text(MESH)

    assert run("baseline", "create", "--mesh", str(tmp_path)) == 1
    assert (
        "not in the baseline: c.yaml:1: not checked: this file follows Data Contract Specification"
        in capsys.readouterr().err
    )
    run("check", str(tmp_path), "--format", "json")
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    (finding,) = (each for each in found if each["path"] == "c.yaml")
    assert (finding["severity"], finding["known"]) == ("warning", None)
    baseline = tmp_path / "policies/baseline/-.yaml"
    baseline.parent.mkdir(parents=True, exist_ok=True)
    entries = f"findings:\n  - {finding['fingerprint']} foreign-format c.yaml\n"
    baseline.write_text(
        f'apiVersion: meshwright/v1\nkind: Baseline\ndomain: "-"\nrulesAsOf: "0.1"\n{entries}'
    )
    run("check", str(tmp_path), "--format", "json")
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    (finding,) = (each for each in found if each["path"] == "c.yaml")
    assert finding["known"] is None
    assert finding["message"].endswith("; its entry in the baseline has no effect")


def test_baseline_after_a_merge_conflict_hides_no_file(tmp_path: Path, capsys: Capture) -> None:
    """Each output states that no contract was read."""
    (tmp_path / "c.odcs.yaml").write_bytes(BROKEN["conflict"])

    assert run("check", str(tmp_path)) == 2
    assert run("baseline", "create", "--mesh", str(tmp_path)) == 1
    capsys.readouterr()
    assert run("check", str(tmp_path)) == 2
    assert "error[yaml-syntax]" in capsys.readouterr().out


def test_baseline_entry_for_it_has_no_effect(mesh: Path, capsys: Capture) -> None:
    """The finding states it, and `shrink` removes the entry."""
    run("check", str(mesh), "--format", "json")
    (finding,) = json.loads(capsys.readouterr().out)["diagnostics"]
    entries = f"findings:\n  - {finding['fingerprint']} {finding['rule']} c.odcs.yaml\n"
    baseline = mesh / "policies/baseline/-.yaml"
    baseline.parent.mkdir(parents=True)
    baseline.write_text(
        f'apiVersion: meshwright/v1\nkind: Baseline\ndomain: "-"\nrulesAsOf: "0.1"\n{entries}'
    )

    code, (told,) = found(mesh, capsys)
    assert code == 1
    assert told == (finding["rule"], f"{finding['message']}; its entry in the baseline has no effect")
    assert run("baseline", "shrink", "--mesh", str(mesh)) == 0
    assert not baseline.exists()


def test_no_severity_and_no_flag_hides_it(mesh: Path, capsys: Capture) -> None:
    """Off, lowered, ignored or not selected: it stays an error."""
    before = found(mesh, capsys)
    settings = mesh / "governance/mesh.yaml"
    for level in ("off", "notice"):
        settings.write_text(f'{MESH}rules: {{structure: "{level}", {before[1][0][0]}: "{level}"}}\n')
        assert found(mesh, capsys) == before
    settings.write_text(MESH)

    assert found(mesh, capsys, "--ignore", "structure") == before
    assert found(mesh, capsys, "--select", "unknown-team") == before


@pytest.mark.parametrize("mesh", sorted({*BROKEN} - {"bytes", "nothing"}), indirect=True)
def test_no_comment_hides_it(mesh: Path, capsys: Capture) -> None:
    """A comment for its rule above every line changes nothing."""
    code, told = found(mesh, capsys)
    path = mesh / "c.odcs.yaml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(f"# meshwright: ignore[{told[0][0]}] x\n{line}" for line in lines) + "\n")

    again, after = found(mesh, capsys)
    assert again == code == 1
    assert told[0][0] in {rule for rule, _ in after}


def test_no_waiver_is_written_for_it(mesh: Path, capsys: Capture) -> None:
    """`waive` states that it cannot be waived."""
    run("check", str(mesh), "--format", "json")
    (finding,) = json.loads(capsys.readouterr().out)["diagnostics"]
    code = run(
        *("waive", finding["fingerprint"], "--mesh", str(mesh), "--reason", "x", "--expires", "2026-12-01"),
        *("--owner", "a", "--approved-by", "b"),
    )

    assert code == 2
    assert "cannot be waived" in capsys.readouterr().err


PORT = "player/play-events/daily@1"


@pytest.mark.parametrize(
    "question",
    [
        ("graph", "upstream", PORT),
        ("graph", "impact", PORT),
        ("graph", "path", PORT, PORT),
        ("join", PORT, PORT),
        ("entity", "artist"),
        ("trace", PORT),
        ("query", "SELECT count(*) FROM contract"),
        ("score",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("is_linked_out", [False, True], ids=["broken", "unreadable"])
def test_answer_without_it_is_incomplete(
    tmp_path: Path, capsys: Capture, question: tuple[str, ...], *, is_linked_out: bool
) -> None:
    """The answer is shown with the name of the missing file, and the exit code is 2."""
    mesh = tmp_path / "mesh"
    entity = {ON_REQUEST["entity"]: (SCAFFOLD / "entity.yaml").read_bytes()}
    for path, data in {**scaffold(), **entity}.items():
        (mesh / path).parent.mkdir(parents=True, exist_ok=True)
        (mesh / path).write_bytes(data)
    if is_linked_out:
        (tmp_path / "outside").write_text(CONTRACT)
        (mesh / "products/c.odcs.yaml").symlink_to(tmp_path / "outside")
    else:
        (mesh / "products/c.odcs.yaml").write_bytes(BROKEN["conflict"])

    where = [str(mesh)] if question == ("score",) else ["--mesh", str(mesh)]
    assert run(*question, *where) == 2
    told = capsys.readouterr()
    assert told.out
    assert "the answer does not cover unreadable files: products/c.odcs.yaml" in told.err
