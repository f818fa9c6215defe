"""Generated data for tests: produced by the command, read as JSON, compared with independent oracles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshwright.cli.main import main
from requires import requires

if TYPE_CHECKING:
    import pytest

EXAMPLE = Path(__file__).parents[1]
DAY = "2026-11-22"
Rows = list[dict[str, Any]]


def generate(mesh: Path, to: Path, *arguments: str, rows: int = 200) -> int:
    """Generate JSON Lines, unless the arguments state another format, and return the exit code."""
    requires("duckdb")
    form = () if "--format" in arguments else ("--format", "jsonl")
    return main(
        [
            "generate",
            *arguments,
            "--rows",
            str(rows),
            "--to",
            str(to),
            "--mesh",
            str(mesh),
            "--as-of",
            DAY,
            *form,
        ]
    )


def rows_of(folder: Path) -> dict[str, Rows]:
    """Return the rows of all JSON Lines files, by their path without the ending."""
    return {
        str(path.relative_to(folder).with_suffix("")): [
            json.loads(line) for line in path.read_text().splitlines()
        ]
        for path in sorted(folder.rglob("*.jsonl"))
    }


def contract(properties: str, more: str = "") -> str:
    """Return a contract with one object `rows`."""
    return (
        "apiVersion: v3.1.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n"
        f"description: {{purpose: p}}\n{more}schema:\n- name: rows\n  properties:\n{properties}"
    )


def generated(tmp_path: Path, properties: str, *arguments: str, rows: int = 200, more: str = "") -> Rows:
    """Return the rows of a contract with these properties."""
    (tmp_path / "mesh").mkdir(exist_ok=True)
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(properties, more))
    generate(tmp_path / "mesh", tmp_path / "out", *arguments, rows=rows)
    (found,) = rows_of(tmp_path / "out").values()
    return found


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the text on stderr."""
    return capsys.readouterr().err
