"""A parser of the Snowflake statements that access needs, written from Snowflake's documentation for the tests.

It shares no code with the compiler, and refuses everything that it does not support: a statement, a function, a cast,
a character. Expressions become functions of a scope; a query becomes a `Query`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Expression = Callable[["Scope"], Any]

_TOKEN = re.compile(
    r"""(?P<gap>\s+|--[^\n]*(?:\n|$))|(?P<s>'(?:[^'\\]|\\.|'')*')|(?P<q>"(?:[^"]|"")*")|(?P<n>\d+(?:\.\d+)?(?:e[+-]?\d+)?)"""
    r"""|(?P<w>[A-Za-z_][A-Za-z0-9_$]*)|(?P<o>\|\||::|=>|->|:=|<>|<=|>=|[-<>=(),.;:*])""",
    re.DOTALL,
)
_AGGREGATES = frozenset({"COUNT", "MIN", "ARRAY_AGG"})
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class SqlError(Exception):
    """An error of Snowflake, or something that this parser does not support."""


class Token(NamedTuple):
    kind: str
    """s: text, q: quoted name, n: number, w: word in capitals, o: operator."""
    value: str
    at: int
    end: int


class Scope(NamedTuple):
    """The scope in which an expression is evaluated."""

    world: Any
    """Has `call`, `cast` and `rows`."""
    rows: dict[str, dict[str, Any]]
    """The row of each alias."""
    group: list[Scope] | None = None


class Query(NamedTuple):
    items: list[tuple[str, Expression]]
    source: tuple[str, ...]
    alias: str
    where: Expression | None
    is_aggregate: bool
    is_distinct: bool

    def run(self, scope: Scope) -> list[tuple[Any, ...]]:
        found = []
        for row in scope.world.rows(self.source) if self.source else [{}]:
            inner = Scope(scope.world, {**scope.rows, self.alias: row})
            if self.where is None or self.where(inner) is True:
                found.append(inner)
        if self.is_aggregate:
            found = [Scope(scope.world, scope.rows, found)]
        result = [tuple(item(each) for _, item in self.items) for each in found]
        return list(dict.fromkeys(result)) if self.is_distinct else result


def tokens(text: str) -> list[Token]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise SqlError(f"not a token: {text[at : at + 20]!r}")
        kind = str(match.lastgroup)
        if kind != "gap":
            found.append(Token(kind, _value(kind, match[0]), at, match.end()))
        at = match.end()
    return found


def _value(kind: str, text: str) -> str:
    if kind == "q":
        return text[1:-1].replace('""', '"')
    if kind == "w":
        return text.upper()
    if kind != "s":
        return text
    plain = re.sub(r"''|\\(?:u([0-9a-fA-F]{4})|(.))", _unescaped, text[1:-1], flags=re.DOTALL)
    return str(plain)


def _unescaped(match: re.Match[str]) -> str:
    if match[0] == "''":
        return "'"
    if match[1]:
        return chr(int(match[1], 16))
    known = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"'}
    if match[2] not in known:
        raise SqlError(f"unknown escape: {match[0]!r}")
    return known[match[2]]


class Reader:
    """A position in tokens."""

    def __init__(self, found: list[Token], text: str) -> None:
        self._tokens = found
        self._text = text
        self._at = 0
        self._aggregates = 0

    @property
    def is_at_end(self) -> bool:
        return self._at >= len(self._tokens)

    def peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return (
            self._tokens[at] if at < len(self._tokens) else Token("o", "", len(self._text), len(self._text))
        )

    def next(self) -> Token:
        found = self.peek()
        if self.is_at_end:
            raise SqlError("the statement is not whole")
        self._at += 1
        return found

    def is_next(self, *values: str) -> bool:
        return all(
            (each := self.peek(ahead)).kind in "wo" and each.value == value
            for ahead, value in enumerate(values)
        )

    def accept(self, *values: str) -> bool:
        if self.is_next(*values):
            self._at += len(values)
            return True
        return False

    def expect(self, *values: str) -> None:
        if not self.accept(*values):
            raise SqlError(f"expected {' '.join(values)}: {self._text[self.peek().at :][:80]!r}")

    def end(self) -> None:
        if not self.is_at_end:
            raise SqlError(f"expected the end: {self._text[self.peek().at :][:80]!r}")

    def name(self) -> str:
        """Read a name; without quotes it is in capitals."""
        found = self.next()
        if found.kind not in "wq":
            raise SqlError(f"expected a name, found {found.value!r}")
        return found.value

    def names(self) -> tuple[str, ...]:
        """Read a name with dots."""
        found = [self.name()]
        while self.accept("."):
            found.append(self.name())
        return tuple(found)

    def text(self, start: int) -> str:
        """Return the text from a position to here."""
        return self._text[start : self.peek().at]

    def until_end_of_statement(self) -> str:
        """Read a statement up to its semicolon, as text."""
        start = self.peek().at
        while not self.is_next(";"):
            self.next()
        text = self._text[start : self.peek().at]
        self.expect(";")
        return text

    def query(self) -> Query:
        self.expect("SELECT")
        is_distinct = self.accept("DISTINCT")
        before = self._aggregates
        items = [self._item()]
        while self.accept(","):
            items.append(self._item())
        is_aggregate = self._aggregates > before
        self._aggregates = before  # those of a query are not those of the one around it
        source: tuple[str, ...] = ()
        alias, where = "", None
        if self.accept("FROM"):
            if self.accept("TABLE", "(", "RESULT_SCAN", "(", "LAST_QUERY_ID", "(", ")", ")", ")"):
                source = ("RESULT",)
            else:
                source = self.names()
            alias = self.name() if self.accept("AS") else source[-1]
        if self.accept("WHERE"):
            where = self.expression()
        return Query(items, source, alias, where, is_aggregate, is_distinct)

    def _item(self) -> tuple[str, Expression]:
        found = self.expression()
        return (self.name() if self.accept("AS") else "", found)

    def expression(self) -> Expression:
        found = [self._conjunction()]
        while self.accept("OR"):
            found.append(self._conjunction())
        return found[0] if len(found) == 1 else lambda scope: _either([each(scope) for each in found])

    def _conjunction(self) -> Expression:
        found = [self._negation()]
        while self.accept("AND"):
            found.append(self._negation())
        if len(found) == 1:
            return found[0]
        return lambda scope: _inverse(_either([_inverse(each(scope)) for each in found]))

    def _negation(self) -> Expression:
        if self.accept("NOT"):
            inner = self._negation()
            return lambda scope: _inverse(inner(scope))
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self._joined()
        operator = self.peek().value if self.peek().kind == "o" else ""
        if operator in _COMPARED:
            self.next()
            right = self._joined()
            compare = _COMPARED[operator]

            def compared(scope: Scope) -> bool | None:
                a, b = left(scope), right(scope)
                if a is None or b is None:
                    return None
                if type(a) is not type(b):
                    raise SqlError(f"{a!r} and {b!r} are of different types")
                return compare(a, b)

            return compared
        is_not = self.accept("NOT", "IN")
        if is_not or self.accept("IN"):
            self.expect("(")
            values = self._values()
            self.expect(")")

            def within(scope: Scope) -> bool | None:
                value = left(scope)
                found = (
                    None
                    if value is None
                    else _either([None if each is None else each == value for each in values(scope)])
                )
                return _inverse(found) if is_not else found

            return within
        return left

    def _values(self) -> Callable[[Scope], list[Any]]:
        if self.is_next("SELECT"):
            query = self.query()
            return lambda scope: [each for (each,) in query.run(scope)]
        listed = [self.expression()]
        while self.accept(","):
            listed.append(self.expression())
        return lambda scope: [each(scope) for each in listed]

    def _joined(self) -> Expression:
        found = [self._cast()]
        while self.accept("||"):
            found.append(self._cast())
        if len(found) == 1:
            return found[0]

        def joined(scope: Scope) -> str | None:
            parts = [each(scope) for each in found]
            if any(each is None for each in parts):
                return None
            if not all(type(each) is str for each in parts):
                raise SqlError(f"|| joins texts, not {parts!r}")
            return "".join(parts)

        return joined

    def _cast(self) -> Expression:
        found = self._primary()
        while self.accept("::"):
            found = _casting(found, self.name())
        return found

    def _primary(self) -> Expression:
        token = self.next()
        if token.kind == "s":
            return lambda _: token.value
        if token.kind == "n":
            number: Any = int(token.value) if token.value.isdecimal() else float(token.value)
            return lambda _: number
        if token == ("o", "-", token.at, token.end):
            inner = self._primary()
            return lambda scope: -inner(scope)
        if token.kind == "o" and token.value == "(":
            return self._inside()
        if token.kind == "w" and (known := self._word(token.value)):
            return known
        if token.kind not in "wq":
            raise SqlError(f"not an expression: {self._text[token.at :][:60]!r}")
        if not self.accept("."):
            raise SqlError(f"column {token.value!r} needs an alias")
        return _column(token.value, self.name())

    def _word(self, word: str) -> Expression | None:
        """Parse an expression that starts with a word that is not a column."""
        if word in ("TRUE", "FALSE", "NULL"):
            constant = {"TRUE": True, "FALSE": False, "NULL": None}[word]
            return lambda _: constant
        if word == "CASE":
            return self._case()
        if word == "EXISTS":
            self.expect("(")
            query = self.query()
            self.expect(")")
            return lambda scope: bool(query.run(scope))
        return self._call(word) if self.accept("(") else None

    def _inside(self) -> Expression:
        """Parse the contents of parentheses: a query of one value, or an expression."""
        if not self.is_next("SELECT"):
            found = self.expression()
            self.expect(")")
            return found
        query = self.query()
        self.expect(")")

        def only(scope: Scope) -> Any:
            rows = query.run(scope)
            if len(rows) > 1 or len(query.items) != 1:
                raise SqlError("a query in an expression has one row and one column")
            return rows[0][0] if rows else None

        return only

    def _case(self) -> Expression:
        branches = []
        self.expect("WHEN")
        while True:
            condition = self.expression()
            self.expect("THEN")
            branches.append((condition, self.expression()))
            if not self.accept("WHEN"):
                break
        otherwise = self.expression() if self.accept("ELSE") else lambda _: None
        self.expect("END")

        def chosen(scope: Scope) -> Any:
            for condition, value in branches:
                if condition(scope) is True:
                    return value(scope)
            return otherwise(scope)

        return chosen

    def _call(self, name: str) -> Expression:
        if name in _AGGREGATES:
            return self._aggregate(name)
        arguments: list[tuple[str, Expression]] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",")
            label = self.name() if self.peek().kind == "w" and self.peek(1).value == "=>" else ""
            if label:
                self.expect("=>")
            arguments.append((label, self.expression()))
        return lambda scope: scope.world.call(name, [(label, each(scope)) for label, each in arguments])

    def _aggregate(self, name: str) -> Expression:
        self._aggregates += 1
        argument: Expression = (lambda _: 1) if self.accept("*") else self.expression()
        self.expect(")")

        def aggregated(scope: Scope) -> Any:
            if scope.group is None:
                raise SqlError(f"{name} outside of a query")
            values = [value for value in map(argument, scope.group) if value is not None]
            if name == "COUNT":
                return len(values)
            return values if name == "ARRAY_AGG" else min(values, default=None)

        return aggregated


def _casting(inner: Expression, kind: str) -> Expression:
    return lambda scope: scope.world.cast(inner(scope), kind)


def _column(alias: str, column: str) -> Expression:
    def found(scope: Scope) -> Any:
        if alias not in scope.rows or column not in scope.rows[alias]:
            raise SqlError(f"unknown column {alias}.{column}")
        return scope.rows[alias][column]

    return found


def _either(values: list[bool | None]) -> bool | None:
    if any(value not in (True, False, None) for value in values):
        raise SqlError(f"not conditions: {values!r}")
    return True if True in values else None if None in values else False


def _inverse(value: bool | None) -> bool | None:
    return None if value is None else not value


def reader(text: str) -> Reader:
    return Reader(tokens(text), text)
