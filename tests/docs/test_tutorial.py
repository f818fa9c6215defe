"""The tutorial's commands do what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tutorial import rerun

from generator.sources import PAGES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_the_tutorial_prints_what_it_shows(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """From an empty folder on; `--rewrite-golden` takes over what is printed now."""
    page = PAGES / "tutorial.md"
    shown = page.read_text(encoding="utf-8")
    printed = rerun(shown, tmp_path)
    if request.config.getoption("--rewrite-golden"):
        page.write_text(printed, encoding="utf-8")
        return

    assert printed == shown


def test_edits_and_outputs(tmp_path: Path) -> None:
    """A wrong output is replaced, an edit is made in the file, and a command's exit code is its own affair."""
    page = (
        '```yaml title="a/x.yaml"\nkind: Team\nname: x\n```\n'
        '```diff title="a/x.yaml"\n kind: Team\n-name: x\n+name: y\n```\n'
        "```console\n$ cat a/x.yaml | head -1\nwrong\n$ cd a\n$ cat x.yaml\n```\n"
    )

    assert rerun(page, tmp_path).endswith(
        "```console\n$ cat a/x.yaml | head -1\nkind: Team\n$ cd a\n$ cat x.yaml\nkind: Team\nname: y\n```\n"
    )
