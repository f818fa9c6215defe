"""Parsing of SQL text to sqlglot trees, in a number of steps that is linear in the text's length.

The parser backtracks: each level of nested arrays, rows or `decimal` calls would double its work. This module
does not know statements.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlglot import TokenType
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlglot import Token, exp
    from sqlglot.parser import Parser

STEPS = 20
"""The maximum number of parser steps per token; none of the 1,251 queries in our tests needs more than 2."""
LONGEST_CHAIN = 50
"""The maximum number of subscripts and calls in a chain (`a[1]['b'].c(2)`); parsing takes quadratic time."""
_IN_CHAIN = frozenset({TokenType.DOT, TokenType.COLON, TokenType.DCOLON, TokenType.VAR, TokenType.IDENTIFIER})
_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET})


class TooManyStepsError(Exception):
    """A query needs too many parser steps. Not a subclass of sqlglot's errors, which make the parser backtrack."""


def keep_quiet() -> None:
    """Prevent sqlglot from writing the parsed text to standard error."""
    logger = logging.getLogger("sqlglot")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def trees(text: str, dialect: str) -> list[exp.Expr] | None:
    """Return the statements of a query in a dialect; None if it does not parse. Raises TooManyStepsError."""
    keep_quiet()
    known = Dialect.get_or_raise(dialect)
    try:
        tokens = known.tokenize(text)
        if _longest_chain(tokens) > LONGEST_CHAIN:
            raise TooManyStepsError
        parser = _bounded(known.parser_class)(dialect=known)
        parser.left = STEPS * (len(tokens) + 10)
        return [each for each in parser.parse(tokens, text) if each is not None]
    except (SqlglotError, RecursionError, ValueError):
        return None


def _longest_chain(tokens: Iterable[Token]) -> int:
    """Return the number of bracketed parts in the longest chain."""
    longest, chains = 0, [0]
    for token in tokens:
        kind = token.token_type
        if kind in _OPENING:
            chains[-1] += 1
            longest = max(longest, chains[-1])
            chains.append(0)
        elif kind in _CLOSING:
            if len(chains) > 1:
                chains.pop()
        elif kind not in _IN_CHAIN:
            chains[-1] = 0
    return longest


@cache
def _bounded(parser: type[Parser]) -> Any:  # noqa: ANN401 - a class defined here
    """Return a parser that counts its steps."""

    class Bounded(parser):  # type: ignore[misc, valid-type]
        __slots__ = ("left",)

        def _advance(self, times: int = 1) -> None:
            self.left -= 1
            if self.left < 0:
                raise TooManyStepsError
            super()._advance(times)

    return Bounded
