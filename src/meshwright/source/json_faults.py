"""Descriptions of JSON syntax errors, with the range to edit.

This module does not read values; `source.json_reader` stops at the error that this module describes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from meshwright.source.place import Span

_TOKEN = re.compile(r'"(?:[^"\\\n\r]|\\.)*+"?|[\[\]{}]')
_WORD = re.compile(r"[A-Za-z_$][\w$.-]*")
_COMMENT = re.compile(r"//[^\r\n]*|#[^\r\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|\Z)")
_NUMBER = re.compile(r"[-+]?[0-9A-Fa-fxob_.]*[0-9][0-9A-Fa-fxob_.]*")
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{0,4}|\\.?", re.DOTALL)
_SURROGATES = re.compile(
    r"\\u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
_CLOSING = {"{": "}", "[": "]"}
_LITERALS = {"true": "true", "yes": "true", "false": "false", "no": "false", "none": "null", "null": "null"}
_NOT_FINITE = frozenset({"nan", "inf", "infinity"})
_LONGEST = 40


class JsonFault(NamedTuple):
    """A description of an error, its range, and the start of the enclosing value."""

    what: str
    span: Span
    began: Span | None = None


def fault_at(text: str, at: int, reason: str, begun: int) -> JsonFault:
    """Describe the error at which a reader stopped, by its code; `begun` is the start of the enclosing string."""
    if reason == "surrogate":
        halves = (each.span() for each in _SURROGATES.finditer(text, begun) if each["half"])
        place = next(halves, (begun, begun + 1))
        return JsonFault("half of a surrogate pair is not a character; write both halves", Span(*place))
    if reason == "text":
        return _in_string(text, at, begun)
    return _at_end(text) if at >= len(text) else _between(text, at, reason)


def _in_string(text: str, at: int, begun: int) -> JsonFault:
    found = text[at : at + 1]
    if at <= begun or found in ("", "\n", "\r"):
        return JsonFault('unclosed quote; add `"` at the end of the text', Span(begun, begun + 1))
    if found < " ":
        short = {"\t": "\\t"}.get(found, f"\\u{ord(found):04x}")
        return JsonFault(
            f"character U+{ord(found):04X} is not allowed in a JSON string; write `{short}`",
            Span(at, at + 1),
        )
    start = text.rfind("\\", begun, at + 1)
    escape = _ESCAPE.match(text, max(start, begun))
    end = escape.end() if escape else at + 1
    shown = escape[0] if escape and escape[0].isprintable() else "\\"
    return JsonFault(f"`{shown}` is not an escape in JSON; write `\\\\` for a backslash", Span(start, end))


def _at_end(text: str) -> JsonFault:
    opening = _innermost(text, len(text))
    if opening is None:
        return JsonFault("missing value at the end of the file", Span(len(text), len(text)))
    bracket = text[opening]
    return JsonFault(f"unclosed `{bracket}`; add `{_CLOSING[bracket]}`", Span(opening, opening + 1))


def _between(text: str, at: int, reason: str) -> JsonFault:
    """Describe the text found in place of an expected value, key, comma or colon."""
    here = Span(at, at + 1)
    if _CONFLICT.match(text, at):
        return JsonFault("merge conflict marker; resolve the conflict", Span(at, at + 7))
    comment = _COMMENT.match(text, at)
    if comment:
        is_suppression = "meshwright:" in comment[0]
        advice = "use a waiver to suppress findings" if is_suppression else "remove the comment"
        return JsonFault(f"JSON has no comments; {advice}", Span(*comment.span()))
    char = text[at]
    if char == "'":
        return JsonFault("single quotes are not allowed in JSON; use double quotes", here)
    if reason == "trailing-text":
        if char in "{[":
            return JsonFault("second document in a JSON file; move it to its own file", here)
        return JsonFault("text after the end of the document; remove it", here)
    before = text[:at].rstrip(" \t\r\n")
    if char in "}]" and before.endswith(","):
        return JsonFault("trailing comma; remove it", Span(len(before) - 1, len(before)))
    if reason in ("key", "value"):
        return _not_a_value(text, at, reason)
    if not text[at - 1 : at].isspace() and (text[at - 1].isdigit() or text[at - 1] == "-"):
        start = re.search(r"[-+0-9A-Za-z_.]*\Z", before)
        return _not_a_number(text, start.start() if start else at)
    opening = _innermost(text, at)
    began = None if opening is None else Span(opening, opening + 1)
    if reason == "colon":
        return JsonFault("missing `:` after the key", here, began)
    closing = _CLOSING[text[opening]] if opening is not None else "}"
    return JsonFault(f"missing `,` or `{closing}`", here, began)


def _not_a_value(text: str, at: int, reason: str) -> JsonFault:
    word = _WORD.match(text, at)
    span = Span(*word.span()) if word else Span(at, at + 1)
    shown = word[0][:_LONGEST] if word else text[at]
    if reason == "key":
        if word:
            return JsonFault(f"unquoted key `{shown}`; put it in double quotes", span)
        return JsonFault("expected a key in double quotes", span)
    if word and shown.lower() in _NOT_FINITE:
        return JsonFault(f"`{shown}` is not a JSON number; use `null` or a string", span)
    if word and shown.lower() in _LITERALS:
        return JsonFault(f"`{shown}` is not a JSON value; write `{_LITERALS[shown.lower()]}`", span)
    if word:
        return JsonFault(f"unquoted text `{shown}`; put it in double quotes", span)
    if text[at] in "+-.0123456789":
        return _not_a_number(text, at)
    if text[at] in ",:}]":
        return JsonFault(f"missing value before `{text[at]}`", span)
    if not text[at].isprintable() or text[at].isspace():
        return JsonFault(f"character U+{ord(text[at]):04X} is not allowed here in JSON", span)
    return JsonFault(f"a JSON value cannot start with `{text[at]}`", span)


def _not_a_number(text: str, at: int) -> JsonFault:
    number = _NUMBER.match(text, at)
    end = number.end() if number else at + 1
    if text.startswith(("-Infinity", "+Infinity", "-NaN", "-inf"), at):
        return JsonFault("infinity is not a JSON number; use `null` or a string", Span(at, end))
    shown = text[at:end][:_LONGEST]
    return JsonFault(
        f"`{shown}` is not a JSON number; write it in decimal digits, or quote it", Span(at, end)
    )


def _innermost(text: str, end: int) -> int | None:
    """Find the innermost open bracket at an offset."""
    opened: list[int] = []
    for token in _TOKEN.finditer(text, 0, end):
        if token[0] in _CLOSING:
            opened.append(token.start())
        elif token[0] in ("]", "}") and opened:
            opened.pop()
    return opened[-1] if opened else None
