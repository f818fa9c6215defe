"""A query that computes a table row by row from the row number, and the integer arithmetic for all columns.

Arithmetic uses 64-bit integers and never overflows, so every version of DuckDB produces the same values. This
module does not know contracts.
"""

from __future__ import annotations

import math
from hashlib import sha256
from typing import NamedTuple

MOST_ROWS = 2**31
"""The maximum number of rows, for which products of an index and a factor stay below 2**62."""
_WORD = 0xFFFFFFFF
_DRAWS = 2**32


class Expr(NamedTuple):
    """An SQL expression, and the query level at which its names are defined."""

    sql: str
    level: int = 0


class Query:
    """The expressions for one table, in levels: each level selects from the level below it.

    Expressions that are used more than once get a name, which keeps the query short.
    """

    def __init__(self) -> None:
        self._levels: list[dict[str, str]] = []
        self._named: dict[tuple[str, int], Expr] = {}
        self._mixed: dict[tuple[Expr, int], tuple[Expr, Expr]] = {}

    def of(self, template: str, *parts: Expr) -> Expr:
        """Replace each `{}` in an SQL template with an expression; literal braces are doubled."""
        return Expr(
            template.format(*(each.sql for each in parts)), max((each.level for each in parts), default=0)
        )

    def let(self, template: str, *parts: Expr) -> Expr:
        """Name an expression and return its name; equal expressions share a name."""
        expression = self.of(template, *parts)
        key = (expression.sql, expression.level)
        if key not in self._named:
            while len(self._levels) <= expression.level:
                self._levels.append({})
            name = f"_{expression.level}_{len(self._levels[expression.level])}"
            self._levels[expression.level][name] = expression.sql
            self._named[key] = Expr(name, expression.level + 1)
        return self._named[key]

    def mixed(self, index: Expr, salt: int) -> tuple[Expr, Expr]:
        """Return two pseudo-random 32-bit numbers for an index below `MOST_ROWS`; the first is different for every index."""
        key = (index, salt)
        if key not in self._mixed:
            first, second, third = (_number(salt, name) % 2**31 | 1 for name in ("mix 1", "mix 2", "mix 3"))
            start = self.let(f"(({{}} + {_number(salt, 'start')}) & {_WORD}) * {first} & {_WORD}", index)
            middle = self.let(f"xor({{0}}, {{0}} >> 16) * {second} & {_WORD}", start)
            end = self.let("xor({0}, {0} >> 13)", middle)
            other = self.let(f"{{0}} * {third} & {_WORD}", end)
            self._mixed[key] = (end, self.let("xor({0}, {0} >> 15)", other))
        return self._mixed[key]

    def draw(self, index: Expr, salt: int, purpose: str, size: int) -> Expr:
        """Return a number below a size of at most 2**31, the same for the same index, salt and purpose."""
        one, other = self.mixed(index, salt)
        factor = _number(salt, f"{purpose} factor") % 2**30 | 1
        term = _number(salt, f"{purpose} term")
        return self.of(f"((({{}} * {factor} + {{}} + {term}) & {_WORD}) * {size} >> 32)", one, other)

    def select(self, rows: int, columns: list[tuple[str, Expr]]) -> str:
        """Return the query for a number of rows; `i` is the row number."""
        levels = max((each.level for _, each in columns), default=0)
        text = f"SELECT range AS i FROM range({rows})"
        for level in self._levels[:levels]:
            named = "".join(f", {sql} AS {name}" for name, sql in level.items())
            text = f"SELECT *{named} FROM ({text})"
        shown = ", ".join(f"{each.sql} AS {quoted(name)}" for name, each in columns)
        return f"SELECT {shown} FROM ({text})"


def quoted(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def template(sql: str) -> str:
    """Turn SQL into a template without placeholders by doubling its braces."""
    return sql.replace("{", "{{").replace("}", "}}")


def salt_of(seed: int, *names: str) -> int:
    """Return the salt of an object or column, derived from its names."""
    return int.from_bytes(sha256("\0".join((str(seed), *names)).encode()).digest()[:8])


def permuted(query: Query, index: Expr, size: int, salt: int) -> Expr:
    """Permute the indexes from 0 to `size` - 1; `size` is at most 2**31."""
    if size == 1:
        return query.of("0 * {}", index)
    start = _number(salt, "factor") % size or 1
    factor = next(each for each in range(start, 2 * size) if math.gcd(each, size) == 1) % size
    return query.of(f"(({{}} * {factor} + {_number(salt, 'term') % size}) % {size})", index)


def _number(salt: int, purpose: str) -> int:
    """Return a 32-bit number that depends only on a salt and a purpose."""
    return int.from_bytes(sha256(f"{salt} {purpose}".encode()).digest()[:4])
