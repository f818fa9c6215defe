"""Reports with paths relative to the repository's root instead of the mesh's, as forges require."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.report.summary import MESH_PLACE
from meshwright.rulekit.diagnostic import Range
from meshwright.source.place import Position

if TYPE_CHECKING:
    from meshwright.rulekit.diagnostic import Diagnostic, Report, ResolvedFix

_MESH = Range(MESH_PLACE, Position(1, 1), Position(1, 1))


def moved(report: Report, folder: str) -> Report:
    """Prefix every path with a folder that ends with `/`; excerpts do not change."""
    return replace(
        report,
        diagnostics=tuple(_diagnostic(each, folder) for each in report.diagnostics),
        files=tuple(folder + file for file in report.files),
    )


def _diagnostic(diagnostic: Diagnostic, folder: str) -> Diagnostic:
    return replace(
        diagnostic,
        range=_range(diagnostic.range or _MESH, folder),
        related=tuple(replace(note, range=_range(note.range, folder)) for note in diagnostic.related),
        remedy=_remedy(diagnostic.remedy, folder) if diagnostic.remedy else None,
    )


def _remedy(remedy: ResolvedFix, folder: str) -> ResolvedFix:
    edits = tuple(replace(edit, range=_range(edit.range, folder)) for edit in remedy.edits)
    return replace(remedy, edits=edits)


def _range(place: Range, folder: str) -> Range:
    return replace(place, path=folder + place.path)
