"""Markdown of hand-written pages, in which HTML is not allowed.

These pages come from pull requests, and the site contains files that a browser would run as scripts if a page loaded
them. The markers in the catalog's own pages are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

if TYPE_CHECKING:
    from markdown import Markdown

_MARK = re.compile(r"<!--(?:mw:\w+|<h1)-->")


class TextOnly(Extension):
    """A Markdown extension that shows HTML as plain text."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Remove the processors that read HTML, and add one that keeps markers."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.preprocessors.register(_Marks(md), "marks", 20)


class _Marks(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [self.md.htmlStash.store(line) if _MARK.fullmatch(line) else line for line in lines]
