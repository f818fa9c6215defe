"""SQL rules on DuckDB, within the limits of a separate process: the objects of a contract are its views."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from meshwright.measuring.dialects.duckdb import DUCKDB
from meshwright.measuring.observation import SHORT_OF_MEMORY
from meshwright.measuring.sql_names import EVERY
from meshwright.measuring.views import marked, viewed, why_unread
from meshwright.workspace.measuring.duckdb_session import DuckDbSession, session
from meshwright.workspace.measuring.relation import Relation
from meshwright.workspace.measuring.session import EngineError, ExhaustedError, UnreadableError

if TYPE_CHECKING:
    from meshwright.measuring.columns import Expression
    from meshwright.measuring.probe import Column
    from meshwright.workspace.measuring.jobs import SqlJob, Target


def rule_rows(job: SqlJob) -> list[tuple[Any, ...]]:
    """Return the first two rows of a rule's answer; raises UnreadableError, ExhaustedError and EngineError."""
    import duckdb

    _bound(job)
    files = [file for each in job.tables if each.place.form != "table" for file in each.place.files]
    database = next((each.place.files[0] for each in job.tables if each.place.form == "table"), "")
    views = _Views(job)
    try:
        with session(job.limits, files, database) as connection:
            for each in job.tables:
                views.add(DuckDbSession(connection), each)
            found: list[tuple[Any, ...]] = connection.execute(job.sql).fetchmany(2)
            return found
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise ExhaustedError(SHORT_OF_MEMORY) from error
    except duckdb.Error as error:
        if why := marked(str(error), views.marks):
            raise UnreadableError(why) from error
        raise EngineError(type(error).__name__) from error


def _bound(job: SqlJob) -> None:
    """Limit this process as far as the system allows."""
    with suppress(ImportError):
        import resource

        memory = (2 * job.limits.memory_mib + 1_024) << 20
        for what, limit in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, job.limits.seconds),
            (resource.RLIMIT_FSIZE, job.limits.spill_mib << 20),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))


class _Views:
    """The objects of a contract as tables, with values of their types."""

    def __init__(self, job: SqlJob) -> None:
        self.names = job.names
        self.marks: dict[int, Column] = {}
        """The columns by the numbers in their marks."""

    def add(self, session: DuckDbSession, target: Target) -> None:
        """Add an object; raises UnreadableError if the rule names a column of it that cannot be read."""
        if not any(each.casefold() in self.names.named for each in target.names):
            return
        seen = Relation(session, target.place, target.columns)
        self._check(seen, target)
        if seen.types:
            body = f"SELECT * FROM {seen.source.relation}"  # noqa: S608 - ours
        else:
            columns = ", ".join(
                f"{self._column(target.columns[at], each)} AS {DUCKDB.quoted(target.columns[at].physical)}"
                for at, each in seen.source.columns.items()
            )
            if not columns:
                raise UnreadableError("the data has none of its columns")
            body = f"SELECT {columns} FROM {seen.source.rows()}"  # noqa: S608 - ours
        for name in target.names:
            session.connection.execute(f"CREATE VIEW {DUCKDB.quoted(name)} AS {body}")

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
