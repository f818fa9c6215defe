"""The table of formats: each name with the module whose `render(report, style)` returns the text."""

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
"""Formats for readers that take paths relative to the repository's root."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The location and notation of a mesh's setting `exclude`."""

    where: str = "`governance/mesh.yaml`"
    sign: str = ": "
    patterns: tuple[str, ...] = ()
    """The existing patterns of the setting."""


@dataclass(frozen=True, slots=True)
class Style:
    """Display preferences for people; most formats for programs ignore them."""

    is_coloured: bool = False
    shows_all: bool = False
    """Whether to show every diagnostic with its excerpt, however many there are."""
    fails_from: Severity = Severity.ERROR
    """The lowest severity that makes the run fail."""
    folder: str = ""
    """The path of the mesh in its repository: empty, or with `/` at its end."""
    exclusion: Exclusion = field(default_factory=Exclusion)
    next_steps: tuple[str, ...] = ()
    """Further possible checks, for people who have not set anything up."""


def render(report: Report, name: str, style: Style) -> str:
    """Write a report in a format, ending with a line end."""
    if style.folder and name in OF_FORGES:
        report = import_module("meshwright.report.path_prefix").moved(report, style.folder)
    text: str = import_module(FORMATS[name]).render(report, style)
    return text
