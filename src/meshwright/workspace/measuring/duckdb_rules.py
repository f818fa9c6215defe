"""SQL rules run by DuckDB in a separate process with limits; each object in the contract is a view."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from meshwright.measuring.dialects.duckdb import DUCKDB
from meshwright.measuring.observation import SHORT_OF_MEMORY
from meshwright.workspace.measuring.duckdb_session import DuckDbSession, session
from meshwright.workspace.measuring.rule_views import RuleViews
from meshwright.workspace.measuring.session import EngineError, ExhaustedError, UnreadableError

if TYPE_CHECKING:
    from meshwright.workspace.measuring.jobs import SqlJob, Target


def rule_rows(job: SqlJob) -> list[tuple[Any, ...]]:
    """Return the first two rows of a rule's result; raises UnreadableError, ExhaustedError and EngineError."""
    import duckdb

    _bound(job)
    files = [file for each in job.tables if each.place.form != "table" for file in each.place.files]
    database = next((each.place.files[0] for each in job.tables if each.place.form == "table"), "")
    views = RuleViews(job)
    try:
        with session(job.limits, files, database) as connection:
            for each in job.tables:
                _add(views, DuckDbSession(connection), each)
            found: list[tuple[Any, ...]] = connection.execute(job.sql).fetchmany(2)
            return found
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise ExhaustedError(SHORT_OF_MEMORY) from error
    except duckdb.Error as error:
        if why := views.why(str(error)):
            raise UnreadableError(why) from error
        raise EngineError(type(error).__name__) from error


def _add(views: RuleViews, session: DuckDbSession, target: Target) -> None:
    """Create a view for an object; raises UnreadableError if the rule refers to a column that cannot be read."""
    body = views.body(session, target)
    for name in target.names if body else ():
        session.connection.execute(f"CREATE VIEW {DUCKDB.quoted(name)} AS {body}")


def _bound(job: SqlJob) -> None:
    """Limit this process's resources as far as the system supports it."""
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
