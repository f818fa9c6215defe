"""Postprocessing of the generator's pages: insertion of fragments and of the policy, and fixes for faults of the theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.catalog.allowlist import MarkupError, refused_in_markdown, refused_in_page
from meshwright.catalog.html.site_source import stamped
from meshwright.catalog.policy import guarded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.catalog.policy import Theme

_BLANK = re.compile(r"\s*\n\s*")
"""The theme's blank lines, a quarter of its output; at this stage, our pages have no text and scripts are single lines."""
_MENDED = (
    (re.compile(r'(<nav class="md-header__inner md-grid" )aria-label="[^"]*"'), r'\1aria-label="Site"'),
    (re.compile(r'<label class="md-header__button md-icon" for="__search">.*?</label>', re.DOTALL), ""),
    (re.compile(r'<meta name="generator"[^>]*>'), '<meta name="generator" content="meshwright">'),
)
"""Replacements that add accessible names to Material's shell and remove its unused search button."""


def finished(html: str, path: str, fragments: Sequence[str] | None, theme: Theme) -> str:
    """Return the finished HTML of a page; `path` is its file in the site.

    The fragments are in the order of the page's sections.

    If `fragments` is None, the markers are kept. Raises MarkupError for disallowed content.
    """
    for pattern, by in _MENDED:
        html = pattern.sub(by, html, count=1)
    if fragments != ():
        html = _BLANK.sub("\n", html)
    if refused := refused_in_page(html, theme.scripts_at(path)):
        raise MarkupError(refused)
    html = guarded(html, path, theme)
    return html if fragments is None else stamped(html, fragments)


def refuse_in_handwritten(html: str) -> None:
    """Raise MarkupError if a hand-written page contains elements that only the theme may use."""
    content = html.partition("<article")[2].partition(">")[2].partition("</article>")[0]
    if refused := refused_in_markdown(content):
        raise MarkupError(refused)
