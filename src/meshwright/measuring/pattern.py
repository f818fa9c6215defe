r"""Contracts' patterns (ECMA-262, unanchored) in the syntax of database engines.

Character sets are written as code points, so that all engines agree on `.`, `\d`, `\w` and `\s`; `$` matches only at
the very end of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.quantities.pattern_syntax import BEGIN, END, LAST, UnreadPatternError, parse

if TYPE_CHECKING:
    from meshwright.quantities.pattern_syntax import Node


class Syntax(NamedTuple):
    """An engine's notation for the parts of a pattern."""

    end: str
    """The assertion for the very end of the text."""
    point: str
    """The format string for a code point."""
    first: int = 0
    """The first code point that can occur in a string."""


MOST_NESTED = 1_000
"""RE2's limit on nested repetitions, which is applied to all engines."""
RE2 = Syntax(r"\z", r"\x{{{:X}}}")
"""The syntax of DuckDB."""
ARE = Syntax(r"\Z", r"\U{:08X}", first=1)
"""The syntax of PostgreSQL, whose strings have no zero bytes."""
JAVA = Syntax(r"\z", r"\x{{{:X}}}")
"""The syntax of Spark."""


def written(pattern: str, syntax: Syntax) -> str:
    """Return a pattern in an engine's syntax; raises UnreadPatternError if engines interpret the pattern differently."""
    return _written(parse(pattern), 1, syntax)


def _written(node: Node, times: int, syntax: Syntax) -> str:
    if node.kind == BEGIN:
        return r"\A"
    if node.kind == END:
        return syntax.end
    if node.kind == "set":
        return _set(node, syntax)
    if node.kind == "row":
        return "".join(_written(each, times, syntax) for each in node.parts)
    if node.kind == "choice":
        return f"(?:{'|'.join(_written(each, times, syntax) for each in node.parts)})"
    times *= max(node.least, node.most or 0, 1)
    if times > MOST_NESTED:
        raise UnreadPatternError(f"more than {MOST_NESTED:,} nested repetitions")
    most = "" if node.most is None else str(node.most)
    count = f"{{{node.least}}}" if node.least == node.most else f"{{{node.least},{most}}}"
    return f"(?:{_written(node.parts[0], times, syntax)}){count}"


def _set(node: Node, syntax: Syntax) -> str:
    ranges = [(max(low, syntax.first), high) for low, high in node.ranges if high >= syntax.first]
    if not ranges:
        return f"[^{_range(syntax.first, LAST, syntax)}]"
    return "[" + "".join(_range(low, high, syntax) for low, high in ranges) + "]"


def _range(low: int, high: int, syntax: Syntax) -> str:
    return _point(low, syntax) if low == high else f"{_point(low, syntax)}-{_point(high, syntax)}"


def _point(code: int, syntax: Syntax) -> str:
    letter = chr(code)
    return letter if letter.isascii() and letter.isalnum() else syntax.point.format(code)
