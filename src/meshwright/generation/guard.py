"""Checks of contract expressions that compute a column of generated data from one row, and from aggregates over the
contract's other objects.

The lists of permitted nodes and functions are shorter than those of `facts/sql/guard.py`, because an expression
must always produce the same data. This module does not run anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlglot import exp

from meshwright.facts.sql.guard import RefusedSqlError, check_clauses, check_tables, parsed, printed

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 10_000
_MOST_NODES = 2_000
ROW = "row_number"
"""The name of the row number in an expression."""
_PLAIN = frozenset(
    """
    Column Identifier Literal Null Boolean Paren Case If Cast TryCast DataType DataTypeParam Interval Var Not Neg And Or
    EQ NEQ GT GTE LT LTE Add Sub Mul Div IntDiv Mod In Between Like ILike Is NullSafeEQ NullSafeNEQ DPipe
    Coalesce Nullif Abs Round Floor Ceil Sign Greatest Least Length Lower Upper Trim Substring Left Right Concat
    Replace Extract DateTrunc TimestampTrunc Year Month Day Week Quarter DateDiff TsOrDsToDate DateAdd DateSub Date
    Tuple Dot Bracket Struct PropertyEQ StrPosition Xor BitwiseAnd BitwiseOr
    """.split()  # noqa: SIM905 - sixty words
)
"""The permitted nodes of expressions, by the names of their classes in sqlglot."""
_QUERY = _PLAIN | frozenset(
    """
    Select From Join Where Group Having Subquery With CTE Table TableAlias Alias Star Exists Distinct Count CountIf Sum
    Avg Min Max Filter Union Intersect Except Order Ordered Limit
    """.split()  # noqa: SIM905 - thirty words
)
"""The permitted nodes of expressions that contain a query."""


def expression(sql: str, names: frozenset[str], tables: Mapping[str, str]) -> str:
    """Return a checked SQL expression on the columns of a row, in DuckDB's dialect; it may aggregate other tables.

    `tables` maps the permitted table names, in lower case, to their replacements. Raises RefusedSqlError.
    """
    if len(sql) > LONGEST:
        raise RefusedSqlError(f"it has more than {LONGEST:,} characters")
    if "\0" in sql:
        raise RefusedSqlError("it has a zero byte")
    own = _only(parsed(f"SELECT {sql}", "duckdb"))
    _check(own, _PLAIN if own.find(exp.Select) is None else _QUERY)
    aliases = {each.alias_or_name.casefold() for each in own.find_all(exp.CTE, exp.Table)}
    for column in own.find_all(exp.Column):
        first = column.parts[0].name
        is_inside = column.find_ancestor(exp.Select) is not None
        if not (is_inside or first in names or first == ROW or first.casefold() in aliases):
            raise RefusedSqlError(f"it names `{first}`, which is not a column of its object")
    check_tables(own, tables, None)
    return printed(own, "duckdb")


@lru_cache(maxsize=1_024)
def columns_of(sql: str) -> frozenset[str]:
    """Return the columns in a checked expression, by the first part of their names."""
    tree = _only(parsed(f"SELECT {sql}", "duckdb"))
    return frozenset(column.parts[0].name for column in tree.find_all(exp.Column))


def tables_of(sql: str) -> frozenset[str]:
    """Return the tables in checked SQL."""
    return frozenset(each.name for each in parsed(f"SELECT ({sql})", "duckdb").find_all(exp.Table))


def _only(tree: exp.Expr) -> exp.Expr:
    """Return the expression of a SELECT that consists of nothing else."""
    is_plain = isinstance(tree, exp.Select) and not any(
        value for key, value in tree.args.items() if key != "expressions"
    )
    if not is_plain or len(tree.expressions) != 1:
        raise RefusedSqlError("it is not one expression")
    own: exp.Expr = tree.expressions[0].copy()  # remove the SELECT around it
    return own


def _check(tree: exp.Expr, allowed: frozenset[str]) -> None:
    for number, node in enumerate(tree.walk()):
        if number >= _MOST_NODES:
            raise RefusedSqlError("it is too large")
        if type(node).__name__ not in allowed:
            name = node.name if type(node).__name__ == "Anonymous" else type(node).__name__
            raise RefusedSqlError(f"it uses `{name}`, which `generate` does not support")
    check_clauses(tree)
