"""A copy of the example in which mistakes are made one after the other."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mesh_of import TODAY
from meshwright.finding.finding import Severity
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from meshwright.workspace.project import open_project
from mistakes.mistake import place

if TYPE_CHECKING:
    from meshwright.facts.unit import Unit
    from meshwright.rulekit.diagnostic import Diagnostic
    from mistakes.mistake import Mistake

ROOT = Path(__file__).parents[2]
PARTS = ("products", "governance", "policies")


class Findings(NamedTuple):
    """The findings of a mistake, by its rule and by others."""

    by_its_rule: tuple[Diagnostic, ...]
    others: tuple[Diagnostic, ...]
    """Without notices, unless the mistake's rule reports one itself."""


class Example:
    """The example in its own folder; unchanged files are compiled once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            shutil.copytree(ROOT / part, folder / part)
        self._configuration = open_project([folder]).configuration
        self._memo: dict[str, Unit] = {}
        self._known = {each.fingerprint for each in self._diagnostics()}

    def findings(self, mistake: Mistake) -> Findings:
        """Return the findings that only the mistake causes."""
        new = [each for each in self._diagnostics() if each.fingerprint not in self._known]
        mine = tuple(each for each in new if each.rule == mistake.rule)
        is_advice = any(each.severity == Severity.NOTICE for each in mine)
        least = Severity.NOTICE if is_advice else Severity.WARNING
        others = (each for each in new if each.rule != mistake.rule and each.severity >= least)
        return Findings(mine, tuple(others))

    def place(self, diagnostic: Diagnostic) -> tuple[str, int, int]:
        """Return file, line and column of a diagnostic; empty and 0 if it is about the whole mesh."""
        at = diagnostic.range
        return (at.path, at.start.line, at.start.column) if at else ("", 0, 0)

    def expected(self, mistake: Mistake) -> tuple[str, int, int]:
        """Return file, line and column at which the mistake should be reported."""
        text = (self.folder / mistake.path).read_text(encoding="utf-8", errors="replace")
        return (mistake.path, *place(text, mistake.at))

    def make(self, mistake: Mistake) -> None:
        """Make the mistake."""
        for change in mistake.changes:
            change.apply(self.folder)

    def restore(self, mistake: Mistake) -> None:
        """Undo the changes."""
        for path in {path for change in mistake.changes for path in change.paths}:
            original = ROOT / path
            if original.exists():
                shutil.copyfile(original, self.folder / path)
            else:
                (self.folder / path).unlink()

    def _diagnostics(self) -> list[Diagnostic]:
        source = compiled(of_folder(self.folder), self._memo)
        report = check(source, self._configuration, lambda _: True, TODAY).report
        return [each for each in report.diagnostics if each.counts]
