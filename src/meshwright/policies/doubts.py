"""Traps of SQL in policies: comparisons that silently pass what is not declared, and `_` in LIKE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.relational.model import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlglot import exp

    from meshwright.relational.binding import Binding


def doubts(binding: Binding) -> Iterator[tuple[str, str]]:
    """Yield the traps of a query: a code with its subject, and a message."""
    yield from _unknown_values(binding)
    yield from _wildcards(binding.tree)


def _unknown_values(binding: Binding) -> Iterator[tuple[str, str]]:
    """Yield comparisons with columns that may be NULL, outside of `IS TRUE` and the like."""
    from sqlglot import exp

    guarded = {
        each.this.name.casefold()
        for each in binding.tree.find_all(exp.Is)
        if isinstance(each.this, exp.Column) and isinstance(each.expression, exp.Null)
    }
    seen: set[str] = set()
    for each in binding.tree.find_all(exp.LT, exp.GT, exp.LTE, exp.GTE, exp.NEQ, exp.Between, exp.In):
        if isinstance(each, exp.In) and not isinstance(each.parent, exp.Not):
            continue
        if each.find_ancestor(exp.Is) is not None or not _filters(each):
            continue
        for column in _operands(each):
            name = column.name.casefold()
            if name in seen or name in guarded or not _is_nullable(column, binding):
                continue
            seen.add(name)
            text = (each.parent if isinstance(each.parent, exp.Not) else each).sql("sqlite")
            text = text if len(text) <= 60 else f"{text[:59]}…"
            yield (
                f"null:{name}",
                f"`{text}` passes what has no `{name}`; write `(<what is allowed>) IS NOT TRUE`, or test `{name} IS NULL`",
            )


def _filters(each: exp.Expr) -> bool:
    """Return whether a comparison decides which rows are found, instead of being a value of them."""
    from sqlglot import exp

    return each.find_ancestor(
        exp.Where, exp.Having, exp.Join, exp.Select, exp.Case
    ) is not None and not isinstance(
        each.find_ancestor(exp.Where, exp.Having, exp.Join, exp.Select, exp.Case), exp.Select | exp.Case
    )


def _operands(each: exp.Expr) -> Iterator[exp.Column]:
    """Yield the columns that are compared as they are; functions such as `ifnull` may give NULL a meaning."""
    from sqlglot import exp

    parts = [each.this, each.args.get("expression"), each.args.get("low"), each.args.get("high")]
    while parts:
        part = parts.pop(0)
        if isinstance(part, exp.Column):
            yield part
        elif isinstance(part, exp.Paren | exp.Neg | exp.Max | exp.Min | exp.Avg | exp.Sum):
            parts.append(part.this)
        elif isinstance(part, exp.Add | exp.Sub | exp.Mul | exp.Div):
            parts += [part.this, part.expression]


def _is_nullable(column: exp.Column, binding: Binding) -> bool:
    """Return whether a column of the model may be NULL; one of an expression is unknown, and not reported."""
    from sqlglot import exp

    aliases = {
        each.alias_or_name.casefold(): each.name.casefold() for each in binding.tree.find_all(exp.Table)
    }
    tables = [aliases.get(column.table.casefold(), "")] if column.table else list(binding.reads)
    return any(
        each.name == column.name.casefold() and each.is_nullable
        for table in tables
        if table in TABLES and table in binding.reads
        for each in TABLES[table].columns
    )


def _wildcards(tree: exp.Query) -> Iterator[tuple[str, str]]:
    """Yield patterns of LIKE with `_`, which matches any character."""
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
                f"`_` in LIKE '{pattern.name}' is any character; write GLOB '{glob}', where it is itself",
            )
