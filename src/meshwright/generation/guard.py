"""SQL of contracts that may be run on generated data: expressions of one row, and quality rules as one SELECT.

What is not known to be harmless is refused: every kind of node and every function is on a list, and tables are the
contract's own. Does not: run anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlglot import exp

LONGEST = 10_000
_MOST_NODES = 2_000
_MOST_TABLES = 4
ROW = "row"
"""The name of a row's number in expressions."""
_PLAIN = (
    "Column Identifier Literal Null Boolean Paren Case If Cast TryCast DataType DataTypeParam Interval Var Not Neg And Or"
    " EQ NEQ GT GTE LT LTE Add Sub Mul Div IntDiv Mod In Between Like ILike Is NullSafeEQ NullSafeNEQ DPipe"
    " Coalesce Nullif Abs Round Floor Ceil Sign Greatest Least Length Lower Upper Trim Substring Left Right Concat"
    " Replace Extract DateTrunc TimestampTrunc Year Month Day Week Quarter DateDiff TsOrDsToDate DateAdd DateSub Date"
    " Tuple Dot Bracket Struct PropertyEQ StrPosition Xor BitwiseAnd BitwiseOr"
).split()
_QUERY = (
    "Select From Join Where Group Having Subquery With CTE Table TableAlias Alias Star Exists Distinct Count CountIf Sum"
    " Avg Min Max Filter Union Intersect Except Order Ordered Limit"
).split()


class RefusedSqlError(Exception):
    """SQL that is not run; the message says why, after the name of what has it."""


def expression(sql: str, names: frozenset[str]) -> str:
    """Return an expression of SQL on the columns of one row, in DuckDB's dialect. Raises RefusedSqlError."""
    tree = _parsed(f"SELECT {sql}", "duckdb")
    own = _only(tree)
    _check(own, frozenset(_PLAIN))
    for column in own.find_all(_exp().Column):
        parts = column.parts
        if parts[0].name not in names and parts[0].name != ROW:
            raise RefusedSqlError(f"names `{parts[0].name}`, which is no column beside it")
    return own.sql(dialect="duckdb", identify=True)


@lru_cache(maxsize=1_024)
def columns_of(sql: str) -> frozenset[str]:
    """Return the columns that a checked expression names."""
    tree = _only(_parsed(f"SELECT {sql}", "duckdb"))
    return frozenset(column.parts[0].name for column in tree.find_all(_exp().Column))


def select(sql: str, dialect: str, tables: Mapping[str, str]) -> str:
    """Return one SELECT in DuckDB's dialect; `tables` are the names that it may read, in lower case, with what they become.

    Raises RefusedSqlError.
    """
    tree = _parsed(sql, dialect)
    exp = _exp()
    if not isinstance(tree, exp.Query):
        raise RefusedSqlError("is not a SELECT")
    _check(tree, frozenset((*_PLAIN, *_QUERY)))
    if any(each.args.get("recursive") for each in tree.find_all(exp.With)):
        raise RefusedSqlError("has a recursion")
    local = {each.alias.casefold() for each in tree.find_all(exp.CTE)}
    found = [
        each for each in tree.find_all(exp.Table) if each.name.casefold() not in local or each.args.get("db")
    ]
    if len(found) > _MOST_TABLES:
        raise RefusedSqlError(f"reads more than {_MOST_TABLES} tables")
    for table in found:
        name = table.name.casefold()
        if not isinstance(table.this, exp.Identifier) or name not in tables:
            raise RefusedSqlError(f"reads `{table.sql()}`, which is not an object of its contract")
        alias = table.alias or table.name
        new = exp.Table(this=exp.to_identifier(tables[name], quoted=True))
        table.replace(exp.alias_(new, exp.to_identifier(alias, quoted=True), table=True))
    return tree.sql(dialect="duckdb")


def _parsed(sql: str, dialect: str) -> exp.Expr:
    from sqlglot import parse
    from sqlglot.errors import SqlglotError

    if len(sql) > LONGEST:
        raise RefusedSqlError(f"has more than {LONGEST:,} characters")
    try:
        trees = parse(sql, dialect=dialect or None)
    except (SqlglotError, RecursionError, ValueError) as error:
        raise RefusedSqlError("cannot be read as SQL") from error
    if len(trees) != 1 or trees[0] is None:
        raise RefusedSqlError("is not one statement")
    return trees[0]


def _only(tree: exp.Expr) -> exp.Expr:
    """Return the one expression of a SELECT that has nothing else."""
    is_plain = isinstance(tree, _exp().Select) and not any(
        value for key, value in tree.args.items() if key != "expressions"
    )
    if not is_plain or len(tree.expressions) != 1:
        raise RefusedSqlError("is not one expression")
    own: exp.Expr = tree.expressions[0]
    return own


def _check(tree: exp.Expr, allowed: frozenset[str]) -> None:
    for number, node in enumerate(tree.walk()):
        if number >= _MOST_NODES:
            raise RefusedSqlError("is too large")
        if type(node).__name__ not in allowed:
            name = node.name if type(node).__name__ == "Anonymous" else type(node).__name__
            raise RefusedSqlError(f"uses `{name}`, which generated data are not computed with")


def _exp() -> type[exp] | object:
    from sqlglot import exp

    return exp
