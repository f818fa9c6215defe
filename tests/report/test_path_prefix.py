"""A mesh in a folder of a repository: forges expect paths from the repository's root."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from menagerie import PATH, diagnostic, menagerie, report
from runner import commands

from mesh_of import scaffold
from meshwright.cli.main import main
from meshwright.finding.finding import Severity
from meshwright.report.formats import FORMATS, OF_FORGES, Style, render

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", FORMATS)
def test_formats_of_forges_prefix_every_path(name: str) -> None:
    """Others are relative to the mesh's root."""
    here, there = (render(menagerie(), name, Style(folder=folder)) for folder in ("", "in/here/"))

    assert (here != there) == (name in OF_FORGES)
    assert there.count("in/here/products/") == (here.count("products/") if name in OF_FORGES else 0)


def test_finding_about_the_mesh_is_at_its_document() -> None:
    """Which is in the folder, too."""
    shown = render(menagerie(), "sarif", Style(folder="in/"))

    assert '"uri": "in/governance/mesh.yaml"' in shown
    assert '"uri": "governance/mesh.yaml"' not in shown


def test_check_finds_the_path_of_the_mesh_in_its_repository(tmp_path: Path, capsys) -> None:
    """From Git."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for path, data in scaffold().items():
        target = tmp_path / "in here" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.replace(b"name: player-squad", b"name: nobody"))
    main(["check", "--format", "github", "--as-of", "2026-11-22", "--jobs", "1", str(tmp_path / "in here")])
    files = {
        each.properties["file"] for each in commands(capsys.readouterr().out) if "file" in each.properties
    }

    assert files
    assert {file for file in files if not file.startswith("in here/")} == set()


def test_prefixed_diagnostic_is_otherwise_unchanged() -> None:
    one = report([diagnostic(1, Severity.ERROR)])
    there = report([diagnostic(1, Severity.ERROR, path=f"x/{PATH}")])

    assert render(one, "github", Style(folder="x/")) == render(there, "github", Style())
