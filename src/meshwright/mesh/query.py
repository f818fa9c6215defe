"""A parsed SQL query, followed from its outputs to the columns of its tables.

The only module that knows sqlglot's trees; it is imported only where there is SQL.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp, parse
from sqlglot.errors import ParseError
from sqlglot.optimizer.scope import Scope, build_scope

from meshwright.mesh.sql import Reads, SqlColumn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


@dataclass(slots=True)
class _Made:
    """What an expression is made of; columns in the order that they are met."""

    values: dict[SqlColumn, None] = field(default_factory=dict)
    others: dict[SqlColumn, None] = field(default_factory=dict)
    is_whole: bool = True
    effect: str = ""

    def add(self, other: _Made, *, is_beside: bool = False) -> None:
        (self.others if is_beside else self.values).update(other.values)
        self.others.update(other.others)
        self.is_whole = self.is_whole and other.is_whole


def query(text: str, dialect: str) -> Query | None:
    """Parse a query, or an expression over columns; raises sqlglot's errors for what is neither."""
    logger = logging.getLogger("sqlglot")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    start = text.lstrip(" \t\r\n(")[:6].casefold()
    whole = text if start.startswith(("select", "with")) else f"SELECT {text}"
    try:
        trees = parse(whole, dialect=dialect)
    except ParseError:
        if not dialect:
            raise
        trees = parse(whole)
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        return None
    scope = build_scope(trees[0].unnest())
    return Query(scope) if scope else None


class Query:
    """A query and what was found out about it."""

    def __init__(self, root: Scope) -> None:
        self._root = root
        self._tables: dict[str, int] = {}
        self._made: dict[tuple[int, int], _Made | None] = {}
        self._others: _Made | None = None
        self._pairs: dict[tuple[SqlColumn, SqlColumn], None] | None = None
        for scope in root.traverse():
            for table in scope.tables:
                if not isinstance(scope.sources.get(table.alias_or_name), Scope):
                    self._number(table)

    def reads(self, names: Sequence[str]) -> Reads:
        """Tell what the output of one of these names is made of; of a query with one output, that one's."""
        outputs = _outputs(self._root)
        wanted = {name.casefold() for name in names}
        found = [at for at, name in enumerate(outputs) if name and name.casefold() in wanted]
        if len(found) == 1:
            made = self._output(self._root, found[0])
        elif len(outputs) == 1 and outputs[0] is not None:
            made = self._output(self._root, 0)
        elif not found and None in outputs:
            made = self._column(self._root, (names[0],))
        else:
            made = _Made(is_whole=False)
        others = self._beside()
        return Reads(
            tuple(self._tables),
            tuple(made.values),
            tuple(
                each for each in {**made.others, **others.values, **others.others} if each not in made.values
            ),
            made.is_whole and others.is_whole,
            made.effect,
            self._equal(),
        )

    def _number(self, table: exp.Table) -> int:
        name = ".".join(part.name for part in table.parts)
        return self._tables.setdefault(name, len(self._tables))

    def _beside(self) -> _Made:
        """Take all columns of the query, which only some outputs are made of."""
        if self._others is None:
            self._others = _Made()
            for scope in self._root.traverse():
                for column in scope.columns:
                    self._others.add(self._named(scope, column), is_beside=True)
        return self._others

    def _equal(self) -> tuple[tuple[SqlColumn, SqlColumn], ...]:
        """Take the pairs of bare columns that a `JOIN` or `WHERE` compares."""
        if self._pairs is None:
            self._pairs = {}
            for scope in self._root.traverse():
                for equality in scope.find_all(exp.EQ):
                    around = equality.find_ancestor(exp.Join, exp.Where, exp.Select)
                    one, other = self._bare(scope, equality.this), self._bare(scope, equality.expression)
                    if isinstance(around, exp.Join | exp.Where) and one and other:
                        self._pairs[one, other] = None
        return tuple(self._pairs)

    def _bare(self, scope: Scope, side: exp.Expr) -> SqlColumn | None:
        """Give the one column of a table that an expression is, and nothing else."""
        column = side.unnest()
        made = self._named(scope, column) if isinstance(column, exp.Column) else _Made()
        return next(iter(made.values)) if made.effect == "identity" and len(made.values) == 1 else None

    def _output(self, scope: Scope, position: int) -> _Made:
        """Follow an output; one that is made of itself, as in a recursive query, is not known."""
        key = (id(scope), position)
        if key not in self._made:
            self._made[key] = None
            self._made[key] = self._followed(scope, position)
        return self._made[key] or _Made(is_whole=False)

    def _followed(self, scope: Scope, position: int) -> _Made:
        made = _Made()
        if isinstance(scope.expression, exp.SetOperation):
            branches = [self._output(branch, position) for branch in scope.set_operation_scopes]
            for branch in branches:
                made.add(branch)
            effects = {branch.effect for branch in branches}
            made.effect = effects.pop() if len(effects) == 1 else ""
            return made
        tree = scope.expression
        outputs = tree.selects if isinstance(tree, exp.Query) else []
        return (
            self._expression(scope, outputs[position]) if position < len(outputs) else _Made(is_whole=False)
        )

    def _expression(self, scope: Scope, node: exp.Expr) -> _Made:
        made = _Made()
        queries = {id(each.expression): each for each in scope.subquery_scopes}
        stack = [(node, False)]
        while stack:
            at, is_beside = stack.pop()
            if isinstance(at, exp.Column):
                made.add(self._named(scope, at), is_beside=is_beside)
            elif id(at) in queries:
                inner = queries[id(at)]
                for position in range(len(_outputs(inner))):
                    made.add(self._output(inner, position), is_beside=is_beside)
            elif isinstance(at, exp.Star):
                made.is_whole = made.is_whole and isinstance(at.parent, exp.Count)
            elif isinstance(at, exp.Query) and not isinstance(at, exp.Subquery):
                made.is_whole = False
            else:
                stack += ((child, is_beside or decides) for child, decides in _children(at))
        made.effect = self._effect(scope, node)
        return made

    def _effect(self, scope: Scope, node: exp.Expr) -> str:
        is_cast = is_rounded = False
        while True:
            if isinstance(node, exp.Cast):
                is_cast = True
            elif isinstance(node, _ROUNDING) and all(
                isinstance(each, exp.Literal) for each in node.expressions
            ):
                is_rounded = True
            elif not isinstance(node, exp.Alias | exp.Paren):
                break
            node = node.this
        effect = (
            self._named(scope, node).effect if isinstance(node, exp.Column) else _EFFECTS.get(type(node), "")
        )
        if effect in ("identity", "cast"):
            return "" if is_rounded else "cast" if is_cast else effect
        return effect

    def _named(self, scope: Scope, column: exp.Column) -> _Made:
        """Find out what a column means where it stands."""
        if isinstance(column.this, exp.Star):
            return _Made(is_whole=isinstance(column.parent, exp.Count))
        names = [part.name for part in column.parts]
        outer: Scope | None = scope
        while outer is not None:
            sources = {name.casefold(): source for name, source in outer.sources.items()}
            for start in range(len(names) - 1):
                if names[start].casefold() in sources and (start == 0 or start == len(names) - 2):
                    return self._of(sources[names[start].casefold()], tuple(names[start + 1 :]))
            outer = outer.parent if outer.is_subquery else None
        return self._column(scope, tuple(names))

    def _column(self, scope: Scope, path: tuple[str, ...]) -> _Made:
        """Find a column that is not qualified: in the one source that has it, or that may have it."""
        if isinstance(scope.expression, exp.SetOperation):
            return _Made(is_whole=False)
        sources = _selected(scope)
        outer = scope.parent if scope.is_subquery else None
        while outer is not None:
            sources += _selected(outer)
            outer = outer.parent if outer.is_subquery else None
        if not sources and scope is self._root:
            return _Made({SqlColumn((), path): None}, effect="identity")
        tables = tuple(dict.fromkeys(self._number(each) for each in sources if isinstance(each, exp.Table)))
        inner = [each for each in sources if isinstance(each, Scope)]
        having = [each for each in inner if _may_have(each, path[0])]
        if not having and tables:
            return _Made({SqlColumn(tables, path): None}, effect="identity")
        if len(having) == 1 and not tables:
            return self._of(having[0], path)
        return _Made(is_whole=False)

    def _of(self, source: exp.Expr | Scope, path: tuple[str, ...]) -> _Made:
        """Find a column of a source."""
        if isinstance(source, exp.Table):
            return _Made({SqlColumn((self._number(source),), path): None}, effect="identity")
        if not isinstance(source, Scope):
            return _Made(is_whole=False)
        outputs = _outputs(source)
        found = [at for at, name in enumerate(outputs) if name and name.casefold() == path[0].casefold()]
        if len(found) == 1:
            made = self._output(source, found[0])
            return made if len(path) == 1 else _Made(made.values, made.others, made.is_whole)
        if not found and None in outputs:
            return self._column(source, path)
        return _Made(is_whole=False)


def _selected(scope: Scope) -> list[exp.Table | Scope]:
    """Give what a query selects from; its sources also have what it could select from."""
    return [source for _, source in scope.selected_sources.values()]


def _outputs(scope: Scope) -> list[str | None]:
    """Give the names of a query's outputs; None for a star, empty where it has none."""
    tree = scope.expression
    if not isinstance(tree, exp.Query):
        return []
    parent = tree.parent
    renamed = parent.alias_column_names if isinstance(parent, exp.CTE | exp.Subquery) else []
    if renamed:
        return list(renamed)
    return [
        None if each.is_star and not _is_edited(each) else "" if each.is_star else each.alias_or_name
        for each in tree.selects
    ]


def _is_edited(star: exp.Expr) -> bool:
    """Say whether a star leaves columns out or names them otherwise."""
    inner = star.this if isinstance(star, exp.Column) else star
    return any(inner.args.values())


def _may_have(scope: Scope, name: str) -> bool:
    outputs = _outputs(scope)
    return not outputs or any(not each or each.casefold() == name.casefold() for each in outputs)


def _children(node: exp.Expr) -> Iterator[tuple[exp.Expr, bool]]:
    """Give the parts of an expression, and whether each decides about the value rather than being it."""
    for key, value in node.args.items():
        decides = (
            (isinstance(node, exp.If | exp.Case) and key == "this")
            or (isinstance(node, exp.Window) and key != "this")
            or (isinstance(node, exp.Filter) and key == "expression")
            or (
                isinstance(node, exp.Order)
                and key == "expressions"
                and not isinstance(node.parent, exp.WithinGroup)
            )
        )
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, exp.Expr):
                yield each, decides
