"""SQL pitfalls in policies: comparisons that silently accept undeclared values, comparisons with NULL, and `_` in LIKE."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from meshwright.policies.nullability import Nullability, operands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlglot import exp

    from meshwright.relational.binding import Binding


_LONGEST = 60
"""The maximum number of characters of a comparison that a message shows."""


def doubts(binding: Binding) -> Iterator[tuple[str, str]]:
    """Yield the pitfalls of a query: a code with its subject, and a message."""
    yield from _unknown_values(binding)
    yield from _comparisons_with_null(binding.tree)
    yield from _wildcards(binding.tree)


def _unknown_values(binding: Binding) -> Iterator[tuple[str, str]]:
    """Yield comparisons with columns that may be NULL, outside `IS TRUE` and similar predicates."""
    from sqlglot import exp

    guarded = {
        each.this.name.casefold()
        for each in binding.tree.find_all(exp.Is)
        if isinstance(each.this, exp.Column) and isinstance(each.expression, exp.Null)
    }
    seen: set[str] = set()
    nullability, filters = Nullability(binding), _Filters(binding.tree)
    of_order = (exp.LT, exp.GT, exp.LTE, exp.GTE, exp.NEQ, exp.Between)
    of_sameness = (exp.EQ, exp.In, exp.Like, exp.ILike, exp.Glob, exp.RegexpLike)
    for each in binding.tree.find_all(*of_order, *of_sameness):
        if _null_in(each) or (isinstance(each, of_sameness) and not _is_negated(each)):
            continue
        if each.find_ancestor(exp.Is) is not None or not filters.use(each):
            continue
        for column in _compared(each):
            name = column.name.casefold()
            if name in seen or name in guarded or not nullability.of(column):
                continue
            seen.add(name)
            text = _cut(each.parent if isinstance(each.parent, exp.Not) else each)
            way_out = f"write `(<what is allowed>) IS NOT TRUE`, or test `{name} IS NULL`"
            yield f"null:{name}", f"`{text}` misses items without `{name}`; {way_out}"


def _comparisons_with_null(tree: exp.Query) -> Iterator[tuple[str, str]]:
    """Yield comparisons with NULL itself, which are never true."""
    from sqlglot import exp

    for each in tree.find_all(exp.EQ, exp.NEQ, exp.LT, exp.GT, exp.LTE, exp.GTE):
        if not _null_in(each):
            continue
        other = each.this if isinstance(each.expression, exp.Null) else each.expression
        test = "IS NOT NULL" if isinstance(each, exp.NEQ) else "IS NULL"
        text, instead = _cut(each), f"{other.sql('sqlite')} {test}"
        yield f"is-null:{text}", f"`{text}` is never true; write `{instead}`"


def _null_in(comparison: exp.Expr) -> bool:
    from sqlglot import exp

    return any(isinstance(comparison.args.get(key), exp.Null) for key in ("this", "expression"))


def _is_negated(predicate: exp.Expr) -> bool:
    """Return whether a predicate is inside an odd number of NOTs, with only AND and OR in between."""
    from sqlglot import exp

    is_negated = bool(predicate.args.get("negate"))
    above = predicate.parent
    while isinstance(above, exp.Not | exp.Paren | exp.And | exp.Or):
        is_negated ^= isinstance(above, exp.Not)
        above = above.parent
    return is_negated


def _cut(part: exp.Expr) -> str:
    text = part.sql("sqlite")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _compared(each: exp.Expr) -> Iterator[exp.Column]:
    for key in ("this", "expression", "low", "high"):
        yield from operands(each.args.get(key))


class _Filters:
    """The parts of a query that determine which rows it returns, including values that other parts filter by."""

    def __init__(self, tree: exp.Query) -> None:
        self._tree = tree

    @cached_property
    def _compared_with(self) -> dict[str, set[str]]:
        """The columns in filters, by name, with the strings and numbers that they are compared with for equality."""
        from sqlglot import exp

        found: dict[str, set[str]] = {}
        for column in self._tree.find_all(exp.Column):
            if not isinstance(column.find_ancestor(*_clauses()), exp.Select):
                values = found.setdefault(column.name.casefold(), set())
                if isinstance(column.parent, exp.EQ):
                    sides = (column.parent.this, column.parent.expression)
                    values.update(each.name for each in sides if isinstance(each, exp.Literal))
        return found

    def use(self, each: exp.Expr) -> bool:
        """Return whether a comparison filters rows so that a row is dropped if NULL makes the comparison unknown."""
        from sqlglot import exp

        choice = each.find_ancestor(exp.Case, exp.If, *_clauses())
        if isinstance(choice, exp.If):
            return self._chooses(each, choice)
        if isinstance(choice, exp.Case):
            return False  # the operand or the ELSE value of CASE
        return not isinstance(choice, exp.Select) or self._is_used(each, None)

    def _chooses(self, each: exp.Expr, choice: exp.If) -> bool:
        """Return whether a filter drops the value that results if a condition is not true."""
        from sqlglot import exp

        if not _is_in(each, choice.this):
            return False
        whole = choice.parent if isinstance(choice.parent, exp.Case) else choice
        rest = whole.args.get("default" if isinstance(whole, exp.Case) else "false")
        clause = whole.find_ancestor(*_clauses())
        if isinstance(clause, exp.Select):
            return self._is_used(whole, rest)
        return not _is_true(rest) and not _is_sought(whole, rest)

    def _is_used(self, value: exp.Expr, rest: exp.Expr | None) -> bool:
        """Return whether an outer filter uses a value from a subquery; `rest` is the value if a condition is unknown."""
        from sqlglot import exp

        select = value.find_ancestor(exp.Select)
        if select is None or select is self._tree:
            return False
        for output in select.expressions:
            name = output.alias_or_name.casefold()
            if name in self._compared_with and _is_in(value, output):
                sought = self._compared_with[name]
                return not (_is_true(rest) if not sought else rest is not None and rest.name in sought)
        return False


def _clauses() -> tuple[type[exp.Expr], ...]:
    from sqlglot import exp

    return exp.Where, exp.Having, exp.Join, exp.Select


def _is_in(part: exp.Expr, whole: exp.Expr) -> bool:
    while part is not whole:
        if part.parent is None:
            return False
        part = part.parent
    return True


def _is_true(value: exp.Expr | None) -> bool:
    """Return whether a value is a literal that passes a filter."""
    from sqlglot import exp

    if isinstance(value, exp.Boolean):
        return bool(value.this)
    return isinstance(value, exp.Literal) and not value.is_string and value.name.strip("0.") != ""


def _is_sought(whole: exp.Expr, rest: exp.Expr | None) -> bool:
    """Return whether a CASE is compared with the value that it has if its conditions are unknown."""
    from sqlglot import exp

    around = whole.parent
    if not isinstance(around, exp.EQ) or not isinstance(rest, exp.Literal):
        return False
    return rest.name in {
        each.name for each in (around.this, around.expression) if isinstance(each, exp.Literal)
    }


def _wildcards(tree: exp.Query) -> Iterator[tuple[str, str]]:
    """Yield LIKE patterns with `_`, which matches any character."""
    from sqlglot import exp

    for each in tree.find_all(exp.Like, exp.ILike):
        pattern = each.args.get("expression")
        if (
            isinstance(pattern, exp.Literal)
            and "_" in pattern.name
            and not isinstance(each.parent, exp.Escape)
        ):
            glob = pattern.name.replace("%", "*")
            yield (
                f"like:{pattern.name}",
                f"`_` in LIKE '{pattern.name}' matches any character; write GLOB '{glob}', which matches it literally",
            )
