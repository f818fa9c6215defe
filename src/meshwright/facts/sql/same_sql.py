"""Comparison of SQL queries that may be the same statement, written differently.

White space, comments, the case of keywords, a final `;`, redundant parentheses and unnecessary quotes are ignored.
This module does not recognise different statements with equal results.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from meshwright.facts.sql.reader import dialects_of
from meshwright.facts.sql.reads import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlglot import exp

_PARTS = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\s+|[^'\"`\s]+|.", re.DOTALL)
_UNCLEAR = re.compile(r"--|#|//|/\*|\\|\$\w*\$|\b[nN]?[qQ]'|'''|\"\"\"")
"""Text that cannot be collapsed safely: comments, which end at line breaks, and quotes that differ between dialects."""
_EXECUTED = "/*!"
"""The start of a comment that MySQL executes."""
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}|\$?\{[^{}]*\}")
_EDGES = re.compile(r"(?<=\{)\s+|\s+(?=\})")
_YEARS = re.compile(r"'[^'Y]*Y[^']*'")
"""A format with `Y`, which in Java is the week-based year; sqlglot treats it as `y`."""
_OBJECT, _PROPERTY = (
    re.compile(rf"\$?\{{\s*(?:{names})\s*\}}", re.IGNORECASE)
    for names in ("object|table|model", "property|column|field")
)
"""The placeholders of quality rules, as named in ODCS 3.0, in later versions and in common tools."""
_UNSTATED = ("", "bigquery", "databricks", "snowflake", "tsql")
"""The dialects to try if no server determines one; they differ in the meaning of quotes."""
_LOWER = frozenset({"postgres"})
_UPPER = frozenset({"snowflake", "oracle"})
"""The dialects that fold the case of unquoted names only."""
_BY_FILE = frozenset({"bigquery", "mysql"})
"""The dialects in which table names are case-sensitive, but column names are not."""
_EXACT = frozenset({"clickhouse"})
_OF_JAVA = frozenset({"databricks", "hive"})
"""The dialects with Java's date formats."""


def is_same_sql(one: str, other: str, server_types: Iterable[str] = ()) -> bool:
    """Return whether queries are the same statement in at least one server dialect, and in all dialects that parse both."""
    one, other = with_one_placeholder(one), with_one_placeholder(other)
    if one == other or (_is_clear(one) and _is_clear(other) and _collapsed(one) == _collapsed(other)):
        return True
    return _is_same(one, other, server_types, is_aliased=False)


def with_one_placeholder(text: str) -> str:
    """Return a query with all placeholders in the notation of ODCS 3.1."""
    return _PROPERTY.sub("{property}", _OBJECT.sub("{object}", text)) if "{" in text else text


def is_same_but_for_aliases(one: str, other: str, server_types: Iterable[str] = ()) -> bool:
    """Return whether queries are the same statement, regardless of the table's alias if there is only one table."""
    return _is_same(one, other, server_types, is_aliased=True)


def _is_same(one: str, other: str, server_types: Iterable[str], *, is_aliased: bool) -> bool:
    if max(len(one), len(other)) > LONGEST or _EXECUTED in one or _EXECUTED in other:
        return False
    years = [sorted(_YEARS.findall(each)) for each in (one, other)]
    stated = dialects_of(server_types)
    found = []
    for dialect in stated or _UNSTATED:
        if dialect in _OF_JAVA and years[0] != years[1]:
            return False
        was, now = (_tree(each, dialect, is_stated=bool(stated)) for each in (one, other))
        if was is not None and now is not None:
            if is_aliased:
                was, now = _without_alias(was), _without_alias(now)
            found.append(was == now and _written(was, dialect) == _written(now, dialect))
    return bool(found) and all(found)


def _without_alias(tree: exp.Expr) -> exp.Expr:
    """Return the tree of a single-table query without the table's alias and the qualifiers of its columns."""
    from sqlglot import exp

    bare = tree.copy()
    tables = list(bare.find_all(exp.Table))
    if len(tables) == 1 and bare.find(exp.Subquery, exp.CTE, exp.Unnest, exp.Lateral, exp.Join) is None:
        called = tables[0].alias_or_name
        tables[0].set("alias", None)
        for column in bare.find_all(exp.Column):
            if column.table == called:
                column.set("table", None)
    return bare


def _is_clear(text: str) -> bool:
    return _UNCLEAR.search(text) is None


def _collapsed(text: str) -> str:
    """Collapse white space outside quotes to single spaces, without parsing SQL."""
    parts = (" " if each.isspace() else each for each in _PARTS.findall(text))
    return "".join(parts).strip(" ;")


def _written(tree: exp.Expr, dialect: str) -> str:
    functions = False if dialect in _EXACT else "upper"
    return tree.sql(dialect=dialect, comments=False, normalize_functions=functions)


@lru_cache(maxsize=256)
def _tree(text: str, dialect: str, *, is_stated: bool) -> exp.Expr | None:
    """Return a query's statement, with names as the dialect resolves them; None if it cannot be parsed."""
    from meshwright.facts.sql.parsing import TooManyStepsError, trees
    from meshwright.facts.sql.query import BEYOND

    plain = _PLACEHOLDER.sub(lambda found: f"p{crc32(_EDGES.sub('', found[0]).encode())}", text)
    try:
        found = trees(plain, dialect)
        if not found or len(found) != 1:
            return None
        tree = _without_parentheses(found[0])
        _name(tree, dialect, is_stated=is_stated)
        _written(tree, dialect)
    except (*BEYOND, TooManyStepsError):
        return None
    return tree


def _without_parentheses(tree: exp.Expr) -> exp.Expr:
    """Return a tree without parentheses, which are redundant in a tree."""
    from sqlglot import exp

    for each in list(tree.find_all(exp.Paren)):
        if each.parent is not None:
            each.replace(each.this)
    return tree


def _name(tree: exp.Expr, dialect: str, *, is_stated: bool) -> None:
    """Normalise the names in a tree for comparison; without a dialect, quotes may enclose a string."""
    from sqlglot import exp

    for table in tree.find_all(exp.Table):
        table.meta.pop("quoted_table", None)
    for each in tree.find_all(exp.Identifier):
        is_table = isinstance(each.parent, exp.Table)
        is_quoted = bool(each.args.get("quoted"))
        if dialect in _EXACT or (is_quoted and not is_stated):
            continue
        if dialect in _LOWER | _UPPER and is_stated:
            name = each.name if is_quoted else each.name.lower() if dialect in _LOWER else each.name.upper()
        else:
            is_kept = is_table and (dialect in _BY_FILE or not is_stated)
            name = each.name if is_kept else each.name.lower()
        each.set("this", name)
        each.set("quoted", False)
