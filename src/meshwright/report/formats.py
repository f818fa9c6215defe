"""The table of formats: a name, and the module whose `render(report, style)` gives the text."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshwright.rulekit.diagnostic import Report

FORMATS = {"text": "meshwright.report.text", "json": "meshwright.report.json"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a person's terminal wants it; formats for programs don't look."""

    is_coloured: bool = False
    shows_all: bool = False
    """Every diagnostic with its excerpt, however many there are."""


def render(report: Report, name: str, style: Style) -> str:
    """Write a report in a format, ending with a line end."""
    text: str = import_module(FORMATS[name]).render(report, style)
    return text
