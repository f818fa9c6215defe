"""Markdown elements from plain text: escaped words, code, links, tables and lists."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LIVE = re.compile(r"[\\`*_\[\]<>|~&$]")
_ENDED = r"(?=[ \t]|$)"
_MARKS = re.compile(rf"^(?:(?P<number>[0-9]+)[.)]|#{{1,6}}|[-+]|-+|=+){_ENDED}|(?<=[ \t])#+$")
"""Characters that start a list, a heading or a rule, or end a heading."""
_VALUE = re.compile("`([^`]+)`")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_CODE = re.compile(r"[^`|\s][^`|\n]*(?<!\s)|[^`|\s]")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Escape a string so that Markdown shows it unchanged on one line."""
    line = _LIVE.sub(lambda live: f"\\{live[0]}", " ".join(shown(text).split()))
    return _MARKS.sub(
        lambda found: f"{found['number'] or ''}\\{found[0][len(found['number'] or '') :]}", line
    )


@lru_cache(maxsize=65536)
def code(text: str) -> str:
    """Return a name as code, or as escaped text if code cannot contain it."""
    return f"`{text}`" if _CODE.fullmatch(text) and shown(text) == text else plain(text)


def message(text: str) -> str:
    """Return one of Meshwright's messages as Markdown; values in backticks become code."""
    return "".join(
        code(each) if number % 2 else _kept(each) for number, each in enumerate(_VALUE.split(text))
    )


def _kept(text: str) -> str:
    """Escape the text between values, but keep its leading and trailing spaces."""
    words = plain(text)
    return f"{' ' * text.startswith(' ')}{words}{' ' * text.endswith(' ')}" if words else text[:1]


def prose(text: str) -> str:
    """Escape a string, and keep its paragraphs."""
    return "\n\n".join(filter(None, map(plain, _PARAGRAPH_END.split(shown(text)))))


def link(words: str, source: str, target: str) -> str:
    """Return a link between the Markdown versions of two pages; `words` must already be Markdown."""
    return f"[{words}]({routes.file(source, f'{target}/index.md' if target else 'index.md')})"


def block(text: str, language: str = "") -> str:
    """Return a multi-line string as a code block with a safe fence; empty for an empty string."""
    if not text:
        return ""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{shown(text).rstrip()}\n{fence}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown cells; empty if there are no rows."""
    lines = [_line(row) for row in rows]
    return "\n".join((_line(heads), _line(["---"] * len(heads)), *lines)) if lines else ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def items(lines: Iterable[str]) -> str:
    """Return a list of Markdown items; empty if there are none."""
    return "\n".join(f"- {line}" for line in lines)


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list of names with Markdown values; names without a value are omitted."""
    return items(f"{name}: {value}" for name, value in pairs if value)


def section(heading: str, *parts: str, level: int = 2) -> str:
    """Return a heading with its content; empty if there is no content."""
    found = [part for part in parts if part]
    return "\n\n".join((f"{'#' * level} {heading}", *found)) if found else ""


def page(title: str, *parts: str) -> str:
    """Return a whole page."""
    return "\n\n".join((f"# {plain(title)}", *(part for part in parts if part))) + "\n"
