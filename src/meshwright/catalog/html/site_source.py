"""Pages as sources for the site generator: headings, and markers that are later replaced by HTML.

HTML fragments bypass the generator: Python-Markdown would take milliseconds for each, and text from documents must
not reach its preprocessors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.catalog.text import front_matter, heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.catalog.html.page import Page

_MARK = re.compile(r"<!--mw:(\d{1,4})-->")
_ANCHOR = re.compile(r"[a-z0-9][a-z0-9_-]*")


def source_of(page: Page) -> str:
    """Return the Markdown of a page: front matter, headings, and a marker for each fragment."""
    # the theme uses only the site's name as the title of the home page
    said = [("title", page.title)] if page.route else []
    lines = [front_matter([*said, ("description", page.description)]).removesuffix("---\n")]
    lines.append("search:\n  exclude: true\n")
    hidden = [
        name for name, has in (("navigation", page.has_navigation), ("toc", page.has_contents)) if not has
    ]
    if hidden:
        lines.append(f"hide: [{', '.join(hidden)}]\n")
    if page.scripts:
        lines.append(f"scripts: [{', '.join(page.scripts)}]\n")
    lines.append("---\n")
    if page.sections and not page.sections[0].heading:
        lines.append("\n<!--<h1-->\n")  # the theme adds a title if the page has none
    for number, section in enumerate(page.sections):
        if section.heading:
            anchor = f" {{: #{section.anchor} }}" if _ANCHOR.fullmatch(section.anchor) else ""
            lines.append(f"\n{'#' * section.level} {heading(section.heading)}{anchor}\n")
        lines.append(f"\n<!--mw:{number}-->\n")
    return "".join(lines)


def stamped(html: str, fragments: Sequence[str]) -> str:
    """Return the HTML of a page with its fragments in place of the markers."""
    return _MARK.sub(lambda found: fragments[int(found[1])] if int(found[1]) < len(fragments) else "", html)
