r"""Patterns of contracts (ECMA-262, searched) as DuckDB's engine, RE2, reads them.

Sets are written out as code points, so that all engines agree on `.`, `\d`, `\w` or `\s`; `$` is the very end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.quantities.pattern_syntax import BEGIN, END, UnreadPatternError, parse

if TYPE_CHECKING:
    from meshwright.quantities.pattern_syntax import Node

MOST_NESTED = 1_000
"""The most repetitions of repetitions that RE2 accepts."""


def re2(pattern: str) -> str:
    """Return a pattern for RE2; raises UnreadPatternError for a pattern that engines read differently."""
    return _written(parse(pattern), 1)


def _written(node: Node, times: int) -> str:
    if node.kind == BEGIN:
        return r"\A"
    if node.kind == END:
        return r"\z"
    if node.kind == "set":
        return _set(node)
    if node.kind == "row":
        return "".join(_written(each, times) for each in node.parts)
    if node.kind == "choice":
        return f"(?:{'|'.join(_written(each, times) for each in node.parts)})"
    times *= max(node.least, node.most or 0, 1)
    if times > MOST_NESTED:
        raise UnreadPatternError
    most = "" if node.most is None else str(node.most)
    count = f"{{{node.least}}}" if node.least == node.most else f"{{{node.least},{most}}}"
    return f"(?:{_written(node.parts[0], times)}){count}"


def _set(node: Node) -> str:
    if not node.ranges:
        return r"[^\x{0}-\x{10FFFF}]"
    return "[" + "".join(_range(low, high) for low, high in node.ranges) + "]"


def _range(low: int, high: int) -> str:
    return _point(low) if low == high else f"{_point(low)}-{_point(high)}"


def _point(code: int) -> str:
    letter = chr(code)
    return letter if letter.isascii() and letter.isalnum() else f"\\x{{{code:X}}}"
