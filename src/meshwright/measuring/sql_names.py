"""The names in an SQL rule, and whether the rule uses their values or only tests them for null.

This module does not resolve names; a name is treated as a column of every table that has a column with this
name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.facts.sql.guard import RefusedSqlError

if TYPE_CHECKING:
    from sqlglot import exp

EVERY = "*"
"""The name that represents all columns, if a rule selects all columns or a whole row."""


class SqlNames(NamedTuple):
    """Names in lower case."""

    named: frozenset[str]
    """All identifiers, including tables."""
    examined: frozenset[str]
    """The names whose values the rule uses, rather than only testing whether they are null."""


def names_of(sql: str, dialect: str) -> SqlNames:
    """Return the names in an SQL query that the guard has printed; raises RefusedSqlError if it does not parse."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(sql, read=dialect)
    except (SqlglotError, RecursionError):
        raise RefusedSqlError("it does not parse") from None
    named = {each.name.casefold() for each in tree.find_all(exp.Identifier)}
    tables = {each.alias_or_name.casefold() for each in tree.find_all(exp.Table, exp.Subquery, exp.CTE)}
    examined: set[str] = set()
    for column in tree.find_all(exp.Column):
        if column.name.casefold() in tables or isinstance(column.this, exp.Star):
            examined.add(EVERY)
        if not _counts_nulls(column):
            examined |= {each.name.casefold() for each in column.find_all(exp.Identifier)}
        else:
            examined |= {each.name.casefold() for each in _qualifiers(column)} - tables
    for join in tree.find_all(exp.Join):
        examined |= {each.name.casefold() for each in join.args.get("using") or ()}
        if str(join.args.get("method") or "").upper() == "NATURAL":
            examined.add(EVERY)
    if any(not isinstance(each.parent, exp.Count | exp.Column) for each in tree.find_all(exp.Star)):
        examined.add(EVERY)
    return SqlNames(frozenset(named | (examined & {EVERY})), frozenset(examined))


def _counts_nulls(column: exp.Column) -> bool:
    """Return whether a column is only counted, or only tested for NULL."""
    from sqlglot import exp

    outer = column.parent
    while isinstance(outer, exp.Paren):
        outer = outer.parent
    if isinstance(outer, exp.Is):
        return isinstance(outer.expression, exp.Null)
    return isinstance(outer, exp.Count) and not outer.expressions


def _qualifiers(column: exp.Column) -> list[exp.Identifier]:
    """Return the qualifiers of a name, which denote a table or the column that contains the name as a field."""
    return [each for each in (column.args.get(key) for key in ("table", "db", "catalog")) if each is not None]
