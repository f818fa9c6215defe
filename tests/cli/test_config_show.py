"""`meshwright config show`: the settings in force, their sources, and the files that are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archives import write
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
CONTRACT = b"apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n"
MESH = """\
apiVersion: meshwright/v1
kind: Mesh
name: m
preset: strict
rulesAsOf: '0.1'
rules: {unknown-team: warning, lineage: 'off'}
paths: [{prefix: products/x, rules: {unknown-team: error}}]
exclude: [old/]
compatibility: {drafts: kept, bumps: {type-widened: major}}
"""


def shown(folder: Path, capsys: Capture, *flags: str) -> list[str]:
    """Return the lines, with repeated spaces collapsed."""
    assert main(["config", "show", str(folder), *flags]) == 0
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_each_setting_names_its_source(tmp_path: Path, capsys: Capture) -> None:
    """The document, a flag, or the default."""
    write(
        {"governance/mesh.yaml": MESH.encode(), "a.odcs.yaml": CONTRACT, "old/b.odcs.yaml": CONTRACT},
        tmp_path,
    )

    assert shown(tmp_path, capsys, "--fail-on", "warning", "--ignore", "ends-soon") == [
        f"root: {tmp_path}",
        "",
        "preset strict governance/mesh.yaml",
        "rulesAsOf 0.1 governance/mesh.yaml",
        "failOn warning --fail-on",
        "rules.unknown-team warning governance/mesh.yaml",
        "rules.lineage off governance/mesh.yaml",
        "paths.products/x.unknown-team error governance/mesh.yaml",
        "exclude old/ governance/mesh.yaml",
        "compatibility.drafts kept governance/mesh.yaml",
        "compatibility.bumps.type-widened major governance/mesh.yaml",
        "ignore ends-soon --ignore",
        "",
        "read: 2 documents",
        "a.odcs.yaml",
        "governance/mesh.yaml",
    ]


def test_defaults_are_shown_without_settings(tmp_path: Path, capsys: Capture) -> None:
    """Files that are not read have a reason."""
    write(
        {
            "a.odcs.yaml": CONTRACT,
            "other.yaml": b"a: 1\n",
            **{f"c{n}.odcs.yaml": CONTRACT for n in range(10)},
        },
        tmp_path,
    )
    lines = shown(tmp_path, capsys)

    assert lines[2:6] == [
        "preset essential default",
        "rulesAsOf none: all rules apply default",
        "failOn error default",
        "compatibility.drafts free to break default",
    ]
    assert lines[7] == "read: 11 documents"
    assert lines[-2:] == ["and 1 more; `--all` lists them", "not read, not a document of a mesh: 1 YAML file"]
    assert len(shown(tmp_path, capsys, "--all")) == len(lines)


def test_settings_in_pyproject_are_named(tmp_path: Path, capsys: Capture) -> None:
    """If there is no governance."""
    write({"pyproject.toml": b'[tool.meshwright]\npreset = "standard"\n', "a.odcs.yaml": CONTRACT}, tmp_path)

    assert "preset standard pyproject.toml [tool.meshwright]" in shown(tmp_path, capsys)
