"""Edits of copies of the example mesh, and the findings that each adds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_of import TODAY
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from meshwright.workspace.project import open_project

if TYPE_CHECKING:
    from meshwright.facts.unit import Unit
    from meshwright.rulekit.diagnostic import Diagnostic

EXAMPLE = Path(__file__).parents[1]


def added_findings(
    folder: Path, changes: tuple[tuple[str, str, str], ...], memo: dict[str, Unit]
) -> list[Diagnostic]:
    """Make changes in a copy of the example, and check it; existing notices are omitted."""
    for part in ("products", "governance", "policies"):
        if (EXAMPLE / part).exists():
            shutil.copytree(EXAMPLE / part, folder / part)
    before = check_of(folder, memo)
    for path, old, new in changes:
        text = (folder / path).read_text()
        assert text.count(old) >= 1, (path, old)
        (folder / path).write_text(text.replace(old, new, 1))
    known = {each.fingerprint for each in before}
    return [each for each in check_of(folder, memo) if each.fingerprint not in known]


def check_of(folder: Path, memo: dict[str, Unit]) -> tuple[Diagnostic, ...]:
    """Check a folder, with units kept from one check to the next."""
    project = open_project([folder])
    return check(
        compiled(of_folder(folder), memo), project.configuration, lambda _: True, TODAY
    ).report.diagnostics
