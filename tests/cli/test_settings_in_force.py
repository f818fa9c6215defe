"""Settings, standards and flags without effect are reported, so that no one relies on them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archives import write
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

CONTRACT = (
    "apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n"
    "schema:\n  - name: t\n    properties:\n      - {name: BadName, logicalType: string}\n"
)
MESH = "apiVersion: meshwright/v1\nkind: Mesh\nname: m\nowner: x\n"
STANDARD = "apiVersion: meshwright/v1\nkind: Standard\nname: s\n"
NAMES = f"{STANDARD}names: {{field: '[a-z_]+'}}\n"


def found(folder: Path, capsys: Capture, files: dict[str, str], *flags: str) -> list[tuple[str, str, str]]:
    """Write files and check them; return rule, severity and path of each finding."""
    write({path: text.encode() for path, text in {"a.odcs.yaml": CONTRACT, **files}.items()}, folder)
    main(["check", str(folder), "--format", "json", *flags])
    diagnostics = json.loads(capsys.readouterr().out)["diagnostics"]
    return [(each["rule"], each["severity"], each["path"]) for each in diagnostics]


@pytest.mark.parametrize(
    "path",
    [
        "mesh.yaml",
        "governance/settings.yaml",
        "governance/mesh.yml",
        "data/mesh.yaml",
        "governance/Mesh.yaml",
    ],
)
@pytest.mark.parametrize("is_marked", [False, True])
def test_mesh_document_elsewhere_is_an_error(
    tmp_path: Path, capsys: Capture, path: str, *, is_marked: bool
) -> None:
    """Its preset is not in force, whether there is another one or not."""
    files = {path: f"{MESH}preset: strict\n", **({"governance/mesh.yaml": MESH} if is_marked else {})}
    assert ("misplaced-mesh-document", "error", path) in found(tmp_path, capsys, files)


def test_a_second_mesh_document_in_the_file_is_an_error(tmp_path: Path, capsys: Capture) -> None:
    """The first one counts."""
    text = f"{MESH}---\n{MESH.replace('name: m', 'name: n')}preset: strict\n"
    rules = [rule for rule, *_ in found(tmp_path, capsys, {"governance/mesh.yaml": text})]
    assert rules.count("misplaced-mesh-document") == 1


def test_mesh_document_in_its_place_is_accepted(tmp_path: Path, capsys: Capture) -> None:
    """Settings in force are not a finding."""
    assert "misplaced-mesh-document" not in [
        rule for rule, *_ in found(tmp_path, capsys, {"governance/mesh.yaml": MESH})
    ]


def test_settings_in_two_places_are_reported(tmp_path: Path, capsys: Capture) -> None:
    """`governance/mesh.yaml` takes precedence over pyproject.toml."""
    files = {"governance/mesh.yaml": MESH, "pyproject.toml": '[tool.meshwright]\npreset = "strict"\n'}
    write({path: text.encode() for path, text in {"a.odcs.yaml": CONTRACT, **files}.items()}, tmp_path)
    main(["check", str(tmp_path)])
    assert "`[tool.meshwright]` in `pyproject.toml` has no effect" in capsys.readouterr().err


@pytest.mark.parametrize("preset", ["essential", "standard", "strict"])
def test_a_standard_switches_its_rule_on(tmp_path: Path, capsys: Capture, preset: str) -> None:
    """Names that the organisation defined are checked in every preset."""
    files = {"governance/mesh.yaml": f"{MESH}preset: {preset}\n", "governance/s.yaml": NAMES}
    assert ("name-off-convention", "warning", "a.odcs.yaml") in found(tmp_path, capsys, files)


def test_standard_also_activates_physical_names_and_formats(tmp_path: Path, capsys: Capture) -> None:
    """All rules that depend on a standard are checked in the smallest preset."""
    formats = f"{STANDARD}fieldFormats:\n  - {{fields: ['*Name'], logicalType: integer}}\n"
    rules = [
        rule for rule, *_ in found(tmp_path, capsys, {"governance/s.yaml": formats}, "--preset", "essential")
    ]
    assert "field-format-off-standard" in rules


def test_settings_override_a_standard(tmp_path: Path, capsys: Capture) -> None:
    """A rule that is switched off by name stays off."""
    files = {
        "governance/mesh.yaml": f"{MESH}preset: essential\nrules: {{name-off-convention: off}}\n",
        "governance/s.yaml": NAMES,
    }
    assert "name-off-convention" not in [rule for rule, *_ in found(tmp_path, capsys, files)]


@pytest.mark.parametrize(
    "flags",
    [
        ("--select", "unknown-team", "--ignore", "unknown-team"),
        ("--select", "unknown-team", "--ignore", "discoverable"),
        ("--select", "compatibility,unknown-team", "--ignore", "compatibility", "--ignore", "discoverable"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    "command", [["check"], ["score"], ["check", "--changed-since", "HEAD"], ["diff", "HEAD"]]
)
def test_flags_that_leave_no_rule_are_refused(
    repository: Path, capsys: Capture, command: list[str], flags: tuple[str, ...]
) -> None:
    """Exit code 2, and no "all clear"."""
    where = ["--mesh", str(repository)] if command[0] == "diff" else [str(repository)]
    assert main([command[0], *command[1:], *where, *flags]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "`--select` and `--ignore` leave no rule" in told.err


def test_rules_of_another_command_are_refused(repository: Path, capsys: Capture) -> None:
    """`check` alone compares nothing, and `diff` checks no documents."""
    assert main(["check", str(repository), "--select", "field-removed"]) == 2
    assert "`field-removed` compares revisions" in capsys.readouterr().err
    assert main(["diff", "HEAD", "--mesh", str(repository), "--select", "unknown-team"]) == 2
    assert "`unknown-team` does not compare revisions" in capsys.readouterr().err
    assert main(["check", str(repository), "--select", "field-removed", "--changed-since", "HEAD"]) == 0
    assert main(["diff", "HEAD", "--mesh", str(repository), "--select", "field-removed"]) == 0


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository of one contract."""
    from repositories import start

    (tmp_path / "a.odcs.yaml").write_text(CONTRACT)
    start(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
