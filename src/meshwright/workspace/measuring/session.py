"""Locked sessions of DuckDB: they read the files that they are given, and nothing else.

The order of the settings is part of the guard: each of the last three makes those before it final.
What is allowed could still be written by a statement that writes; no statement but a SELECT of ours, or one that
`facts/sql/guard.py` has let through, ever reaches a session.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from meshwright.measuring.duckdb_columns import literal, quoted
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DATABASE = "measured"
"""The name under which a database file is attached, read-only."""


_BEFORE_DATA = ("SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false")
"""The settings that a database file is opened under: one that looks like SQLite's would make DuckDB download a reader."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may take."""

    memory_mib: int
    threads: int
    spill_folder: str
    spill_mib: int
    seconds: int
    """Time on the clock, and of one processor for SQL rules."""


@contextmanager
def session(limits: Limits, files: Sequence[str], database: str = "") -> Iterator[Any]:
    """Open a session on an empty database in memory; `database` is a file to attach beside it."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        for statement in _BEFORE_DATA:
            connection.execute(statement)
        if database:
            connection.execute(f"ATTACH {literal(database)} AS {quoted(DATABASE)} (READ_ONLY, TYPE duckdb)")
        for statement in _settings(limits, files):
            connection.execute(statement)
        yield connection


def _settings(limits: Limits, files: Sequence[str]) -> list[str]:
    listed = ", ".join(map(literal, files))
    return [
        "SET python_enable_replacements = false",
        "SET TimeZone = 'UTC'",
        f"SET memory_limit = '{limits.memory_mib}MiB'",
        f"SET threads = {limits.threads}",
        f"SET temp_directory = {literal(limits.spill_folder)}",
        f"SET max_temp_directory_size = '{limits.spill_mib}MiB'",
        "SET allow_persistent_secrets = false",
        f"SET allowed_paths = [{listed}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ]
