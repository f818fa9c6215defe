"""SQL of contracts that may be run on generated data: expressions of one row, and quality rules as one SELECT.

What is not known to be harmless is refused: every kind of node and every function is on a list, and tables are the
contract's own. Does not: run anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 10_000
_MOST_NODES = 2_000
_MOST_TABLES = 4
ROW = "row_number"
"""The name of a row's number in expressions."""
_PLAIN = frozenset(
    """
    Column Identifier Literal Null Boolean Paren Case If Cast TryCast DataType DataTypeParam Interval Var Not Neg And Or
    EQ NEQ GT GTE LT LTE Add Sub Mul Div IntDiv Mod In Between Like ILike Is NullSafeEQ NullSafeNEQ DPipe
    Coalesce Nullif Abs Round Floor Ceil Sign Greatest Least Length Lower Upper Trim Substring Left Right Concat
    Replace Extract DateTrunc TimestampTrunc Year Month Day Week Quarter DateDiff TsOrDsToDate DateAdd DateSub Date
    Tuple Dot Bracket Struct PropertyEQ StrPosition Xor BitwiseAnd BitwiseOr
    """.split()  # noqa: SIM905 - sixty words
)
"""The nodes of expressions, by the names of their classes in sqlglot."""
_QUERY = _PLAIN | frozenset(
    """
    Select From Join Where Group Having Subquery With CTE Table TableAlias Alias Star Exists Distinct Count CountIf Sum
    Avg Min Max Filter Union Intersect Except Order Ordered Limit
    """.split()  # noqa: SIM905 - thirty words
)
"""The nodes of queries."""


class RefusedSqlError(Exception):
    """SQL that is not run; the message says why, after the name of what has it."""


def expression(sql: str, names: frozenset[str], tables: Mapping[str, str]) -> str:
    """Return an expression of SQL on the columns of one row, in DuckDB's dialect; it may sum up rows of other tables.

    `tables` is as for `select`. Raises RefusedSqlError.
    """
    own = _only(_parsed(f"SELECT {sql}", "duckdb"))
    is_query = own.find(exp.Select) is not None
    _check(own, _QUERY if is_query else _PLAIN)
    aliases = _bind(own, tables)
    for column in own.find_all(exp.Column):
        first = column.parts[0].name
        is_inside = column.find_ancestor(exp.Select) is not None
        if not (is_inside or first in names or first == ROW or first.casefold() in aliases):
            raise RefusedSqlError(f"names `{first}`, which is not a column of its object")
    return own.sql(dialect="duckdb", identify=True)


@lru_cache(maxsize=1_024)
def columns_of(sql: str) -> frozenset[str]:
    """Return the columns that a checked expression names, by the first part of their names."""
    tree = _only(_parsed(f"SELECT {sql}", "duckdb"))
    return frozenset(column.parts[0].name for column in tree.find_all(exp.Column))


def tables_of(sql: str) -> frozenset[str]:
    """Return the tables that checked SQL reads."""
    return frozenset(each.name for each in _parsed(f"SELECT ({sql})", "duckdb").find_all(exp.Table))


def select(sql: str, dialect: str, tables: Mapping[str, str]) -> str:
    """Return one SELECT in DuckDB's dialect; `tables` are the names that it may read, in lower case, with what they become.

    Raises RefusedSqlError.
    """
    tree = _parsed(sql, dialect)
    if not isinstance(tree, exp.Query):
        raise RefusedSqlError("is not a SELECT")
    _check(tree, _QUERY)
    _bind(tree, tables)
    return tree.sql(dialect="duckdb")


def _bind(tree: exp.Expr, tables: Mapping[str, str]) -> set[str]:
    """Replace the tables of a tree by their views, and return the names by which it knows them."""
    if any(each.args.get("recursive") for each in tree.find_all(exp.With)):
        raise RefusedSqlError("has a recursion")
    local = {each.alias.casefold() for each in tree.find_all(exp.CTE)}
    found = [
        each for each in tree.find_all(exp.Table) if each.name.casefold() not in local or each.args.get("db")
    ]
    if len(found) > _MOST_TABLES:
        raise RefusedSqlError(f"reads more than {_MOST_TABLES} tables")
    aliases = set(local)
    for table in found:
        name = table.name.casefold()
        if not isinstance(table.this, exp.Identifier) or name not in tables:
            raise RefusedSqlError(f"reads `{table.sql()}`, which is not an object of its contract")
        alias = table.alias or table.name
        aliases.add(alias.casefold())
        new = exp.Table(this=exp.to_identifier(tables[name], quoted=True))
        table.replace(exp.alias_(new, exp.to_identifier(alias, quoted=True), table=True))
    return aliases


def _parsed(sql: str, dialect: str) -> exp.Expr:
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
    is_plain = isinstance(tree, exp.Select) and not any(
        value for key, value in tree.args.items() if key != "expressions"
    )
    if not is_plain or len(tree.expressions) != 1:
        raise RefusedSqlError("is not one expression")
    own: exp.Expr = tree.expressions[0].copy()  # without the SELECT around it
    return own


def _check(tree: exp.Expr, allowed: frozenset[str]) -> None:
    for number, node in enumerate(tree.walk()):
        if number >= _MOST_NODES:
            raise RefusedSqlError("is too large")
        if type(node).__name__ not in allowed:
            name = node.name if type(node).__name__ == "Anonymous" else type(node).__name__
            raise RefusedSqlError(f"uses `{name}`, which generated data are not computed with")
