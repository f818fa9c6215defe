"""Sources of a query: tables, queries and table functions, possibly with a pivot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLATTENED = frozenset({"seq", "key", "path", "index", "value", "this"})
"""The columns of Snowflake's `FLATTEN`."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A source of a query; exactly one of `table`, `scope` and `function` is set."""

    name: str
    """The qualifier of the source's columns, in lower case."""
    table: exp.Table | None = None
    scope: Scope | None = None
    function: exp.Expr | None = None
    columns: frozenset[str] = frozenset()
    """The columns of a function, if known."""
    renamed: frozenset[str] = frozenset()
    """The names that the query gives to the columns of a table."""
    keys: frozenset[str] = frozenset()
    """The columns in the join's `USING` clause."""
    pivots: Mapping[str, tuple[list[exp.Column], list[exp.Column]]] = field(default_factory=dict)
    """For each column that a pivot creates, the columns with its values, and the columns that determine them."""
    pivoted: tuple[exp.Column, ...] = ()
    """All columns named in a pivot."""
    is_semi: bool = False
    """Whether the source only filters rows (`SEMI JOIN`), so that unqualified names never refer to its columns."""

    @property
    def plain(self) -> Source:
        """The source before the pivot."""
        return replace(self, pivots={}, pivoted=())

    def has(self, name: str) -> bool:
        """Return whether the source certainly has a column."""
        folded = name.casefold()
        if self.is_semi:
            return False
        if folded in self.pivots or folded in self.columns or folded in self.renamed:
            return True
        if self.scope is None:
            return False
        return any(each and each.casefold() == folded for each in output_names(self.scope))

    def may_have(self, name: str) -> bool:
        """Return whether the source may have a column: it has the column, or its columns are unknown."""
        if self.is_semi:
            return False
        if self.has(name) or self.table is not None:
            return True
        if self.function is not None:
            return not self.columns
        outputs = output_names(self.scope) if self.scope is not None else []
        return not outputs or None in outputs


def sources_of(scope: Scope, scopes: Mapping[int, Scope]) -> tuple[Source, ...]:
    """Return a query's sources, in the order in which they appear in the query."""
    tree = scope.expression
    keys = {
        join.this.alias_or_name.casefold(): frozenset(name.name.casefold() for name in join.args["using"])
        for join in tree.args.get("joins") or ()
        if join.args.get("using")
    }
    found = []
    for name, (node, source) in scope.selected_sources.items():
        made = _source(name.casefold(), source, scopes)
        pivots = (node.parent if isinstance(node.parent, exp.Subquery) else node).args.get("pivots") or (
            node.args.get("pivots") or []
        )
        made = _pivoted(made, pivots)
        found.append(replace(made, keys=keys.get(name.casefold(), frozenset())))
    for join in tree.args.get("joins") or ():
        name = join.this.alias_or_name
        if join.kind in ("SEMI", "ANTI") and name in scope.sources and name not in scope.selected_sources:
            semi = _source(name.casefold(), scope.sources[name], scopes)
            found.append(replace(semi, is_semi=True))
    return tuple(found)


def _source(name: str, source: exp.Expr | Scope, scopes: Mapping[int, Scope]) -> Source:
    if isinstance(source, Scope):
        tree = source.expression
        if not source.is_udtf:
            return Source(name, scope=_recursive(source, scopes))
        inner = tree.this if isinstance(tree, exp.Lateral) else tree
        if isinstance(inner, exp.Subquery) and id(inner.this) in scopes:
            return Source(name, scope=scopes[id(inner.this)])
        return Source(name, function=tree, columns=_function_columns(tree))
    if isinstance(source, exp.Table):
        columns = frozenset(each.name.casefold() for each in _alias_columns(source))
        if isinstance(source.this, exp.Func):
            return Source(name, function=source, columns=columns or frozenset({name}))
        return Source(name, table=source, renamed=columns)
    return Source(name)


def _recursive(source: Scope, scopes: Mapping[int, Scope]) -> Scope:
    """Return the whole recursive query, given the first branch that represents it."""
    above = source.expression.parent
    if (
        isinstance(above, exp.SetOperation)
        and isinstance(above.parent, exp.CTE)
        and above.this is source.expression
    ):
        return scopes.get(id(above), source)
    return source


def _alias_columns(node: exp.Expr) -> list[exp.Expr]:
    alias = node.args.get("alias")
    return list(alias.args.get("columns") or ()) if isinstance(alias, exp.TableAlias) else []


def _function_columns(tree: exp.Expr) -> frozenset[str]:
    columns = frozenset(each.name.casefold() for each in _alias_columns(tree))
    inner = tree.this if isinstance(tree, exp.Lateral) else tree
    if isinstance(inner, exp.Expr):
        columns |= {each.name.casefold() for each in inner.find_all(exp.OpenJSONColumnDef)}
    if isinstance(tree, exp.Unnest) and tree.args.get("offset"):
        offset = tree.args["offset"]
        columns |= {offset.name.casefold() if isinstance(offset, exp.Expr) else "offset"}
    return columns or (_FLATTENED if isinstance(inner, exp.Explode) else frozenset())


def _pivoted(source: Source, pivots: list[exp.Pivot]) -> Source:
    if not pivots:
        return source
    made: dict[str, tuple[list[exp.Column], list[exp.Column]]] = {}
    named: dict[str, exp.Column] = {}
    for pivot in pivots:
        if pivot.args.get("unpivot"):
            values = [
                column
                for each in pivot.fields
                for column in each.find_all(exp.Column)
                if column.parent is not each or column.arg_key == "expressions"
            ]
            made.update((each.name.casefold(), (values, [])) for each in pivot.expressions)
            made.update((each.this.name.casefold(), ([], [])) for each in pivot.fields)
            named.update((column.name, column) for column in values)
        else:
            made.update(_spread(pivot))
            inner = [column for each in pivot.expressions for column in each.find_all(exp.Column)]
            inner += [column for each in pivot.fields for column in each.this.find_all(exp.Column)]
            named.update((column.name, column) for column in inner)
    alias = pivots[-1].alias or source.name
    return replace(source, name=alias.casefold(), pivots=made, pivoted=tuple(named.values()))


def _spread(pivot: exp.Pivot) -> dict[str, tuple[list[exp.Column], list[exp.Column]]]:
    """Return the columns that a pivot creates from rows; with several aggregates, columns are matched by name suffix."""
    decides = [column for each in pivot.fields for column in each.this.find_all(exp.Column)]
    found = {}
    for column in pivot.args.get("columns") or ():
        name = column.name.strip("'\"").casefold()
        own = [each for each in pivot.expressions if each.alias and name.endswith(each.alias.casefold())]
        values = [column for each in own or pivot.expressions for column in each.find_all(exp.Column)]
        found[name] = (values, decides)
    return found


def output_names(scope: Scope) -> list[str | None]:
    """Return the names of a query's outputs; None for a star, empty for an unnamed one."""
    tree = scope.expression
    if not isinstance(tree, exp.Query):
        return []
    parent = tree.parent
    renamed = parent.alias_column_names if isinstance(parent, exp.CTE | exp.Subquery) else []
    if renamed:
        return list(renamed)
    return [None if each.is_star else each.alias_or_name for each in tree.selects]
