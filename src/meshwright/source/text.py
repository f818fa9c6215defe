"""Decoding of bytes as UTF-8, with or without a byte order mark, and the names of other encodings."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from meshwright.source import limits
from meshwright.source.place import Span
from meshwright.source.problem import ConfusableCharacter, NotUtf8, OverLimit, Problem
from meshwright.source.spelling import is_latin_1


class Decoded(NamedTuple):
    """A file's text and its decoding problems; if there are any problems, the text is only for display."""

    text: str
    problems: tuple[Problem, ...]


_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_UTF16_UNMARKED = re.compile(rb"\A(?:[\t\n\r -~]\0){2}|\A(?:\0[\t\n\r -~]){2}")
_DECEPTIVE = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u0085\u2028\u2029]")
"""Bidirectional controls, invisible characters, and characters that are line ends only in YAML 1.1."""


def decode(data: bytes, most: int = limits.FILE_BYTES) -> Decoded:
    """Decode at most `most` bytes as UTF-8; offsets in problems refer to the decoded text."""
    if len(data) > most:
        return Decoded("", (OverLimit(what="file size", limit=most, found=len(data), span=Span(0, 0)),))
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded("", (NotUtf8(found=name, span=Span(0, 0)),))
    if _UTF16_UNMARKED.match(data):
        return Decoded("", (NotUtf8(found="UTF-16", span=Span(0, 0)),))
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    try:
        return Decoded(data.decode(), ())
    except UnicodeDecodeError as error:
        start = len(data[: error.start].decode())
        problem = NotUtf8(found=f"the byte 0x{data[error.start]:02x}", span=Span(start, start + 1))
        return Decoded(data.decode(errors="replace"), (problem,))


def without_deceptive(text: str) -> str:
    """Return a string without characters that reorder it or are invisible."""
    return _DECEPTIVE.sub("", text)


def deceptive_characters(text: str) -> tuple[Problem, ...]:
    """Find the characters that make a text look different from what the parser reads."""
    if text.isascii() or ("\x85" not in text and is_latin_1(text)):
        return ()
    return tuple(
        ConfusableCharacter(character=found[0], span=Span(found.start(), found.end()))
        for found in _DECEPTIVE.finditer(text)
    )
