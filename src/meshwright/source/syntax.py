"""Locations of YAML syntax errors: libyaml reports where it stopped, and this module finds the line to edit.

This module does not write messages, except for errors for which libyaml has none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml._yaml import CParser
from yaml.error import YAMLError
from yaml.tokens import ScalarToken, Token

from meshwright.source.place import Span
from meshwright.source.problem import YamlSyntax

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml import MarkedYAMLError

CONFLICT = "a merge conflict"
OPEN_QUOTE = "an open quote"
OPEN_BRACKET = "an open bracket"
_ENDS = ("found unexpected end of stream", "found unexpected document indicator")
NO_COLON = "could not find expected ':'"
_CONFLICT = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)
_BARE_KEY = re.compile(r"[ \t]*(?:- +)*([A-Za-z_][\w-]*)[ \t]*\r?")
_INDENT = re.compile(r" *(?:- +)*")


def syntax(text: str, error: MarkedYAMLError, document: int) -> YamlSyntax:
    """Locate a libyaml error at its cause if known, or else where libyaml stopped."""
    mark = error.problem_mark
    at = min(mark.index, len(text)) if mark is not None else len(text)
    tab = _tab(text, at)
    if tab is not None:
        return YamlSyntax(what="a tab cannot indent", span=Span(tab, tab + 1), document=document)
    for kind, find in _SORTS:
        span = find(text, error, at)
        if span is not None:
            return YamlSyntax(what=kind, span=span, document=document)
    context = error.context_mark
    return YamlSyntax(
        what=str(error.problem or "this cannot be read"),
        context=str(error.context or ""),
        context_span=None if context is None else Span(context.index, context.index + 1),
        span=Span(at, min(at + 1, len(text))),
        document=document,
    )


def _tab(text: str, at: int) -> int | None:
    line = text.rfind("\n", 0, at) + 1
    tab = text.find("\t", line, line + len(text[line:]) - len(text[line:].lstrip(" \t")))
    return tab if tab >= 0 else None


def _conflict(text: str, _: MarkedYAMLError, at: int) -> Span | None:
    """Find the start marker of the first merge conflict, unless libyaml stopped before it."""
    found = _CONFLICT.search(text) if "\n=======" in text else None
    return Span(*found.span()) if found is not None and found.start() <= at else None


def _quote(text: str, error: MarkedYAMLError, at: int) -> Span | None:
    """Find the unclosed quote whose string extends to the start of the next quoted text."""
    if (
        str(error.problem) in _ENDS
        and "quoted scalar" in str(error.context)
        and error.context_mark is not None
    ):
        start = error.context_mark.index
        return Span(start, start + 1)
    last = _last_token(text, at)
    if not isinstance(last, ScalarToken) or last.style not in ("'", '"'):
        return None
    start, end = last.start_mark.index, last.end_mark.index
    is_over_lines = "\n" in text[start:end] and "\n" not in text[end:at]
    return Span(start, start + 1) if is_over_lines else None


def _last_token(text: str, at: int) -> Token | None:
    """Return the last token before an offset, or before the position at which the scanner fails."""
    scanner, last = CParser(text), None
    try:
        while (token := scanner.get_token()) is not None and token.start_mark.index < at:
            last = token if token.end_mark.index > token.start_mark.index else last
    except YAMLError:
        pass
    return last


def _bracket(text: str, error: MarkedYAMLError, at: int) -> Span | None:
    """Find the bracket that is still open at a line that is not indented more than the bracket's line."""
    context = error.context_mark
    if context is None or not str(error.context).startswith("while parsing a flow "):
        return None
    is_below = text.find("\n", context.index, at) >= 0
    is_separate = not text[at:].strip() or _indent(text, at) <= _indent(text, context.index)
    return Span(context.index, context.index + 1) if is_below and is_separate else None


def _indent(text: str, at: int) -> int:
    line = text.rfind("\n", 0, at) + 1
    found = _INDENT.match(text, line)
    return found.end() - line if found else 0


def _colon(text: str, error: MarkedYAMLError, at: int) -> Span | None:
    """Find a key without a colon: libyaml's context, or a single word above a more deeply indented mapping."""
    context = error.context_mark
    if error.problem == NO_COLON and context is not None:
        end = text.find("\n", context.index)
        return Span(context.index, len(text) if end < 0 else end)
    if not str(error.problem).startswith("mapping values are not allowed"):
        return None
    line = text.rfind("\n", 0, at)
    above = text.rfind("\n", 0, max(line, 0)) + 1
    found = _BARE_KEY.fullmatch(text, above, max(line, 0))
    is_deeper = found is not None and _indent(text, at) > _indent(text, above)
    return Span(*found.span(1)) if found is not None and is_deeper else None


_SORTS: tuple[tuple[str, Callable[[str, MarkedYAMLError, int], Span | None]], ...] = (
    (CONFLICT, _conflict),
    (OPEN_QUOTE, _quote),
    (OPEN_BRACKET, _bracket),
    (NO_COLON, _colon),
)
