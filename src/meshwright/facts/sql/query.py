"""Tracing of a parsed SQL query from its outputs to the columns of its tables.

Only this module, `statement.py`, `query_source.py` and `expression.py` know sqlglot's trees;
they are imported only if there is SQL.
Every column in the text is traced. If a column cannot be traced, the query is reported as incompletely read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, build_scope

from meshwright.facts.sql.climbing import climbed
from meshwright.facts.sql.expression import aliased, effect_of, parts, row_function
from meshwright.facts.sql.made import Made, Role
from meshwright.facts.sql.query_source import Source, output_names, sources_of
from meshwright.facts.sql.reads import Reads, SqlColumn
from meshwright.facts.sql.statement import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.facts.sql.statement import Statement

BEYOND = (
    SqlglotError,
    RecursionError,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)
"""Exceptions that sqlglot raises for trees that it parses but does not support; they become reasons for failure."""
_MOST_ROUNDS = 12
"""The maximum number of passes over recursive outputs; they end earlier if a pass finds nothing new."""


_statement = lru_cache(maxsize=16)(statement)
"""A cached parser: many fields in a contract share a query. Trees are not changed after parsing."""


def query(text: str, dialect: str) -> Query | str:
    """Parse a statement or an expression over columns; for any other text, return the reason why it cannot be parsed."""
    found = _statement(text, dialect)
    if isinstance(found, str):
        return found
    scope = build_scope(found.query)
    return Query(scope, found) if scope else "it is not a query"


class Query:
    """A query with its traced columns."""

    def __init__(self, root: Scope, read: Statement) -> None:
        self._root = root
        self._tables: dict[str, int] = {}
        self._made: dict[tuple[int, int], Made | None] = {}
        self._assumed: dict[tuple[int, int], Made] = {}
        self._is_circular = False
        self._others: Made | None = None
        self._pairs: dict[tuple[SqlColumn, SqlColumn], None] | None = None
        self._scopes = {id(scope.expression): scope for scope in root.traverse()}
        self._sources = {id(scope): sources_of(scope, self._scopes) for scope in self._scopes.values()}
        self._homes: dict[int, Scope] = {}
        self._below: dict[int, dict[int, exp.Expr]] = {}
        self._target = id(read.target) if read.target is not None else 0
        for source in (each for found in self._sources.values() for each in found):
            if source.table is not None and id(source.table) != self._target:
                self._number(source.table)

    def reads(self, names: Sequence[str]) -> Reads:
        """Return the source columns of the output with one of these names, or of the only output."""
        for _ in range(_MOST_ROUNDS):
            self._is_circular = False
            made = self._of_field(names)
            others = self._beside()
            now = {key: found for key, found in self._made.items() if found is not None}
            if not self._is_circular or now == self._assumed:
                break
            self._assumed, self._made, self._others = now, {}, None
        else:
            made = Made(why="it refers to itself too often")
        decides = tuple(each for each in made.conditions if each not in made.values)
        besides = (*made.others, *others.values, *others.conditions, *others.others)
        return Reads(
            tuple(self._tables),
            tuple(made.values),
            tuple(
                dict.fromkeys(
                    each for each in besides if each not in made.values and each not in made.conditions
                )
            ),
            made.why or others.why,
            made.effect,
            self._equal(),
            decides,
        )

    def _of_field(self, names: Sequence[str]) -> Made:
        found = self._named_output(self._root, names)
        if found is not None:
            return found
        outputs = output_names(self._root)
        if len(outputs) == 1 and outputs[0] is not None:
            return self._output(self._root, 0)
        return Made(why=f"unknown output `{names[0]}`")

    def _named_output(self, scope: Scope, names: Sequence[str]) -> Made | None:
        """Trace the output that has one of these names; None if the query has no such output."""
        wanted = {name.casefold() for name in names}
        outputs = output_names(scope)
        found = [at for at, name in enumerate(outputs) if name and name.casefold() in wanted]
        if len(found) == 1:
            return self._output(scope, found[0])
        if found:
            return Made(why=f"two outputs are called `{names[0]}`")
        if None not in outputs:
            return None
        if isinstance(scope.expression, exp.SetOperation):
            return self._named_in_each(scope, names)
        tree = scope.expression
        stars = [each for each in tree.selects if each.is_star] if isinstance(tree, exp.Query) else []
        made = [self._starred(scope, star, names[0]) for star in stars]
        having = [each for each in made if each is not None]
        if len(having) == 1:
            return having[0]
        return Made(why=f"more than one `*` may provide `{names[0]}`") if having else None

    def _named_in_each(self, scope: Scope, names: Sequence[str]) -> Made | None:
        """Trace a name into each branch of a set operation that selects a star; the order of columns may differ."""
        made = Made()
        for branch in scope.set_operation_scopes:
            found = self._named_output(branch, names)
            if found is not None:
                made.add(found)
        if not scope.expression.args.get("by_name"):
            made.note("the order of the columns in a star is unknown")
        return made

    def _starred(self, scope: Scope, star: exp.Expr, name: str) -> Made | None:
        """Trace a column of a star; None if the star excludes it."""
        inner = star.this if isinstance(star, exp.Column) else star
        folded = name.casefold()
        for each in (*(inner.args.get("replace") or ()), *(inner.args.get("rename") or ())):
            if each.alias.casefold() == folded:
                return self._expression(scope, each)
        left_out = [*(inner.args.get("except_") or ()), *(inner.args.get("rename") or ())]
        if any(aliased(each).name.casefold() == folded for each in left_out):
            return None
        if isinstance(star, exp.Column) and star.table:
            return self._qualified(scope, [star.table, name])
        return self._unqualified(scope, (name,))

    def _number(self, table: exp.Table) -> int:
        name = ".".join(part.name for part in table.parts)
        return self._tables.setdefault(name, len(self._tables))

    def _beside(self) -> Made:
        """Trace every column that the query names, including those in joins."""
        if self._others is None:
            self._others = Made()
            pivoted: dict[int, bool] = {}
            for column in self._root.expression.find_all(exp.Column, bfs=False):
                if not climbed(column, pivoted, _is_pivot, False) and not _is_key(column):
                    self._others.add(self._column(column))
            if next(self._root.expression.find_all(exp.Insert, exp.Update, exp.Delete, exp.Merge), None):
                self._others.note("it contains a statement that writes data")
            for scope in self._scopes.values():
                for source in self._sources[id(scope)]:
                    for column in source.pivoted:
                        self._others.add(self._of(source.plain, scope, (column.name,)))
                for name in _shared_keys(scope):
                    self._others.add(self._unqualified(scope, (name,)))
                if any(
                    each.args.get("method") == "NATURAL" for each in scope.expression.args.get("joins") or ()
                ):
                    self._others.note("a `NATURAL JOIN` does not name its columns")
        return self._others

    def _equal(self) -> tuple[tuple[SqlColumn, SqlColumn], ...]:
        """Return the pairs of bare columns that a `JOIN` or `WHERE` compares for equality."""
        if self._pairs is None:
            self._pairs = {}
            for equality in self._root.expression.find_all(exp.EQ):
                around = equality.find_ancestor(exp.Join, exp.Where, exp.Select)
                one, other = self._bare(equality.this), self._bare(equality.expression)
                if isinstance(around, exp.Join | exp.Where) and one and other:
                    self._pairs[one, other] = None
        return tuple(self._pairs)

    def _bare(self, side: exp.Expr) -> SqlColumn | None:
        """Return the table column that an expression consists of; None for other expressions."""
        column = side.unnest()
        made = self._column(column) if isinstance(column, exp.Column) else Made()
        return next(iter(made.values)) if made.effect == "identity" and len(made.values) == 1 else None

    def _output(self, scope: Scope, position: int) -> Made:
        """Trace an output; an output that depends on itself, as in a recursive query, uses its previous result."""
        key = (id(scope), position)
        if key in self._made and self._made[key] is None:
            self._is_circular = True
            return self._assumed.get(key, Made())
        if key not in self._made:
            self._made[key] = None
            self._made[key] = self._followed(scope, position)
        return self._made[key] or Made()

    def _followed(self, scope: Scope, position: int) -> Made:
        tree = scope.expression
        if isinstance(tree, exp.SetOperation):
            made = Made()
            branches = scope.set_operation_scopes
            if any(None in output_names(branch)[: position + 1] for branch in branches):
                made.note("the order of the columns in a star is unknown")
                return made
            followed = [self._output(branch, position) for branch in branches]
            for branch in followed[: 1 if isinstance(tree, exp.Except) else None]:
                made.add(branch)
            effects = {branch.effect for branch in followed}
            made.effect = effects.pop() if len(effects) == 1 else ""
            return made
        outputs = tree.selects if isinstance(tree, exp.Query) else []
        return (
            self._expression(scope, outputs[position])
            if position < len(outputs)
            else Made(why="an output is missing")
        )

    def _expression(self, scope: Scope, node: exp.Expr) -> Made:
        made = Made()
        stack = [(node, Role.VALUE)]
        while stack:
            at, role = stack.pop()
            inner = self._scopes.get(id(at))
            if isinstance(at, exp.Column):
                made.add(self._column(at, scope), role)
            elif inner is not None and inner is not scope:
                for position in range(len(output_names(inner))):
                    made.add(self._output(inner, position), role)
                if isinstance(at.parent, exp.Exists):
                    for column in at.find_all(exp.Column):
                        made.add(self._column(column), Role.CONDITION)
            elif isinstance(at, exp.Star):
                if not isinstance(at.parent, exp.Count):
                    made.note("a star where a value is expected")
            elif isinstance(at, exp.Query) and not isinstance(at, exp.Subquery):
                made.note("a subquery cannot be traced")
            else:
                stack += ((child, max(role, own)) for child, own in parts(at))
        made.effect = effect_of(node, lambda column: self._column(column, scope).effect)
        return made

    def _column(self, column: exp.Column, scope: Scope | None = None) -> Made:
        """Resolve a column in its context."""
        if isinstance(column.this, exp.Star):
            is_output = isinstance(column.parent, exp.Select | exp.Count)
            return Made() if is_output else Made(why="a star where a value is expected")
        home = scope or self._scope_of(column)
        if isinstance(home.expression, exp.SetOperation):
            outputs = output_names(home)
            is_known = any(name and name.casefold() == column.name.casefold() for name in outputs)
            return (
                Made() if is_known else Made(why=f"`ORDER BY` uses `{column.name}`, which is not an output")
            )
        names = [part.name for part in column.parts]
        if len(names) > 1:
            found = self._qualified(home, names)
            if found is not None:
                return found
        output = self._as_output(home, column)
        if output is not None:
            return output
        made = self._unqualified(home, tuple(names))
        if len(names) == 1 and any(
            source.table is not None and source.name == names[0].casefold()
            for source in self._sources[id(home)]
        ):
            made.note(f"`{names[0]}` is a table where a column is expected")
        return made

    def _as_output(self, scope: Scope, column: exp.Column) -> Made | None:
        """Trace the name of another output of this query in `ORDER BY`, `GROUP BY`, filters or other outputs."""
        tree = scope.expression
        if not isinstance(tree, exp.Select) or column.table:
            return None
        below = climbed(
            column,
            self._below.setdefault(id(tree), {}),
            lambda at: at if at.parent is None or at.parent is tree else None,
            tree,
        )
        own = next((at for at, each in enumerate(tree.selects) if each is below), len(tree.selects))
        named = [
            at
            for at, each in enumerate(tree.selects[:own])
            if isinstance(each, exp.Alias) and each.alias.casefold() == column.name.casefold()
        ]
        if not named:
            return None
        is_order = below.arg_key == "order"
        found = Made() if is_order else self._unqualified(scope, (column.name,), is_optional=True)
        made = Made(effect="")
        made.add(self._output(scope, named[-1]))
        if not is_order and not found.why:
            made.add(found)
        return made

    def _scope_of(self, node: exp.Expr) -> Scope:
        """Find a node's query; a table function belongs to the query that joins it."""
        return climbed(node, self._homes, self._query_at, self._root)

    def _query_at(self, node: exp.Expr) -> Scope | None:
        found = self._scopes.get(id(node))
        return None if found is None or found.is_udtf else found

    def _outer(self, scope: Scope) -> Scope | None:
        """Return the enclosing query whose columns a subquery may name."""
        at = scope.expression
        while at.parent is not None:
            below, at = at, at.parent
            if isinstance(at, exp.CTE):
                return None
            is_joined = isinstance(below, exp.Subquery) and isinstance(at, exp.From | exp.Join)
            if is_joined:
                return None
            found = self._scopes.get(id(at))
            if found is not None and not found.is_udtf:
                return found
        return None

    def _qualified(self, scope: Scope, names: list[str]) -> Made | None:
        """Find a column by the name of its table; None if no enclosing query has such a table."""
        outer: Scope | None = scope
        while outer is not None:
            sources = {source.name: source for source in self._sources[id(outer)]}
            for start in range(len(names) - 1):
                source = sources.get(names[start].casefold())
                if source is not None and (start == 0 or start == len(names) - 2):
                    return self._of(source, outer, tuple(names[start + 1 :]))
            outer = self._outer(outer)
        return None

    def _unqualified(self, scope: Scope, path: tuple[str, ...], *, is_optional: bool = False) -> Made:
        """Find an unqualified column in the only source that has it or may have it."""
        sources = self._sources[id(scope)]
        having = [each for each in sources if each.has(path[0])]
        shared = _shared_keys(scope)
        if having and (len(having) == 1 or path[0].casefold() in shared):
            made = Made()
            maybe = [each for each in sources if path[0].casefold() in shared and each.may_have(path[0])]
            for each in dict.fromkeys((*having, *maybe)):
                found = self._of(each, scope, path)
                made.add(found)
                made.effect = found.effect if len(having) + len(maybe) == 1 else ""
            return made
        if having:
            return Made(why=f"several sources have `{path[0]}`")
        possible = [each for each in sources if each.may_have(path[0])]
        outer = self._outer(scope)
        if not possible and outer is not None:
            return self._unqualified(outer, path, is_optional=is_optional)
        if not sources and scope is self._root:
            return Made({SqlColumn((), path): None}, effect="identity")
        if path[0].casefold() in shared:
            return self._merged(scope, possible, path)
        return self._among(scope, possible, path, outer, is_optional=is_optional)

    def _merged(self, scope: Scope, possible: Sequence[Source], path: tuple[str, ...]) -> Made:
        """Return the columns that a `USING` column combines: that of the joined table, and that of the tables before it."""
        made = Made()
        for at, source in enumerate(possible):
            if at and path[0].casefold() in source.keys:
                made.add(self._of(source, scope, path))
        made.add(
            self._among(
                scope,
                [each for at, each in enumerate(possible) if not at or path[0].casefold() not in each.keys],
                path,
                None,
            )
        )
        return made

    def _among(
        self,
        scope: Scope,
        possible: Sequence[Source],
        path: tuple[str, ...],
        outer: Scope | None,
        *,
        is_optional: bool = False,
    ) -> Made:
        """Return a column that may belong to any of several tables: plain tables, and tables that a star covers."""
        if len(possible) == 1 and (possible[0].table is None or outer is None) and not is_optional:
            return self._of(possible[0], scope, path)
        tables: dict[int, None] = {}
        around: SqlColumn | None = None
        for source in possible:
            made = self._of(source, scope, path)
            column = next(iter(made.values), None)
            if made.why or made.effect != "identity" or column is None or column.path != path:
                if source.table is not None and id(source.table) == self._target:
                    continue
                return Made(why=f"`{path[0]}` may come from several sources")
            tables.update(dict.fromkeys(column.tables))
        if outer is not None:
            beyond = self._unqualified(outer, path)
            around = next(iter(beyond.values), None) if beyond.effect == "identity" else None
            if around is None and beyond.values:
                beyond.values[SqlColumn(tuple(tables), path, None, is_optional=True)] = None
                return beyond
        if not tables:
            is_fine = is_optional or any(
                each.table is not None and id(each.table) == self._target for each in possible
            )
            return Made() if is_fine else Made(why=f"no source has `{path[0]}`")
        return Made({SqlColumn(tuple(tables), path, around, is_optional): None}, effect="identity")

    def _of(self, source: Source, scope: Scope, path: tuple[str, ...]) -> Made:
        """Find a column of a source."""
        if source.pivots and path[0].casefold() in source.pivots:
            return self._of_pivot(source, scope, path[0].casefold())
        if source.table is not None:
            if id(source.table) == self._target:
                return Made()
            if path[0].casefold() in source.renamed:
                return Made(why=f"`{path[0]}` is another name of a column")
            return Made({SqlColumn((self._number(source.table),), path): None}, effect="identity")
        if source.function is not None:
            made = Made(why=row_function(source.function))
            for column in source.function.find_all(exp.Column):
                made.add(self._column(column))
            return made
        if source.scope is None:
            return Made(why="a source cannot be traced")
        found = self._named_output(source.scope, (path[0],))
        if found is None:
            return Made(why=f"no source has `{path[0]}`")
        return (
            found
            if len(path) == 1
            else Made(dict(found.values), dict(found.others), dict(found.conditions), found.why)
        )

    def _of_pivot(self, source: Source, scope: Scope, name: str) -> Made:
        made = Made()
        values, decides = source.pivots[name]
        for role, columns in ((Role.VALUE, values), (Role.CONDITION, decides)):
            for column in columns:
                made.add(self._of(source.plain, scope, (column.name,)), role)
        return made


def _is_pivot(node: exp.Expr) -> bool | None:
    return isinstance(node, exp.Pivot) or None


def _is_key(column: exp.Column) -> bool:
    """Return whether a column is in `USING` and therefore represents two columns."""
    return isinstance(column.parent, exp.Join) and column.arg_key == "using"


def _shared_keys(scope: Scope) -> frozenset[str]:
    joins = scope.expression.args.get("joins") or ()
    return frozenset(name.name.casefold() for join in joins for name in join.args.get("using") or ())
