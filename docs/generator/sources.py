"""All sources of the site: the pages that are written by hand, with their diagrams, and those generated from the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands import commands_page
from generator.diagrams import DIAGRAMS, svg
from generator.documents import documents_pages, example, settings_tables
from generator.extensions import extension_tables
from generator.outputs import outputs_pages, schema_files
from generator.relations import relations_page
from generator.rules import rules_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES = Path(__file__).parents[1] / "pages"
_MARK = re.compile(r"^<!-- (diagram|table|example): ([\w-]+) -->$", re.MULTILINE)
"""The place of a diagram, a table or an example in a page that is written by hand."""


def sources() -> Mapping[str, bytes]:
    """Return the content of each file, by its path in the sources."""
    written = {
        path.relative_to(PAGES).as_posix(): path.read_bytes()
        for path in sorted(PAGES.rglob("*"))
        if path.is_file()
    }
    made = {
        "reference/commands.md": commands_page(),
        "reference/tables.md": relations_page(),
        **documents_pages(),
        **rules_pages(),
        **outputs_pages(),
    }
    twice = written.keys() & made.keys()
    if twice:
        raise ValueError(f"written by hand and made of the code: {sorted(twice)}")
    pages = {
        path: completed(text.decode()).encode() if path.endswith(".md") else text
        for path, text in written.items()
    }
    return {**pages, **{path: text.encode() for path, text in made.items()}, **schema_files()}


def completed(text: str) -> str:
    """Replace the marks of diagrams and tables with their content; an unknown name is a KeyError."""
    tables = {**settings_tables(), **extension_tables()}

    def made(found: re.Match[str]) -> str:
        what, name = found.groups()
        if what == "example":
            return f"```yaml\n{example(name).rstrip()}\n```"
        return svg(DIAGRAMS[name], name) if what == "diagram" else tables[name]

    return _MARK.sub(made, text)
