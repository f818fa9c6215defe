"""A contract's objects as tables for an SQL rule, with values converted to the contract's types.

This module does not know an engine or run a rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.measuring.sql_names import EVERY
from meshwright.measuring.views import marked, viewed, why_unread
from meshwright.workspace.measuring.relation import Relation
from meshwright.workspace.measuring.session import UnreadableError

if TYPE_CHECKING:
    from meshwright.measuring.columns import Expression
    from meshwright.measuring.probe import Column
    from meshwright.workspace.measuring.jobs import SqlJob, Target
    from meshwright.workspace.measuring.session import Session


class RuleViews:
    """The tables for one rule."""

    def __init__(self, job: SqlJob) -> None:
        self.names = job.names
        self.marks: dict[int, Column] = {}
        """The columns, by the number in their marks."""

    def body(self, session: Session, target: Target) -> str:
        """Return the query for an object; empty if the rule does not use it.

        Raises UnreadableError if the rule uses a column that cannot be read.
        """
        if not any(each.casefold() in self.names.named for each in target.names):
            return ""
        seen = Relation(session, target.place, target.columns)
        self._check(seen, target)
        if seen.types:
            return f"SELECT * FROM {seen.source.relation}"  # noqa: S608 - ours
        quoted = session.dialect.quoted
        columns = ", ".join(
            f"{self._column(target.columns[at], each)} AS {quoted(target.columns[at].physical)}"
            for at, each in seen.source.columns.items()
        )
        if not columns:
            raise UnreadableError("the data has none of its columns")
        return f"SELECT {columns} FROM {seen.source.rows()}"  # noqa: S608 - ours

    def why(self, message: str) -> str:
        """Return the reason for an error if the engine's message contains a mark; otherwise empty."""
        return marked(message, self.marks)

    def _check(self, seen: Relation, target: Target) -> None:
        named = [at for at, each in enumerate(target.columns) if _has(self.names.named, each)]
        lacking = {at for at in named if at not in seen.found}
        if named and target.place.form == "json":
            lacking |= {*seen.absent_keys()}
        for at in named:
            column = target.columns[at]
            if at in lacking:
                raise UnreadableError(f"the data has no `{column.physical}`")
            why = "" if seen.types else why_unread(column)
            if why and _has(self.names.examined, column):
                raise UnreadableError(f"`{column.name}` {why}")

    def _column(self, column: Column, found: Expression) -> str:
        mark = len(self.marks)
        self.marks[mark] = column
        return viewed(column, found, mark)


def _has(names: frozenset[str], column: Column) -> bool:
    return EVERY in names or column.physical.casefold() in names
