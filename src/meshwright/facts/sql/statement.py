"""Parsing of SQL to the sqlglot tree of one query; comments, dbt templates and writing statements are unwrapped.

An `INSERT`, `CREATE TABLE AS`, `MERGE` or `UPDATE` becomes the query of the rows that it writes. This module
does not trace columns or know the mesh.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from meshwright.facts.sql.frame_code import MOST_CALLS, calls, has_lost_names, is_code, is_code_tree
from meshwright.facts.sql.parsing import TooManyStepsError, trees
from meshwright.facts.sql.reads import UNFOLLOWED

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_SQL = "it is not SQL"
_MARKS = "\ufeff\u200b\u2060"
"""Invisible characters that editors leave at the start of a query."""
_DBT_NAME = re.compile(
    r"\{\{-?\s*(?:ref|source)\s*\(\s*(?:(['\"])[\w.-]+\1\s*,\s*)?(['\"])(\w+)\2\s*\)\s*-?\}\}"
)
"""A dbt reference to a table."""
_DBT_SETTINGS = re.compile(r"\{\{-?\s*config\s*\([^{}]*\)\s*-?\}\}|\{#(?:(?!\{#|#\}).)*+#\}", re.DOTALL)
_TEMPLATE = re.compile(r"\{\{|\{%|\$\{")
_START = re.compile(
    r"(?:\s|\(|--[^\n]*+(?:\n|\Z)|#[^\n]*+(?:\n|\Z)|/\*(?:[^*]|\*(?!/))*+\*/)*+"
    r"((?:select|sel|with|from|values|create)\b|(?:insert|merge|update|replace|table)\b(?!\s*\())",
    re.IGNORECASE | re.DOTALL,
)
_UNSTATED = ("", "databricks", "bigquery", "snowflake", "tsql", "duckdb")
"""The dialects to try if no server determines one."""
_WITH_METHODS = frozenset({"", "duckdb"})
"""The dialects that may write `f(name)` as `name.f()`."""


class Statement(NamedTuple):
    """A query, with the table that its rows are written to."""

    query: exp.Query
    target: exp.Table | None = None


def statement(text: str, dialect: str) -> Statement | str:
    """Return the only statement of a query, or the reason why it is unreadable."""
    try:
        return _statement(text, dialect)
    except TooManyStepsError:
        return UNFOLLOWED


def _statement(text: str, dialect: str) -> Statement | str:
    plain = _DBT_SETTINGS.sub(" ", _DBT_NAME.sub(r"\3", text.lstrip(_MARKS)))
    start = _START.match(plain)
    is_expression = start is None
    if _TEMPLATE.search(plain) or (is_expression and _DBT_NAME.search(text)):
        return "it is a template"
    if is_expression and is_code(plain):
        return NOT_SQL
    if calls(plain) > MOST_CALLS:
        return UNFOLLOWED
    dialects: tuple[str, ...] = (dialect, "") if dialect else _UNSTATED
    if start is not None and start[1].casefold() == "sel":
        dialects = ("teradata",)
    reason = NOT_SQL if is_expression else "it does not parse"
    for each in dialects:
        read = trees(f"SELECT {plain}" if is_expression else plain, each)
        if read is None:
            continue
        if len(read) != 1:
            return "it contains more than one statement"
        found = _prose(read[0]) if is_expression else _selecting(read[0])
        if not is_expression and has_lost_names(read[0], has_methods=each in _WITH_METHODS):
            return UNFOLLOWED
        if isinstance(found, Statement):
            return found
        reason = found
    return reason


def _prose(tree: exp.Expr) -> Statement | str:
    """Return an expression as a query, or the reason if it is not SQL: two consecutive words are prose, not an alias."""
    if not isinstance(tree, exp.Select) or any(isinstance(each, exp.Alias) for each in tree.selects):
        return NOT_SQL
    if is_code_tree(tree):
        return NOT_SQL
    return Statement(tree)


def _selecting(tree: exp.Expr) -> Statement | str:
    """Return a statement's query, with its outputs named after the columns that it writes."""
    if isinstance(tree, exp.Query) and not isinstance(tree, exp.Table):
        query = tree.unnest()
        return Statement(query) if isinstance(query, exp.Query) else NOT_SQL
    if isinstance(tree, exp.Insert | exp.Create) and isinstance(tree.expression, exp.Query):
        with_ = tree.args.get("with_")
        query = tree.expression.unnest()
        if not isinstance(query, exp.Query):
            return NOT_SQL
        if with_ is not None and not query.args.get("with_"):
            query.set("with_", with_.pop())
        if isinstance(tree.this, exp.Schema):
            names = [each.name for each in tree.this.expressions if each.name]
            return _renamed(query, names)
        return Statement(query)
    if isinstance(tree, exp.Merge):
        return _merged(tree)
    if isinstance(tree, exp.Update):
        return _updated(tree)
    return "it is not a query"


def _renamed(query: exp.Query, names: list[str]) -> Statement | str:
    """Name the outputs of a query after the columns that an `INSERT` lists."""
    if len(query.selects) != len(names) or any(each.is_star for each in query.selects):
        return "the columns that it writes cannot be counted"
    alias = exp.TableAlias(
        this=exp.to_identifier("written"), columns=[exp.to_identifier(name) for name in names]
    )
    with_ = query.args.get("with_")
    outer = exp.Select(
        expressions=[exp.column(name, quoted=True) for name in names],
        from_=exp.From(this=exp.Subquery(this=query, alias=alias)),
    )
    if with_ is not None:
        outer.set("with_", with_.pop())
    return Statement(outer)


def _merged(tree: exp.Merge) -> Statement | str:
    """Return the rows that a `MERGE` writes, from its source joined with its target."""
    values: dict[str, list[exp.Expr]] = {}
    whens = tree.args["whens"].expressions
    conditions = [when.args["condition"] for when in whens if when.args.get("condition") is not None]
    is_star = False
    for then in (when.args.get("then") for when in whens):
        written = list(_written(then))
        if None in written:
            return "the columns that it writes cannot be counted"
        is_star = is_star or any(isinstance(each, exp.Star) for each in written)
        for each in written:
            if isinstance(each, tuple):
                values.setdefault(each[0], []).append(each[1])
    using, target = tree.args["using"], tree.this
    joined = exp.Join(this=target, on=exp.and_(tree.args["on"], *conditions, copy=False))
    outputs = _outputs(values)
    if is_star:
        outputs.append(exp.Column(this=exp.Star(), table=exp.to_identifier(using.alias_or_name)))
    query = exp.Select(expressions=outputs, from_=exp.From(this=using), joins=[joined])
    if tree.args.get("with_") is not None:
        query.set("with_", tree.args["with_"].pop())
    return Statement(query, target)


def _written(then: exp.Expr | None) -> Iterator[tuple[str, exp.Expr] | exp.Star | None]:
    """Yield the columns that a branch of a `MERGE` writes, with their values.

    A star is yielded unchanged; None is yielded if columns cannot be matched with values.
    """
    if isinstance(then, exp.Update):
        yield from (each for each in then.expressions if isinstance(each, exp.Star))
        yield from _assigned(then.expressions)
    elif isinstance(then, exp.Insert) and isinstance(then.this, exp.Star):
        yield then.this
    elif isinstance(then, exp.Insert):
        names = then.this.expressions if then.this is not None else []
        given = then.expression.expressions if then.expression is not None else []
        if len(names) != len(given) or not names:
            yield None
        else:
            yield from ((name.name, value) for name, value in zip(names, given, strict=True))


def _updated(tree: exp.Update) -> Statement | str:
    """Return the rows that an `UPDATE` writes."""
    from_ = tree.args.get("from_")
    values: dict[str, list[exp.Expr]] = {}
    for name, value in _assigned(tree.expressions):
        values.setdefault(name, []).append(value)
    target = tree.this
    tables = list(from_.find_all(exp.Table)) if from_ is not None else []
    named = [each for each in tables if target.name in (each.alias, each.name)]
    query = exp.Select(expressions=_outputs(values), from_=from_ or exp.From(this=target))
    if named:
        target = named[0]
    elif from_ is not None:
        query.set("joins", [exp.Join(this=target)])
    for key in ("where", "with_"):
        if tree.args.get(key) is not None:
            query.set(key, tree.args[key].pop())
    return Statement(query, target)


def _assigned(assignments: list[exp.Expr]) -> Iterator[tuple[str, exp.Expr]]:
    for each in assignments:
        if isinstance(each, exp.EQ):
            yield each.this.name, each.expression


def _outputs(values: dict[str, list[exp.Expr]]) -> list[exp.Expr]:
    """Return one output per column, derived from its values in all branches."""
    return [
        exp.alias_(found[0] if len(found) == 1 else exp.Coalesce(this=found[0], expressions=found[1:]), name)
        for name, found in values.items()
    ]
