"""Values of columns as SQL expressions on an index, with as many different values as each kind of column permits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.generation.check_sums import reserved
from meshwright.generation.query import MOST_ROWS, Expr, literal, permuted
from meshwright.generation.shapes import size
from meshwright.records import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from meshwright.generation.check_sums import CheckSum
    from meshwright.generation.query import Query
    from meshwright.generation.shapes import Shape


@dataclass(frozen=True, slots=True)
class Listed:
    """The values of a list."""

    values: tuple[str, ...]
    """Each value as an SQL literal."""

    @property
    def count(self) -> int:
        """The number of different values."""
        return len(self.values)

    def value(self, query: Query, index: Expr, salt: int) -> Expr:
        """Return the value at an index."""
        del salt
        if len(self.values) == 1:
            return Expr(self.values[0])
        return query.of("({})[1 + {}]", Expr(f"[{', '.join(self.values)}]"), index)


EMPTY = Listed(("NULL",))
"""Null as the only value, for a field for which no other value is suitable."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Evenly spaced numbers, as multiples of a decimal unit."""

    low: int
    step: int
    count: int
    scale: int
    """The decimal places of the unit."""

    def value(self, query: Query, index: Expr, salt: int) -> Expr:
        """Return the number at an index, exactly."""
        usual = min(self.count, MOST_ROWS)
        whole = query.of(f"({self.low} + {self.step} * {{}})", permuted(query, index, usual, salt))
        if not self.scale:
            return whole
        unit = f"0.{'1'.zfill(self.scale)}::DECIMAL({self.scale + 1}, {self.scale})"
        return query.of(f"({{}}::DECIMAL(18, 0) * {unit})", whole)


@dataclass(frozen=True, slots=True)
class Moments:
    """Evenly spaced moments, newest first."""

    newest: datetime
    step: int
    """The number of seconds between two moments."""
    count: int

    def value(self, query: Query, index: Expr, salt: int) -> Expr:
        """Return the timestamp at an index, without a time zone."""
        del salt
        newest = int(self.newest.timestamp())
        return query.of(f"make_timestamp(1000000 * ({newest} - {self.step} * ({{}})::BIGINT))", index)


@dataclass(frozen=True, slots=True)
class Texts:
    """The strings of a shape. An index varies only the last characters, so that the strings have at most 2**31 values."""

    shape: Shape
    check: CheckSum | None = None

    @property
    def count(self) -> int:
        """The number of different values."""
        return size(self.shape[at] for at in self._groups()[0])

    def _groups(self) -> list[list[int]]:
        """Return the positions with a choice, from the end, in groups with at most 2**31 values each."""
        own = self.check.reserved if self.check else ()
        groups: list[list[int]] = [[]]
        combinations = 1
        for at in reversed(range(len(self.shape))):
            if at in own or len(self.shape[at]) < 2:
                continue
            if combinations * len(self.shape[at]) > MOST_ROWS:
                groups.append([])
                combinations = 1
            combinations *= len(self.shape[at])
            groups[-1].insert(0, at)
        return groups

    def value(self, query: Query, index: Expr, salt: int) -> Expr:
        """Return the string at an index."""
        pieces: dict[int, tuple[int, Expr]] = {}
        for number, group in enumerate(self._groups()):
            if group:
                possible = size(self.shape[at] for at in group)
                code = (
                    query.draw(index, salt, f"group {number}", possible)
                    if number
                    else permuted(query, index, possible, salt)
                )
                code = query.let("{}", code)
                pieces.update(self._pieces(query, group, code))
        text = self._joined(query, pieces, {})
        if self.check is None:
            return text
        named = query.let("{}", text)
        found = reserved(query, self.check, named)
        own = {
            at: query.of(f"substr({{}}, {number + 1}, 1)", found)
            for number, at in enumerate(self.check.reserved)
        }
        return self._joined(query, pieces, own)

    def _pieces(self, query: Query, group: list[int], code: Expr) -> dict[int, tuple[int, Expr]]:
        """Return the strings that a number encodes for runs of positions, with their lengths, by the run's first
        position.
        """
        found: dict[int, tuple[int, Expr]] = {}
        below = 1
        end = len(group)
        while end:
            start = end - 1
            alphabet = self.shape[group[start]]
            while (
                start
                and alphabet in _FORMS
                and group[start - 1] == group[start] - 1
                and self.shape[group[start - 1]] == alphabet
            ):
                start -= 1
            length = end - start
            part = code if below == 1 else query.of(f"({{}} // {below})", code)
            if start:  # the first run takes the remaining part of the number
                part = query.of(f"({{}} % {len(alphabet) ** length})", part)
            if alphabet in _FORMS:
                ahead = len(alphabet) ** length  # a leading digit preserves zeros
                piece = query.of(_FORMS[alphabet], query.of(f"({{}} + {ahead})", part))
            else:
                piece = query.of("substr({}, 1 + {}, 1)", Expr(literal(alphabet)), part)
            found[group[start]] = (length, piece)
            below *= len(alphabet) ** length
            end = start
        return found

    def _joined(self, query: Query, pieces: dict[int, tuple[int, Expr]], own: dict[int, Expr]) -> Expr:
        """Join the strings of all positions; lower-case hexadecimal digits are converted in one call."""
        parts: list[tuple[Expr, str]] = []
        fixed = ""
        at = 0
        while at < len(self.shape):
            length, piece = pieces.get(at, (1, own.get(at)))
            if piece is None:
                fixed += self.shape[at][0]
            else:
                parts += [(Expr(literal(fixed)), fixed)] if fixed else []
                parts.append((piece, self.shape[at]))
                fixed = ""
            at += length
        parts += [(Expr(literal(fixed)), fixed)] if fixed or not parts else []
        is_hexadecimal = any(alphabet == _LOWER_HEX for _, alphabet in parts)
        is_lower = is_hexadecimal and all(each.isascii() and each == each.lower() for each in self.shape)
        shown = [
            query.of("lower({})", each) if alphabet == _LOWER_HEX and not is_lower else each
            for each, alphabet in parts
        ]
        template = " || ".join(["{}"] * len(parts))
        return query.of(f"lower({template})" if is_lower else f"({template})", *shown)


_LOWER_HEX = "0123456789abcdef"
_FORMS = {
    "0123456789": "substr(({})::VARCHAR, 2)",
    "0123456789abcdef": "substr(to_hex({}), 2)",
    "0123456789ABCDEF": "substr(to_hex({}), 2)",
}
"""SQL templates that write a number without its first digit, by the alphabet of digits."""

Values = Listed | Numbers | Moments | Texts
