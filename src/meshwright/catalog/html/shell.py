"""Shells: the frame that the theme renders around pages, with placeholders for title, description, route and content.

The generator takes 4 ms per page, so it renders only one page of each kind instead of 10,000 pages. Pages
are of the same kind if they have the same depth, headings and scripts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from meshwright.catalog.postprocess import finished
from meshwright.catalog.text import line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.html.page import Page
    from meshwright.catalog.policy import Theme

FOLDER = "-"
"""The folder of shells; no page can have such a route."""
TITLE, DESCRIPTION = "mw0title0mw", "mw0description0mw"
"""The placeholders in a shell."""
_MARK = r"<!--mw:\d{1,4}-->"


@dataclass(frozen=True, slots=True)
class PageKind:
    """The properties that determine the shell of a page."""

    depth: int
    headings: tuple[tuple[str, str, int], ...]
    scripts: tuple[str, ...]
    has_navigation: bool
    has_contents: bool


def kind_of(page: Page) -> PageKind:
    """Return the kind of a page."""
    headings = tuple((each.heading, each.anchor, each.level) for each in page.sections)
    depth = page.route.count("/") + 1 if page.route else 0
    return PageKind(depth, headings, page.scripts, page.has_navigation, page.has_contents)


def shells_for(pages: Iterable[Page]) -> dict[PageKind, Page]:
    """Return, for each kind of page below the root, a placeholder page for the generator to render."""
    shells: dict[PageKind, Page] = {}
    for page in pages:
        kind = kind_of(page)
        if kind not in shells:
            steps = [FOLDER] * (kind.depth - 1)
            shells[kind] = replace(
                page,
                route="/".join((*steps, f"{FOLDER}{len(shells)}")),
                title=TITLE,
                description=DESCRIPTION,
                sections=tuple(replace(each, html=Markup()) for each in page.sections),
                files=(),
            )
    return shells


class Shell:
    """A rendered shell with placeholders."""

    def __init__(self, page: Page, html: str, theme: Theme) -> None:
        self._place = f"{page.route}/index.html"
        slots = re.compile(f"({TITLE}|{DESCRIPTION}|(?<=/){re.escape(self._place)}|{_MARK})")
        self._parts = slots.split(finished(html, self._place, None, theme))

    def filled(self, page: Page) -> str:
        """Return the HTML of a page by filling the shell."""
        slots = {
            TITLE: line(page.title),
            DESCRIPTION: line(page.description),
            self._place: f"{page.route}/index.html",
        }
        slots |= {f"<!--mw:{number}-->": section.html for number, section in enumerate(page.sections)}
        return "".join(slots[part] if at % 2 else part for at, part in enumerate(self._parts))
