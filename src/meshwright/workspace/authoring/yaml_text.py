"""Values as YAML in block style, as people write it: two spaces, lists indented, long texts folded.

Every parser reads the same values from it. Does not: know what the values mean.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WIDTH = 100
"""The longest line of a folded text."""
_FOLDABLE = re.compile(r"[^\s#]\S*(?: \S+)+")
"""Words with single spaces between them: what a folded block scalar gives back unchanged."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.;()'/&%+-]*[A-Za-z0-9.)%]")
"""Prose that is plain in block style: it has neither `: ` nor ` #`."""
_PROSE = frozenset(",;()'&%+")
"""What no word has that means something else in YAML."""


def document(values: Mapping[str, Any]) -> str:
    """Write a document; what has no value (None, an empty text, list or mapping, or only such) is left out."""
    return "".join(f"{line}\n" for line in _mapping(_pruned(values), 0))


def block(values: Mapping[str, Any]) -> str:
    """Write a mapping as the lines of a block, without the last line's end."""
    return "\n".join(_mapping(_pruned(values), 0))


def scalar(value: object) -> str:
    """Write a scalar on one line; a text that starts with a digit is quoted, as versions and dates usually are."""
    if not isinstance(value, str):
        return re.sub(r"^(-?[0-9]+)e", r"\1.0e", json.dumps(value))  # without a point, YAML 1.1 reads a text
    if value[:1].isdecimal() and value.isascii():
        return json.dumps(value)
    is_prose = _PLAIN.fullmatch(value) and "  " not in value and not _PROSE.isdisjoint(value)
    return value if is_prose else written(value)


def _pruned(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    """Return a value without what is empty in it."""
    if isinstance(value, dict):
        kept = {key: _pruned(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if not _is_empty(each)}
    if isinstance(value, list | tuple):
        return [_pruned(each) for each in value]
    return value


def _collection(value: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - a YAML value
    yield from _mapping(value, indent) if isinstance(value, dict) else _list(value, indent)


def _mapping(values: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, value in values.items():
        start = f"{' ' * indent}{written(key)}:"
        if isinstance(value, dict | list):
            yield start
            yield from _collection(value, indent + 2)
        else:
            yield from _text(start, value, indent + 2)


def _list(values: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - a YAML list
    for value in values:
        if isinstance(value, dict) and value:
            lines = list(_mapping(value, indent + 2))
            yield f"{' ' * indent}- {lines[0].lstrip()}"
            yield from lines[1:]
        elif isinstance(value, list) and value:
            yield f"{' ' * indent}-"
            yield from _list(value, indent + 2)
        else:
            yield from _text(f"{' ' * indent}-", value, indent + 2)


def _text(start: str, value: object, indent: int) -> Iterator[str]:
    """Write a scalar behind its key or dash; a long text of words is folded."""
    on_one_line = f"{start} {scalar(value)}"
    if len(on_one_line) <= WIDTH or not isinstance(value, str) or not _is_foldable(value):
        yield on_one_line
        return
    yield f"{start} >-"
    margin = " " * indent
    yield from textwrap.wrap(
        value,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _is_foldable(text: str) -> bool:
    return text.isprintable() and _FOLDABLE.fullmatch(text) is not None


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})
