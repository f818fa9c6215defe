"""Markdown in hand-written pages: without HTML of their own.

Such pages come from pull requests, too, and the site contains texts that a browser would treat as a script if
a page asked for it. Apart from headings, the catalog's own pages contain marks, which stay.
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
    """Shows HTML in Markdown as plain text."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Remove the extensions that read HTML, and add those that keep marks."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.preprocessors.register(_Marks(md), "marks", 20)


class _Marks(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [self.md.htmlStash.store(line) if _MARK.fullmatch(line) else line for line in lines]
