"""The standards' own examples, compared with a table of correct errors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpora import ODCS, ODPS, contracts
from meshwright.cli.main import main
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

Capture = pytest.CaptureFixture[str]
Errors = dict[str, dict[str, list[str]]]

(EXPECTED,) = (
    each.value
    for each in parse((Path(__file__).parent / "corpora.yaml").read_text(encoding="utf-8")).documents
)


def errors(folder: Path, capsys: Capture) -> Errors:
    """Return the rules of the errors in a folder, by file and line."""
    capsys.readouterr()
    main(["check", str(folder), "--format", "json", "--preset", "essential", "--as-of", "2026-11-22"])
    found: Errors = {}
    for each in json.loads(capsys.readouterr().out)["diagnostics"]:
        if each["severity"] == "error":
            found.setdefault(each["path"], {}).setdefault(str(each["line"]), []).append(each["rule"])
    return found


def alone(path: Path, folder: Path) -> Path:
    """Return a folder with one file."""
    (folder / path.stem).mkdir()
    shutil.copy(path, folder / path.stem)
    return folder / path.stem


@pytest.mark.parametrize(("corpus", "source"), [("valid", ODCS / "valid"), ("products", ODPS)])
def test_errors_in_valid_examples_match_the_table(
    corpus: str, source: Path, tmp_path: Path, capsys: Capture
) -> None:
    """The folder is checked as a whole, as users find it."""
    shutil.copytree(source, tmp_path / "copy")

    assert errors(tmp_path / "copy", capsys) == EXPECTED[corpus]


def test_errors_in_invalid_examples_match_the_table(tmp_path: Path, capsys: Capture) -> None:
    """Each has the one mistake that its name states, at the line to edit."""
    found: Errors = {}
    for path in contracts("invalid"):
        found |= errors(alone(path, tmp_path), capsys)

    assert found == EXPECTED["invalid"]


def _every(corpus: str) -> Iterator[str]:
    folder = ODCS / corpus
    return (path.relative_to(folder).as_posix() for path in contracts(corpus))


def test_the_table_names_existing_files() -> None:
    """And every invalid one."""
    assert {*EXPECTED["valid"]} <= {*_every("valid")}
    assert {*EXPECTED["invalid"]} == {*_every("invalid")}
