"""Nullability: whether a column in a query may be NULL, for columns of the model and of subqueries that rename them.

This module does not know which comparisons are pitfalls.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from meshwright.relational.model import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlglot import exp

    from meshwright.relational.binding import Binding


class Nullability:
    """The columns of one query that may be NULL; results of expressions are unknown and not reported."""

    def __init__(self, binding: Binding) -> None:
        self._tree = binding.tree
        self._known: dict[tuple[int, str], bool] = {}

    @cached_property
    def _named(self) -> dict[str, exp.CTE]:
        """The common table expressions; for duplicate names, the first."""
        from sqlglot import exp

        return {each.alias_or_name.casefold(): each for each in reversed([*self._tree.find_all(exp.CTE)])}

    def of(self, column: exp.Column) -> bool:
        """Return whether a column in an expression may be NULL."""
        from sqlglot import exp

        name, select = column.name.casefold(), column.find_ancestor(exp.Select)
        while select is not None:
            sources = _sources(select)
            if column.table:
                sources = {key: each for key, each in sources.items() if key == column.table.casefold()}
            found = [given for each in sources.values() if (given := self._of_source(each, name)) is not None]
            if found:
                return any(found)
            own = None if column.table else _projection(select, name)
            if own is not None and own.find(exp.Column) is not column:
                return self._of_value(own)
            select = select.find_ancestor(exp.Select)
        return False

    def _of_source(self, source: exp.Expr, name: str) -> bool | None:
        """Return whether a column of a source may be NULL; None if the source does not provide the column."""
        from sqlglot import exp

        if isinstance(source, exp.Table):
            cte = self._named.get(source.name.casefold())
            if cte is None:
                table = TABLES.get(source.name.casefold())
                columns = table.columns if table is not None else ()
                return next((each.is_nullable for each in columns if each.name == name), None)
            query, names = cte.this, [each.name.casefold() for each in cte.args["alias"].columns]
        else:
            query, names = source.this, []
        if not isinstance(query, exp.Query):
            return None
        if names:
            if name not in names:
                return None
            position = names.index(name)
            return self._of_query(query, name, position)
        return self._of_query(query, name, None)

    def _of_query(self, query: exp.Query, name: str, position: int | None) -> bool | None:
        """Return whether a column of a query may be NULL, by its name or its position."""
        key = (id(query), f"{name} {position}")
        if key in self._known:
            return self._known[key]
        self._known[key] = False  # the columns of a recursive query come from its other parts
        found = self._of_parts(query, name, position)
        if found is None:
            del self._known[key]
        else:
            self._known[key] = found
        return found

    def _of_parts(self, query: exp.Query, name: str, position: int | None) -> bool | None:
        from sqlglot import exp

        if isinstance(query, exp.SetOperation):
            first = _first(query)
            if position is None:
                outputs = [each.alias_or_name.casefold() for each in first.expressions]
                position = outputs.index(name) if name in outputs else None
            parts = [self._of_query(each, name, position) for each in (query.left, query.right)]
            known = [each for each in parts if each is not None]
            return any(known) if known else None
        if not isinstance(query, exp.Select):
            return None
        if position is not None:
            values = query.expressions[position : position + 1]
            value = values[0] if values else None
        else:
            value = _projection(query, name)
        if value is not None:
            return self._of_value(value)
        if any(each.is_star for each in query.expressions):
            given = [self._of_source(each, name) for each in _sources(query).values()]
            known = [each for each in given if each is not None]
            return any(known) if known else None
        return None

    def _of_value(self, value: exp.Expr) -> bool:
        return any(map(self.of, operands(value)))


def _first(query: exp.Query) -> exp.Expr:
    """Return the first SELECT of a compound query, which determines the names."""
    from sqlglot import exp

    found: exp.Expr = query
    while isinstance(found, exp.SetOperation | exp.Subquery):
        found = found.this
    return found


def _sources(select: exp.Expr) -> dict[str, exp.Expr]:
    """Return the tables and subqueries that a SELECT reads, by their aliases."""
    joins = [each.this for each in select.args.get("joins") or ()]
    begin = select.args.get("from_")
    return {each.alias_or_name.casefold(): each for each in ([begin.this] if begin else []) + joins}


def _projection(select: exp.Expr, name: str) -> exp.Expr | None:
    """Return the value that has a given name in a SELECT."""
    from sqlglot import exp

    outputs: list[exp.Expr] = select.expressions
    for each in outputs:
        if each.alias_or_name.casefold() == name and not each.is_star:
            value: exp.Expr = each.this if isinstance(each, exp.Alias) else each
            return value
    return None


def operands(value: exp.Expr | None) -> Iterator[exp.Column]:
    """Yield the columns that make a value NULL if they are NULL; functions such as `ifnull` can replace NULL."""
    from sqlglot import exp

    parts = [value]
    while parts:
        part = parts.pop(0)
        if isinstance(part, exp.Column):
            yield part
        elif isinstance(part, exp.Alias | exp.Paren | exp.Neg | exp.Max | exp.Min | exp.Avg | exp.Sum):
            parts.append(part.this)
        elif isinstance(part, exp.Add | exp.Sub | exp.Mul | exp.Div):
            parts += [part.this, part.expression]
