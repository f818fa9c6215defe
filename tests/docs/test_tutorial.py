"""The commands of the tutorial and of how-to pages print what the pages show."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tutorial import rerun

from generator.sources import PAGES

if TYPE_CHECKING:
    from pathlib import Path


CHANGE = "## 6. A change that breaks"
"""The section of the tutorial before which the how-to pages branch off."""
HOW_TO = ("deprecate", "break", "exceptions")
"""The pages that use the mesh of the tutorial."""


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the mesh of the tutorial, with two products."""
    folder = tmp_path_factory.mktemp("tutorial")
    before, found, _ = (PAGES / "tutorial.md").read_text(encoding="utf-8").partition(CHANGE)
    assert found
    rerun(before, folder)
    return folder / "greengrocer"


@pytest.mark.slow
def test_tutorial_shows_the_real_outputs(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """It starts with an empty folder; `--rewrite-golden` rewrites the outputs."""
    compare(PAGES / "tutorial.md", tmp_path, request)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOW_TO)
def test_how_to_page_shows_the_real_outputs(
    name: str, merged: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """It starts on a branch of the tutorial's mesh."""
    shutil.copytree(merged, tmp_path / "greengrocer")
    compare(PAGES / f"how-to/{name}.md", tmp_path / "greengrocer", request)


def compare(page: Path, folder: Path, request: pytest.FixtureRequest) -> None:
    """Run a page, and compare or rewrite it."""
    shown = page.read_text(encoding="utf-8")
    printed = rerun(shown, folder)
    if request.config.getoption("--rewrite-golden"):
        page.write_text(printed, encoding="utf-8")
        return

    assert printed == shown


def test_page_is_run_and_its_outputs_are_replaced(tmp_path: Path) -> None:
    """Edits are made in files, and the exit code of a command does not matter."""
    page = (
        '```yaml title="a/x.yaml"\nkind: Team\nname: x\n```\n'
        '```diff title="a/x.yaml"\n kind: Team\n-name: x\n+name: y\n```\n'
        "```console\n$ cat a/x.yaml | head -1\nwrong\n$ cd a\n$ cat x.yaml\n```\n"
    )

    assert rerun(page, tmp_path).endswith(
        "```console\n$ cat a/x.yaml | head -1\nkind: Team\n$ cd a\n$ cat x.yaml\nkind: Team\nname: y\n```\n"
    )
