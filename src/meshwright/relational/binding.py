"""Binding: a query is checked against the model before it runs, and the tables that it reads are determined.

This module does not run anything on the mesh.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import did_you_mean
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass
from meshwright.relational.model import TABLES
from meshwright.relational.sandbox import LONGEST_SQL, NATIVE, OURS, QueryError, Sandbox
from meshwright.source.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlglot import exp

MOST_TABLES = 200
"""The maximum number of tables in a query after its common table expressions are expanded."""
LONGEST_PLAIN = 100
"""The maximum length of a pattern that SQLite itself matches."""
MOST_COLUMNS = 5_000
"""The maximum number of columns in a query's expressions after subqueries are expanded."""
CLOSE = 2
"""The maximum edit distance at which a similar column name is suggested rather than a table with the exact column."""
MOST_JOINS = 3
"""The maximum number of tables suggested for a column."""
LISTED = "; `meshwright schema tables` lists them"
_MISSING = re.compile(r"no such (column|table|function): (.+)")
_QUOTED = re.compile(
    r"""'(?:[^']|'')*' | "((?:[^"]|"")*)" | \[[^\]]*\] | `(?:[^`]|``)*` | --[^\n]* | /\*.*?(?:\*/|\Z)""",
    re.VERBOSE | re.DOTALL,
)
"""SQLite's strings, quoted names and comments; the group is a name in double quotes."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A query that is ready to run."""

    sql: str
    tree: exp.Query
    columns: tuple[str, ...]
    """The column names of the result."""
    reads: Mapping[str, frozenset[str]]
    """The tables that the query reads, with the columns to load."""
    named: frozenset[str]
    """The common table expressions of the query."""
    keys: frozenset[str]
    """The columns that the query compares for equality, for which indexes are created."""
    is_plain: bool
    """Whether every pattern is a string with at most one `*` or `%`, which SQLite matches in linear time."""


class Binder:
    """The empty model, used to prepare queries."""

    def __init__(self, without: Iterable[str] = ()) -> None:
        self.tables = {name: table for name, table in TABLES.items() if name not in frozenset(without)}
        self.sandbox = Sandbox(date.min)
        for name, table in self.tables.items():
            columns = ", ".join(f"{column.name} {column.type.value}" for column in table.columns)
            self.sandbox.connection.execute(f"CREATE TABLE {name} ({columns})")
        allowed = {
            name: frozenset(each.name for each in table.columns) for name, table in self.tables.items()
        }
        self.sandbox.close_up(allowed)

    def bind(self, sql: str) -> Binding:
        """Check a query; raises QueryError."""
        from sqlglot import exp

        tree = parsed(sql)
        _measure(tree)
        named = frozenset(each.alias_or_name.casefold() for each in tree.find_all(exp.CTE))
        text = _bracketed(sql)
        self.sandbox.reads.clear()
        try:
            columns = self.sandbox.columns(text, named)
        except QueryError as error:
            raise QueryError(self._explained(str(error), sql, tree)) from error
        return Binding(text, tree, columns, self._reads(tree), named, _keys(tree), _is_plain(tree))

    def _explained(self, message: str, sql: str, tree: exp.Query) -> str:
        found = _MISSING.fullmatch(message)
        if not found:
            return message
        kind, name = found[1], found[2]
        names: dict[str, Iterable[str]] = {
            "table": self.tables,
            "function": (*NATIVE, *OURS),
            "column": {column.name for table in self.tables.values() for column in table.columns},
        }
        bare = name.rpartition(".")[2].casefold()
        near = nearest(bare, names[kind])
        if kind == "column" and (near is None or distance(bare, near, CLOSE) > CLOSE):
            elsewhere = self._elsewhere(bare, tree)
            if elsewhere:
                return f"unknown column `{name}`; {elsewhere}"
        quoted = f'"{name}"'
        if quoted in sql:
            return f"unknown {kind} `{quoted}`{did_you_mean(near) or '; write strings in single quotes'}"
        return f"unknown {kind} `{name}`{did_you_mean(near) or LISTED}"

    def _elsewhere(self, column: str, tree: exp.Query) -> str:
        """Return a message about the tables that have a column: those in the query, or else tables to join on an
        identifier.
        """
        from sqlglot import exp

        columns = {name: {each.name for each in table.columns} for name, table in self.tables.items()}
        having = [name for name in self.tables if column in columns[name]]
        reads = {each.name.casefold() for each in tree.find_all(exp.Table)} & columns.keys()
        read = [f"`{name}`" for name in having if name in reads]
        if read:
            return f"it is a column of {' and '.join(read[:MOST_JOINS])}"
        own = {each for name in reads for each in columns[name] if each.endswith("_id")}
        keys = {
            name: sorted(own & columns[name], key=lambda each: (each != f"{name}_id", each))
            for name in having
        }
        joins = [f"`{name}` on `{keys[name][0]}`" for name in having if keys[name]]
        return f"join a table that has it: {', '.join(joins[:MOST_JOINS])}" if joins else ""

    def _reads(self, tree: exp.Query) -> Mapping[str, frozenset[str]]:
        """Return the columns to load: those that SQLite reports, and those in USING, which SQLite does not report."""
        from sqlglot import exp

        joins = list(tree.find_all(exp.Join))
        words = {each.name.casefold() for join in joins for each in join.args.get("using") or ()}
        is_natural = any(join.method.casefold() == "natural" for join in joins)
        named = (each.name.casefold() for each in tree.find_all(exp.Table))
        found: dict[str, set[str]] = {name: set() for name in named if name in self.tables}
        for table, read in self.sandbox.reads:
            found.setdefault(table, set()).add(read)
        for name, columns in found.items():
            for column in self.tables[name].columns:
                if is_natural or column.name in words:
                    columns.add(column.name)
        return {name: frozenset(columns - {""}) for name, columns in found.items()}


def _bracketed(sql: str) -> str:
    """Replace double quotes around names with brackets, because SQLite reads an unknown quoted name as a string."""

    def written(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return found[0]
        if '"' in name or "]" in name:
            raise QueryError("a name in double quotes contains a quote or a bracket")
        return f"[{name}]"

    return _QUOTED.sub(written, sql)


def _keys(tree: exp.Query) -> frozenset[str]:
    """Return the names of columns that are compared for equality."""
    from sqlglot import exp

    parts = [part for each in tree.find_all(exp.EQ, exp.Is) for part in (each.this, each.expression)]
    parts += (each.this for each in tree.find_all(exp.In))
    names = {part.name.casefold() for part in parts if isinstance(part, exp.Column)}
    for join in tree.find_all(exp.Join):
        names |= {each.name.casefold() for each in join.args.get("using") or ()}
    return frozenset(names)


def _is_plain(tree: exp.Query) -> bool:
    from sqlglot import exp

    calls = {each.name.casefold() for each in tree.find_all(exp.Anonymous)}
    patterns = [each.args.get("expression") for each in tree.find_all(exp.Like, exp.ILike, exp.Glob)]
    plain = all(
        isinstance(each, exp.Literal)
        and sum(map(each.name.count, "*%")) <= 1
        and len(each.name) <= LONGEST_PLAIN
        for each in patterns
    )
    return plain and not calls & {"like", "glob"} and tree.find(exp.Escape) is None


def parsed(sql: str) -> exp.Query:
    """Parse a single SELECT statement; raises QueryError."""
    from sqlglot import exp

    from meshwright.facts.sql.parsing import TooManyStepsError, trees

    if len(sql) > LONGEST_SQL:
        raise QueryError(f"the query has more than {LONGEST_SQL:,} characters")
    if any(not each.isprintable() and each not in "\n\r\t" for each in sql):
        raise QueryError("the query has a character that cannot be printed")
    try:
        found = trees(sql, "sqlite")
    except TooManyStepsError as error:
        raise QueryError("the query is too complex") from error
    if found is None:
        raise QueryError("the query cannot be parsed as SQLite SQL")
    if len(found) != 1 or not isinstance(found[0], exp.Query):
        raise QueryError("expected exactly one SELECT")
    return found[0]


def _measure(tree: exp.Query) -> None:
    """Raise QueryError if the query is too large after common table expressions and subqueries are expanded."""
    tables, columns = _size(tree, {})
    if tables > MOST_TABLES or columns > MOST_COLUMNS:
        raise QueryError("the query is too complex after its subqueries are expanded")


def _size(query: exp.Expr, known: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Return the number of tables in the expanded query, and the number of columns in its largest expression."""
    from sqlglot import exp

    known = dict(known)
    clause = query.args.get("with_")
    for cte in clause.expressions if clause is not None else ():
        name = cte.alias_or_name.casefold()
        known[name] = _size(cte.this, {**known, name: (1, 1)})
    tables, widest = 0, 1
    for part in _own(query):
        if isinstance(part, exp.Table):
            size = known.get(part.name.casefold(), (1, 1))
        elif isinstance(part, exp.Query):
            size = _size(part, known)
        else:
            continue
        tables += size[0]
        widest = max(widest, size[1])
        if tables > MOST_TABLES:
            break
    largest = max(
        (sum(isinstance(each, exp.Column) for each in _own(part)) for part in _expressions(query)), default=1
    )
    return min(tables, MOST_TABLES + 1), min(max(largest, 1) * widest, MOST_COLUMNS + 1)


def _expressions(query: exp.Expr) -> Iterator[exp.Expr]:
    yield from query.expressions
    for name, value in query.args.items():
        if name not in ("with_", "expressions", "from_", "joins", "this", "expression"):
            yield from value if isinstance(value, list) else [value] if hasattr(value, "args") else []


def _own(query: exp.Expr) -> Iterator[Any]:
    """Yield the nodes of a query, but not the nodes inside nested queries, which are yielded as a whole."""
    from sqlglot import exp

    ahead = [each for name, each in query.args.items() if name != "with_"]
    while ahead:
        part = ahead.pop()
        if isinstance(part, list):
            ahead += part
        elif isinstance(part, exp.Expr):
            yield part
            if not isinstance(part, exp.Query):
                ahead += part.args.values()
