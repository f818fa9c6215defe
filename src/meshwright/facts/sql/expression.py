"""Roles of the parts of an SQL expression: parts that make up its value, parts that determine it, and transformations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from meshwright.facts.sql.made import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EFFECTS: dict[type[exp.Expr], str] = {
    exp.Count: "count",
    exp.CountIf: "count",
    exp.ApproxDistinct: "count",
    exp.Sum: "sum",
    exp.Avg: "avg",
    exp.Min: "min",
    exp.Max: "max",
    exp.AnyValue: "any",
    exp.MD5: "hash",
    exp.SHA: "hash",
    exp.SHA2: "hash",
}
_ROUNDING = (exp.Round, exp.Coalesce)
_DECIDING: dict[type[exp.Expr], str] = {
    exp.If: "this",
    exp.Case: "this",
    exp.Nvl2: "this",
    exp.Nullif: "expression",
    exp.Filter: "expression",
    exp.ArgMax: "expression",
    exp.ArgMin: "expression",
}
"""For each class of expression, the argument that determines which value is returned."""
_MADE_UP = (exp.Values, exp.GenerateSeries, exp.ExplodingGenerateSeries, exp.GenerateDateArray)
"""Functions whose rows contain only their arguments."""


def parts(node: exp.Expr) -> Iterator[tuple[exp.Expr, Role]]:
    """Yield the parts of an expression, each with its role in the value."""
    if isinstance(node, exp.DecodeCase):
        yield from _decoded(node.expressions)
        return
    deciding = next((key for kind, key in _DECIDING.items() if isinstance(node, kind)), "")
    is_sorted = isinstance(node, exp.Order) and not isinstance(node.parent, exp.WithinGroup)
    for key, value in node.args.items():
        role = Role.VALUE
        if (isinstance(node, exp.Window) and key != "this") or (is_sorted and key == "expressions"):
            role = Role.OTHER
        elif key == deciding:
            role = Role.CONDITION
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, exp.Expr):
                yield each, role


def _decoded(given: list[exp.Expr]) -> Iterator[tuple[exp.Expr, Role]]:
    """Yield the parts of `DECODE(value, search, result, …, default)`."""
    last = len(given) - 1
    for at, each in enumerate(given):
        is_result = at > 0 and (at % 2 == 0 or (at == last and at % 2 == 1))
        yield each, Role.VALUE if is_result else Role.CONDITION


def effect_of(node: exp.Expr, of_column: Callable[[exp.Column], str]) -> str:
    """Return the transformation of the value, in the words of `Reads.effect`."""
    is_cast = is_rounded = False
    while True:
        if isinstance(node, exp.Cast):
            is_cast = True
        elif isinstance(node, _ROUNDING) and all(isinstance(each, exp.Literal) for each in node.expressions):
            is_rounded = True
        elif not isinstance(node, exp.Alias | exp.Paren):
            break
        node = node.this
    effect = of_column(node) if isinstance(node, exp.Column) else _EFFECTS.get(type(node), "")
    if effect in ("identity", "cast"):
        return "" if is_rounded else "cast" if is_cast else effect
    return effect


def aliased(node: exp.Expr) -> exp.Expr:
    """Return the expression that an alias names; any other expression is returned unchanged."""
    return node.this if isinstance(node, exp.Alias) else node


def row_function(node: exp.Expr) -> str:
    """Return the reason why the rows of a function may contain more than its arguments; empty if they cannot."""
    inner = node.this if isinstance(node, exp.Lateral | exp.Table) else node
    has_columns = next(inner.find_all(exp.Column), None) is not None
    is_known = has_columns or isinstance(inner, (*_MADE_UP, exp.Unnest))
    return "" if is_known else "a function generates its rows"
