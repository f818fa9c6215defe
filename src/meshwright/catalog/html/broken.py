"""Placeholder pages: what is known of documents that can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog import routes
from meshwright.catalog.html.page import Page, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Overview
    from meshwright.rulekit.diagnostic import Diagnostic


class Wrong(NamedTuple):
    """Something that is wrong with a file."""

    message: str
    line: int
    rule: str


def broken_files(overview: Overview) -> dict[str, str]:
    """Give the files with a document that can't be read, by name, each with the route of its placeholder."""
    return {each.file: broken_route(each.file) for each in overview.mesh.broken if each.file}


def broken_route(file: str) -> str:
    """Give the route of a file's placeholder."""
    return f"broken/{routes.step(file)}"


def broken_pages(overview: Overview, renderer: Renderer) -> Iterator[Page]:
    """Give a placeholder for each file with a document that can't be read."""
    said: dict[str, list[Diagnostic]] = {}
    for diagnostic in overview.source.report.diagnostics:
        if diagnostic.range:
            said.setdefault(diagnostic.range.path, []).append(diagnostic)
    names = {each.file: each.sketch.name or each.sketch.id for each in overview.mesh.broken}
    forge = overview.source.forge
    for file, route in broken_files(overview).items():
        title = names[file] or file.rpartition("/")[2]
        html = renderer.html(
            "broken.html",
            route,
            title=title,
            file=file,
            said=[
                Wrong(each.message, each.range.start.line, each.rule)
                for each in said.get(file, ())
                if each.range
            ],
            link=forge.file(file) if forge else None,
        )
        yield Page(route, title, (Section(html),), "This document can't be read.", has_contents=False)
