"""The output in the README is real."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from test_ten_mistakes import MISTAKES, ROOT, example

from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_readme_shows_real_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three of the ten mistakes, made at once in a copy of the example, result in the README's text."""
    readme = (ROOT / "README.md").read_text()
    shown = re.search(r"\$ meshwright check\n(.*?)```", readme, re.DOTALL)
    mesh = example(tmp_path)
    for mistake in MISTAKES:
        if mistake.name in ("unknown key", "wrong version", "retired input"):
            target = mesh / mistake.path
            target.write_text(target.read_text().replace(mistake.old, mistake.new.format(old=mistake.old), 1))
    main(["check", str(mesh), "--as-of", "2026-11-22", "--select", "structure,addressable,lifecycle"])
    blocks = {block.strip() for block in capsys.readouterr().out.split("\n\n")}

    assert shown is not None
    assert {block.strip() for block in shown[1].split("\n\n")} <= blocks
