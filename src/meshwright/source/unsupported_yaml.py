"""Reasons to stop parsing: the limits, the supported subset of YAML, and translated libyaml errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yaml.events import MappingStartEvent, ScalarEvent, SequenceStartEvent

from meshwright.source.place import WIDTH, Span
from meshwright.source.problem import YamlSyntax

if TYPE_CHECKING:
    from array import array

    from yaml.reader import ReaderError

    from meshwright.source.problem import Problem


_CORE_TAGS = {
    ScalarEvent: frozenset({None, "!", "tag:yaml.org,2002:str"}),
    MappingStartEvent: frozenset({None, "!", "tag:yaml.org,2002:map"}),
    SequenceStartEvent: frozenset({None, "!", "tag:yaml.org,2002:seq"}),
}


_GLUED = re.compile(r"[\[{,]\s*\?(?=[^\s,\]}])")


class UnsupportedYamlError(Exception):
    """The text is not in the supported subset; parsing ends."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def start_of_content(text: str, event: Any, start: int, end: int) -> int:  # noqa: ANN401 - PyYAML's events have no types
    """Skip the anchor and the tag, which libyaml includes in the node; refuse unsupported tags."""
    if event.tag not in _CORE_TAGS[event.__class__]:
        raise UnsupportedYamlError(
            YamlSyntax(what=f"unsupported tag `{event.tag}`", span=Span(start, max(end, start + 1)))
        )
    end = max(end, start)
    while start < len(text) and text[start] in "&!":
        first = start
        while start < len(text) and text[start] not in " \t\r\n,[]{}":
            start += 1
        if text[first] == "&" and text[first + 1 : start] != event.anchor:
            what = f"`{text[first:start]}` is not an anchor name; use letters, digits, `-` and `_`"
            raise UnsupportedYamlError(YamlSyntax(what=what, span=Span(first, start)))
        while start < len(text) and text[start] in " \t":
            start += 1
    return min(start, end) if event.__class__ is ScalarEvent else start


def _has_glued(text: str, start: int, end: int) -> bool:
    """Return whether a question mark follows a bracket, brace or comma, ignoring spaces; this is rare."""
    at = text.find("?", start, end)
    while at >= 0:
        if text[max(0, at - 64) : at].rstrip()[-1:] in ("[", "{", ",", ""):
            return True
        at = text.find("?", at + 1, end)
    return False


def refuse_glued_question_marks(text: str, offsets: array[int]) -> None:
    """Refuse `{?a: b}`, in which libyaml reads the key `a`, but YAML has the key `?a`."""
    if not offsets:
        return
    start, end = offsets[2:4]
    found = [mark.end() for mark in _GLUED.finditer(text, start, end)] if _has_glued(text, start, end) else []
    if found:
        keys = set(offsets[::WIDTH])
        for end in found:
            if end in keys:
                what = "unquoted key starts with `?`; quote it, or add a space after `?`"
                raise UnsupportedYamlError(YamlSyntax(what=what, span=Span(end - 1, end)))


def unreadable(text: str, error: ReaderError) -> YamlSyntax:
    """Locate a character that YAML does not allow; libyaml reports its position in bytes."""
    at = len(text.encode(errors="surrogatepass")[: error.position].decode(errors="ignore"))
    code = error.character if isinstance(error.character, int) else ord(text[at]) if at < len(text) else 0
    return YamlSyntax(what=f"character U+{code:04X} is not allowed in YAML", span=Span(at, at + 1))
