"""Old names of rules and severities work wherever names are read, and each is reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mesh_of import scaffold
from meshwright.cli.main import main
from meshwright.finding.finding import Severity
from meshwright.rulekit.registry import all_rules, groups
from meshwright.standards import renamed
from meshwright.standards.governance.mesh import Bumps

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
PRODUCT = "products/player/play-events/product.odps.yaml"
TOLD = "rule `lost-team` was renamed; use `unknown-team`"
MESH = "apiVersion: meshwright/v1\nkind: Mesh\nname: watergarden\npreset: strict\n"
WAIVER = """\
apiVersion: meshwright/v1
kind: Waiver
rule: lost-team
address: player/play-events
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
"""
BASELINE = """\
apiVersion: meshwright/v1
kind: Baseline
domain: player
rulesAsOf: "0.1"
findings:
  - {} lost-team player/play-events
"""


@pytest.fixture(autouse=True)
def _table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that `unknown-team` and the lowest severity had other names."""
    monkeypatch.setitem(renamed.RULES, "lost-team", "unknown-team")
    monkeypatch.setitem(renamed.SEVERITIES, "hint", str(Severity(1)))


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a mesh with one unknown team, which is the current folder."""
    files = {**scaffold(), "governance/mesh.yaml": MESH.encode()}
    files[PRODUCT] = files[PRODUCT].replace(b"name: player-squad", b"name: player-squadd", 1)
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments, "--as-of", "2026-11-22"])
    return code, *capsys.readouterr()


def _check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    code, text, messages = _run(capsys, "check", "--format", "json", *arguments)
    return code, json.loads(text)["diagnostics"], messages


def _team(found: list[dict[str, Any]]) -> dict[str, Any]:
    return next(each for each in found if each["rule"] == "unknown-team")


def _notices(found: list[dict[str, Any]]) -> list[str]:
    return [each["message"] for each in found if each["rule"] == "renamed-rule"]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _fixed(capsys: pytest.CaptureFixture[str], path: Path) -> str:
    """Apply the safe fixes; no old name is reported any longer."""
    _run(capsys, "fix")
    assert _notices(_check(capsys)[1]) == []
    return path.read_text()


def test_table_maps_free_names_to_existing_ones() -> None:
    """No old name is in use again, and none leads to another old one."""
    names = {rule.name for rule in all_rules()} | set(groups(all_rules()))

    assert set(renamed.RULES.values()) <= names
    assert set(renamed.RULES).isdisjoint(names)
    assert {str(field.alias) for field in Bumps.model_fields.values()} <= names, (
        "a rule of `compatibility.bumps` was renamed: let the model of `Bumps` take the old key, too"
    )
    assert set(renamed.SEVERITIES.values()) <= set(map(str, Severity))
    assert set(renamed.SEVERITIES).isdisjoint(map(str, Severity))


def test_waiver_with_an_old_name_works(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It waives, is not unused, and the fix writes the new name."""
    path = mesh / "policies/waivers/team.yaml"
    _write(path, WAIVER)
    _, found, _ = _check(capsys)

    assert _team(found)["waived"]
    assert _notices(found) == [TOLD]
    assert not [each for each in found if each["rule"] == "unused-waiver"]
    assert "rule: unknown-team\n" in _fixed(capsys, path)


def test_baseline_with_an_old_name_works(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An entry with the fingerprint under the old name works; the fix keeps the fingerprint, and `shrink` the entry."""
    now = _team(_check(capsys)[1])
    old = _old_fingerprint(now["address"])
    path = mesh / "policies/baseline/player.yaml"
    _write(path, BASELINE.format(old))
    _, found, _ = _check(capsys)

    assert old != now["fingerprint"]
    assert _team(found)["known"] == "baseline"
    assert _notices(found) == [TOLD]
    assert f"{old} unknown-team player/play-events" in _fixed(capsys, path)
    assert _run(capsys, "baseline", "shrink")[1] == "no findings to remove\n"
    assert _team(_check(capsys)[1])["known"] == "baseline"


def _old_fingerprint(address: str) -> str:
    from meshwright.finding.finding import At, Finding
    from meshwright.rulekit.fingerprints import fingerprints

    return fingerprints("lost-team", address, "team/name", Finding("", At()), str)[0]


def test_comment_with_an_old_name_works(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It suppresses, is not unused, and the fix writes the new name."""
    path = mesh / PRODUCT
    text = path.read_text()
    path.write_text(text.replace("player-squadd", "player-squadd  # meshwright: ignore[lost-team] next week"))
    _, found, _ = _check(capsys)

    assert _team(found)["suppressed"]
    assert _notices(found) == [TOLD]
    assert not [each for each in found if each["rule"] == "unused-suppression"]
    assert "# meshwright: ignore[unknown-team] next week" in _fixed(capsys, path)


def test_settings_with_old_names_work(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Severities by rule and path; the fix writes the new names."""
    path = mesh / "governance/mesh.yaml"
    paths = "paths:\n  - prefix: products/player/\n    rules: {lost-team: error}\n"
    path.write_text(f"{MESH}failOn: hint\nrules:\n  lost-team: hint\n{paths}")
    code, found, messages = _check(capsys)

    assert (code, _team(found)["severity"], messages) == (1, "error", "")
    assert _notices(found).count(TOLD) == 2
    assert len(_notices(found)) == 4
    fixed = _fixed(capsys, path)
    assert "hint" not in fixed
    assert "lost-team" not in fixed
    assert _team(_check(capsys)[1])["severity"] == "error"


def test_new_name_in_settings_takes_precedence(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If both names have a severity, there is a notice and no fix, which would create a duplicate key."""
    (mesh / "governance/mesh.yaml").write_text(f"{MESH}rules:\n  unknown-team: warning\n  lost-team: off\n")
    _, found, _ = _check(capsys)

    assert _team(found)["severity"] == "warning"
    assert [each["fix"] for each in found if each["rule"] == "renamed-rule"] == [None]


def test_policy_and_standard_with_old_severities_work(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The old name is not an unknown value."""
    path = mesh / "governance/standards.yaml"
    _write(
        path,
        "apiVersion: meshwright/v1\nkind: Standard\nname: names\ntitle: Names\nexisting: hint\nnames:\n  port: ^x$\n",
    )
    _, found, _ = _check(capsys)

    assert len(_notices(found)) == 1
    assert not [each for each in found if each["rule"] == "unknown-value"]
    assert "hint" not in _fixed(capsys, path)


def test_project_file_with_an_old_name_works(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No rule checks it, so a line on standard error reports it."""
    (mesh / "governance/mesh.yaml").unlink()
    (mesh / "pyproject.toml").write_text(
        '[tool.meshwright]\npreset = "strict"\nrules = {lost-team = "hint"}\n'
    )
    _, found, messages = _check(capsys)
    where = "meshwright: `[tool.meshwright]` in `pyproject.toml`: "

    assert _team(found)["severity"] == str(Severity(1))
    assert messages.splitlines() == [
        f"{where}{TOLD}",
        f"{where}severity `hint` was renamed; use `{Severity(1)}`",
    ]


@pytest.mark.parametrize(
    ("flags", "is_there"), [(("--select", "lost-team"), True), (("--ignore", "lost-team"), False)]
)
def test_flags_with_old_names_work(
    mesh: Path, capsys: pytest.CaptureFixture[str], flags: tuple[str, str], *, is_there: bool
) -> None:
    """A line on standard error reports them."""
    _, found, messages = _check(capsys, *flags)

    assert ("unknown-team" in {each["rule"] for each in found}) is is_there
    assert messages == f"meshwright: {flags[0]}: {TOLD}\n"
    assert mesh


def test_fail_on_accepts_the_old_severity(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Help shows only the new name."""
    _, found, messages = _check(capsys, "--fail-on", "advice")

    assert messages == "meshwright: --fail-on: severity `advice` was renamed; use `notice`\n"
    assert _team(found)
    assert mesh
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    assert "advice" not in capsys.readouterr().out


def test_flags_of_diff_accept_old_names(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, messages = _run(
        capsys, "diff", "--select", "promise-loosened", "--fail-on", "advice", str(mesh), str(mesh)
    )

    assert code == 0
    assert messages.splitlines() == [
        "meshwright: --select: rule `promise-loosened` was renamed; use `slo-loosened`",
        "meshwright: --fail-on: severity `advice` was renamed; use `notice`",
    ]


def test_explain_accepts_an_old_name(capsys: pytest.CaptureFixture[str]) -> None:
    """It shows the page of the rule, and a line on standard error."""
    assert main(["explain", "promise-unknown"]) == 0
    text, messages = capsys.readouterr()

    assert text.startswith("# slo-unknown\n")
    assert messages == "meshwright: explain: rule `promise-unknown` was renamed; use `slo-unknown`\n"


def test_waive_accepts_a_former_fingerprint(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It may come from an old report; the waiver has the new name."""
    old = _old_fingerprint(_team(_check(capsys)[1])["address"])
    terms = ("--reason", "x", "--expires", "2026-12-01", "--owner", "player-squad")
    code, _, _ = _run(capsys, "waive", old, *terms, "--approved-by", "payments-squad")

    assert code == 0
    assert "rule: unknown-team" in next((mesh / "policies/waivers").iterdir()).read_text()


def test_compatibility_bumps_accept_old_names() -> None:
    from meshwright.rulekit.configuration import configured

    bumps = {"compatibility": {"bumps": {"lost-team": "major"}}}

    assert configured(bumps, default_preset="standard").bumps == {"unknown-team": "major"}
