"""Opening of engines, which are imported only when they are opened.

This module does not run queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.workspace.measuring.session import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from meshwright.workspace.measuring.jobs import SqlJob
    from meshwright.workspace.measuring.places import Place
    from meshwright.workspace.measuring.session import Limits, Session


def opened(limits: Limits, places: Sequence[Place]) -> AbstractContextManager[Session]:
    """Open one session for all places, with the first one's engine; raises UnreadableError."""
    if places[0].engine == "postgresql":
        from meshwright.workspace.measuring.postgresql_session import opened as postgresql

        return postgresql(limits, places)
    if places[0].engine == "spark":
        from meshwright.workspace.measuring.spark_session import opened as spark

        return spark(limits, places)
    from meshwright.workspace.measuring.duckdb_session import opened as duckdb

    return duckdb(limits, places)


def rule_rows(job: SqlJob) -> list[tuple[Any, ...]]:
    """Return the first two rows of a rule's result; raises UnreadableError, ExhaustedError and EngineError."""
    if not job.tables:
        raise UnreadableError("its contract has no data here")
    if job.tables[0].place.engine == "postgresql":
        from meshwright.workspace.measuring.postgresql_session import rule_rows as postgresql

        return postgresql(job)
    if job.tables[0].place.engine == "spark":
        from meshwright.workspace.measuring.spark_session import rule_rows as spark

        return spark(job)
    from meshwright.workspace.measuring.duckdb_rules import rule_rows as duckdb

    return duckdb(job)
