"""Plain values as YAML in the block style that people write: two spaces, indented lists, long strings folded.

The text has the same meaning in YAML 1.1 and 1.2. Deceptive characters are escaped, and no line of a string starts with
a command to a CI runner. This module does not preserve comments or know the meaning of values.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

WIDTH = 100
"""The maximum length of a line of a folded string."""
_LONGEST_KEY = 1000
"""The maximum length of a key before its colon; PyYAML requires a question mark before longer keys."""
_FOLDABLE = re.compile(r"[^\s#]\S*(?: \S+)+")
"""Words separated by single spaces: text that a folded block scalar returns unchanged."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.;()'/&%+-]*[A-Za-z0-9.)%]")
"""Prose that needs no quotes in block style: it contains neither `: ` nor ` #`."""
_PROSE = frozenset(",;()'&%+")
"""Characters of prose; no word with a special meaning in YAML contains them."""
_BRACKETED = re.compile(r"##(?=\[|vso\[)")
_COMMAND = re.compile(rf"(?:^|\s)::|{_BRACKETED.pattern}")
"""Text that a CI runner may interpret as a command, at the start of a line or anywhere."""
_BARE_EXPONENT = re.compile(r"^(-?[0-9]+)e")
"""A number that YAML 1.1 treats as text because it has no decimal point."""
_NOT_FINITE = {"Infinity": ".inf", "-Infinity": "-.inf", "NaN": ".nan"}


def yaml_text(values: Mapping[str, Any]) -> str:
    """Return the text of a document; equal values produce equal text."""
    return f"{block(values)}\n"


def block(values: Mapping[str, Any]) -> str:
    """Return a mapping in block style, without a line end after the last line."""
    return "\n".join(_mapping(values, 0)) if values else "{}"


def scalar(value: object) -> str:
    """Return a scalar on one line; a string that starts with a digit is quoted, as versions and dates usually are."""
    if not isinstance(value, str):
        text = json.dumps(value)
        return _NOT_FINITE.get(text) or _BARE_EXPONENT.sub(r"\1.0e", text)
    if value[:1].isdecimal() and value.isascii() and value.isprintable():
        return _BRACKETED.sub(r"#\\x23", json.dumps(value))
    is_prose = _PLAIN.fullmatch(value) and "  " not in value and not _PROSE.isdisjoint(value)
    return value if is_prose else _BRACKETED.sub(r"#\\x23", written(value))


def without_empty(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    """Return a value without empty keys: their value is None, an empty string, or a list or mapping of only such values."""
    if isinstance(value, dict):
        kept = {key: without_empty(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each is not None and each not in ("", [], {})}
    if isinstance(value, list | tuple):
        return [without_empty(each) for each in value]
    return value


def _mapping(values: Mapping[str, Any], indent: int) -> Iterator[str]:
    margin = " " * indent
    for key, value in values.items():
        name = _BRACKETED.sub(r"#\\x23", written(key))
        start = f"{margin}{name}:" if len(name) <= _LONGEST_KEY else f"{margin}? {name}\n{margin}:"
        if value and isinstance(value, dict):
            yield start
            yield from _mapping(value, indent + 2)
        elif value and isinstance(value, list | tuple):
            yield start
            yield from _list(value, indent + 2)
        else:
            yield from _text(start, value, indent + 2)


def _list(values: Iterable[Any], indent: int) -> Iterator[str]:
    for value in values:
        dash = f"{' ' * indent}-"
        if value and isinstance(value, dict):
            first, *others = _mapping(value, indent + 2)
            yield f"{dash} {first.lstrip(' ')}"
            yield from others
        elif value and isinstance(value, list | tuple):
            yield dash
            yield from _list(value, indent + 2)
        else:
            yield from _text(dash, value, indent + 2)


def _text(start: str, value: object, indent: int) -> Iterator[str]:
    """Yield a scalar after its key or dash: several lines as a block, and a long string of words folded."""
    margin = " " * indent
    if isinstance(value, str) and "\n" in value and _is_block(value):
        yield f"{start} |" if value.endswith("\n") else f"{start} |-"
        yield from (f"{margin}{line}" if line else "" for line in value.removesuffix("\n").split("\n"))
        return
    on_one_line = f"{start} {scalar(value)}"
    if len(on_one_line) <= WIDTH or not isinstance(value, str) or not _is_foldable(value):
        yield on_one_line
        return
    yield f"{start} >-"
    yield from textwrap.wrap(
        value,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _is_block(text: str) -> bool:
    """Return whether a block scalar preserves the lines: its first line is not empty, and at most one line end
    follows the last.
    """
    lines = text.removesuffix("\n").split("\n")
    return (
        bool(lines[0])
        and not lines[0][0].isspace()
        and bool(lines[-1])
        and all(line == line.rstrip() and line.replace("\t", "").isprintable() for line in lines)
        and _COMMAND.search(text) is None
    )


def _is_foldable(text: str) -> bool:
    return text.isprintable() and _FOLDABLE.fullmatch(text) is not None and _COMMAND.search(text) is None
