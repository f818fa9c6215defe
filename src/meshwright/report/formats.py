"""The table of formats: for each name, the module whose `render(report, style)` returns the text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from meshwright.rulekit.diagnostic import Report

FORMATS = {
    name: f"meshwright.report.{name}"
    for name in ("text", "json", "github", "sarif", "gitlab", "junit", "markdown", "teams")
}

OF_FORGES = frozenset({"github", "sarif", "gitlab", "junit"})
"""Formats that need paths relative to the root of the repository."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The file with a mesh's `exclude` setting, and the notation of that setting."""

    where: str = "`governance/mesh.yaml`"
    sign: str = ": "
    patterns: tuple[str, ...] = ()
    """The current patterns."""


@dataclass(frozen=True, slots=True)
class Style:
    """Display options for people; most formats for programs ignore them."""

    is_coloured: bool = False
    shows_all: bool = False
    """Whether to show every diagnostic with an excerpt, even if there are many."""
    fails_from: Severity = Severity.ERROR
    """The lowest severity that makes the run fail."""
    folder: str = ""
    """The path of the mesh in its repository, with a trailing `/`; empty for the root."""
    exclusion: Exclusion = field(default_factory=Exclusion)
    next_steps: tuple[str, ...] = ()
    """Suggestions for further checks, for a mesh without settings."""


def render(report: Report, name: str, style: Style) -> str:
    """Render a report in a format. The text ends with a line end."""
    if style.folder and name in OF_FORGES:
        report = import_module("meshwright.report.path_prefix").moved(report, style.folder)
    text: str = import_module(FORMATS[name]).render(report, style)
    return text
