"""Recognition of data frame code (Python, R, Scala) that parses as an SQL expression.

In such code, a string, or a name that SQL reads as a schema, may be a table or a column. This module does not
check a SELECT statement, except for names that the parser loses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXTS = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_CODE = re.compile(
    r"%>%|\|>|===|(?<![\w.])(?:lambda|import|def)\s|(?<![\w.])(?:\w+_)?df\s*[\[.]|(?<![\w.])function\s*\(",
    re.IGNORECASE,
)
"""Marks that do not occur in SQL expressions."""
_OF_COLUMNS = frozenset({"col", "column", "expr", "lit", "ref"})
"""Functions that return the column whose name is in a string."""
_OF_SESSION = frozenset({"nextval", "currval", "current_setting", "sys_context", "session_context"})
"""Database functions whose argument is a string instead of a column name."""
_NAMES = (exp.Identifier, exp.Var)


_CALLED = re.compile(r"\)\s*\.\s*\w+\s*\(")
MOST_CALLS = 20
"""The maximum number of chained method calls; parsing more takes minutes."""


def calls(text: str) -> int:
    """Count the chained method calls."""
    return len(_CALLED.findall(_TEXTS.sub("''", text)))


def is_code(text: str) -> bool:
    """Return whether a query without a SELECT shows signs of another language."""
    return calls(text) > 0 or _CODE.search(_TEXTS.sub("''", text)) is not None


def is_code_tree(tree: exp.Expr) -> bool:
    """Return whether a parsed expression calls methods or names columns in strings."""
    return has_lost_names(tree) or any(map(_is_code, tree.walk()))


def has_lost_names(tree: exp.Expr, *, has_methods: bool = True) -> bool:
    """Return whether a tree contains names that the parser does not treat as columns, as in a chain of method calls."""
    if any(
        _is_lost(each) or (has_methods and _is_called_on_name(each)) or _is_chained(each)
        for each in tree.find_all(exp.Dot)
    ):
        return True
    return any(
        isinstance(each.parent, exp.Func | exp.Binary | exp.Unary | exp.Bracket)
        and not isinstance(each.parent, exp.Dot | exp.XMLElement | exp.PropertyEQ | exp.Kwarg)
        and each.find_ancestor(exp.Lambda, exp.Collate) is None
        for each in tree.find_all(exp.Identifier)
    )


def _is_lost(dot: exp.Dot) -> bool:
    """Return whether a chain consists only of names, and is therefore a qualified column that the parser misread."""
    if isinstance(dot.parent, exp.Dot) or dot.find_ancestor(exp.Lambda) is not None:
        return False
    return isinstance(dot.expression, _NAMES) and all(isinstance(each, _NAMES) for each in _left(dot))


def _is_called_on_name(dot: exp.Dot) -> bool:
    """Return whether a chain ends with a function call that has no column as an argument."""
    return isinstance(dot.expression, exp.Func) and next(dot.expression.find_all(exp.Column), None) is None


def _is_chained(dot: exp.Dot) -> bool:
    """Return whether a function is called on a value."""
    return isinstance(dot.expression, exp.Func) and not all(isinstance(each, _NAMES) for each in _left(dot))


def _left(dot: exp.Dot) -> Iterator[exp.Expr]:
    """Yield the parts of a chain before its last dot, from right to left."""
    at: exp.Expr = dot.this
    while isinstance(at, exp.Dot):
        yield at.expression
        at = at.this
    yield at


def _is_code(node: exp.Expr) -> bool:
    if isinstance(node, exp.Comprehension):
        return True
    if isinstance(node, exp.Bracket):
        return len(node.expressions) > 1 or isinstance(
            node.expressions[0], exp.Predicate | exp.Connector | exp.Array
        )
    if isinstance(node, exp.Anonymous):
        name = node.name.casefold()
        return name in _OF_COLUMNS or (name not in _OF_SESSION and _is_of_texts(node.expressions))
    return isinstance(node, exp.AggFunc) and _is_text(node.this)


def _is_of_texts(arguments: list[exp.Expr]) -> bool:
    """Return whether the arguments include a string, which may be a column's name, but no actual column."""
    return any(map(_is_text, arguments)) and not any(each.find(exp.Column) is not None for each in arguments)


def _is_text(node: object) -> bool:
    return isinstance(node, exp.Literal) and node.is_string
