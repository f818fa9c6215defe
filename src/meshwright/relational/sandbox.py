"""SQLite as a sandbox: it can only read the model's tables, and has no clock, random numbers or disk access.

Queries have limits on instructions, CPU time, memory and the length of strings; exceeding a limit is an error. Does
not: know which tables exist, or fill them.
"""

from __future__ import annotations

import re
import sqlite3
import time
import weakref
from typing import TYPE_CHECKING, Any

from meshwright.relational import dates, patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

OLDEST = (3, 40, 0)
"""The minimum version of SQLite."""
LONGEST_SQL = 20_000
"""The maximum length of a query in characters."""
LONGEST_VALUE = 1_000_000
"""The maximum size of a string or a row in bytes."""
MOST_INSTRUCTIONS = 200_000_000
"""The maximum number of SQLite virtual machine instructions for one query; unlike time, this number is the same
on every machine.
"""
MOST_SECONDS = 1.5
"""The maximum CPU time for one query, because instructions on long strings take longer."""
MOST_MEMORY = 2 * 1024**3
"""The maximum memory in bytes for SQLite as a whole."""
_STEP = 2_000
"""The number of instructions between two checks of the limits."""
_CALL = 20
"""The number of instructions that each call to one of our functions adds to the count."""

NATIVE = frozenset(
    """
    abs avg coalesce count dense_rank first_value group_concat ifnull iif json_array_length json_extract json_type lag
    last_value lead length likelihood likely lower max min nth_value ntile nullif rank round row_number sign substr
    substring sum total typeof unicode unlikely upper -> ->>
    """.split()  # noqa: SIM905 - read as words
)
"""The allowed SQLite functions, all of which take linear time."""

_PATTERNS = ("like", "glob")
_END = re.compile(r";\s*(?:--[^\n]*\s*)*\Z")
"""A trailing semicolon, and any comments that follow it."""


class QueryError(Exception):
    """A query cannot run or exceeds a limit; the message is for users."""


class TooLongError(QueryError):
    """A query takes too long."""


class _TooLargeError(ValueError):
    """A function returns a string that is too long; the message is for users."""


MOST_LATE = 5
"""The maximum number of queries in a run that may exceed the time limit, because a change could add any number of them.
"""


class Sandbox:
    """A connection to an empty in-memory database, with the functions that queries can call."""

    def __init__(self, today: date, *, is_plain: bool = False) -> None:
        """Open the connection; with `is_plain`, SQLite itself matches LIKE and GLOB, which is faster but linear
        only for plain patterns.
        """
        if sqlite3.sqlite_version_info < OLDEST:
            raise QueryError(f"SQLite {sqlite3.sqlite_version} is too old; version 3.40 or later is required")
        self.connection = sqlite3.connect(
            ":memory:",
            isolation_level=None,
            check_same_thread=False,
            cached_statements=0,  # without a cache, every statement is authorized again, so that `reads` is complete
        )
        weakref.finalize(self, self.connection.close)
        self.connection.text_factory = lambda data: data.decode(errors="replace")
        self._fault = ""
        self._is_late = False
        self._left = 0
        self._until = 0.0
        self.reads: set[tuple[str, str]] = set()
        """The tables and columns that recent statements read."""
        self._allowed: Mapping[str, frozenset[str]] = {}
        self._named: frozenset[str] = frozenset()
        """The query's common table expressions, whose rows can be counted."""
        functions = {**OURS, "today": (0, today.isoformat)}
        for name, (count, function) in functions.items():
            if name in _PATTERNS and is_plain:
                continue
            self.connection.create_function(name, count, self._guarded(function), deterministic=True)
        for setting in ("temp_store=MEMORY", "trusted_schema=OFF", f"hard_heap_limit={MOST_MEMORY}"):
            self.connection.execute(f"PRAGMA {setting}")

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function on strings: for NULL, the result is NULL, and each call counts as several instructions.

        The wrapper has a weak reference to the sandbox: the garbage collector does not see inside a connection, so a
        reference cycle would keep every database until the process ends.
        """
        sandbox = weakref.proxy(self)

        def call(*arguments: Any) -> Any:  # noqa: ANN401 - values of SQLite
            sandbox._left -= _CALL  # noqa: SLF001 - its own
            if None in arguments:
                return None
            texts = [each if isinstance(each, str) else _written(each) for each in arguments]
            sandbox._left -= sum(map(len, texts)) >> 3  # noqa: SLF001 - its own
            try:
                return function(*texts)
            except (dates.DateError, patterns.PatternError, _TooLargeError) as error:
                sandbox._fault = str(error)  # noqa: SLF001 - its own
                raise
            except TypeError as error:
                sandbox._fault = "a function has the wrong number of arguments"  # noqa: SLF001 - its own
                raise ValueError from error

        return call

    def close_up(self, tables: Mapping[str, frozenset[str]]) -> None:
        """Restrict all later reads to the given tables and columns."""
        connection = self.connection
        self._allowed = tables
        for limit, value in (
            (sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE),
            (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 4 * LONGEST_SQL),
            (sqlite3.SQLITE_LIMIT_COLUMN, 200),
            (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
            (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 50),
            (sqlite3.SQLITE_LIMIT_VDBE_OP, 250_000),
            (sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 50),
            (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
            (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
            (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
        ):
            connection.setlimit(limit, value)
        sandbox = weakref.proxy(self)

        def authorize(*asked: Any) -> int:  # noqa: ANN401 - what SQLite asks
            code: int = sandbox._authorize(*asked)  # noqa: SLF001 - its own
            return code

        connection.set_authorizer(authorize)

    def _authorize(self, action: int, one: str | None, two: str | None, *_: str | None) -> int:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            name = (two or "").casefold()
            if name in NATIVE or name in OURS:
                return sqlite3.SQLITE_OK
            self._deny(f"function `{name}` is not available; `meshwright schema tables` lists the functions")
        if action == sqlite3.SQLITE_READ:
            table, column = (one or "").casefold(), (two or "").casefold()
            if table in self._allowed and (not column or column in self._allowed[table]):
                self.reads.add((table, column))
                return sqlite3.SQLITE_OK
            if table in self._named and not column and not table.startswith(("sqlite_", "pragma_", "json_")):
                return sqlite3.SQLITE_OK
            self._deny(f"table `{one}` is not part of the model; `meshwright schema tables` lists the tables")
        self._deny("only SELECT on tables of the model is available")
        return sqlite3.SQLITE_DENY

    def _deny(self, reason: str) -> None:
        """Record the first denied action, which explains the others."""
        self._fault = self._fault or reason

    def run(
        self, sql: str, most_rows: int, named: frozenset[str] = frozenset()
    ) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return the column names and rows of a query with given common table expressions; raises QueryError."""
        self._fault = ""
        self._is_late = False
        self._named = named
        self._left = MOST_INSTRUCTIONS
        self._until = time.thread_time() + MOST_SECONDS
        self.connection.set_progress_handler(self._looked, _STEP)
        try:
            cursor = self.connection.execute(sql)
            rows: list[tuple[Any, ...]] = []
            size = 0
            for row in cursor:
                rows.append(tuple(map(_plain, row)))
                size += sum(len(each) for each in row if isinstance(each, str | bytes))
                if len(rows) > most_rows or size > 64 * LONGEST_VALUE:
                    raise QueryError(f"the result has more than {most_rows:,} rows, or is larger than 64 MB")
            names = tuple(each[0] for each in cursor.description or ())
        except MemoryError as error:
            raise QueryError("the query needs too much memory") from error
        except (sqlite3.Error, sqlite3.Warning) as error:
            if self._is_late:
                raise TooLongError("the query takes too long; join tables on their `_id` columns") from error
            raise QueryError(self._fault or str(error)) from error
        finally:
            self.connection.set_progress_handler(None, 0)
        return names, rows

    def columns(self, sql: str, named: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return the column names of a query without running it; raises QueryError."""
        self.run(f"EXPLAIN {sql}", MOST_INSTRUCTIONS, named)
        return self.run(f"SELECT * FROM ({_END.sub('', sql)}\n) LIMIT 0", 0, named)[0]  # noqa: S608 - it is a query

    def _looked(self) -> int:
        """Count instructions; return 1 to stop the query."""
        self._left -= _STEP
        self._is_late = self._left < 0 or time.thread_time() > self._until
        return int(self._is_late)


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return repr(value) if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of SQLite
    """Return a value that every output format can represent: no bytes and no infinite numbers."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return str(value)
    return value


def _replaced(text: str, old: str, new: str) -> str:
    """Replace text as in SQLite: an empty search text is never found. The length of the result is limited."""
    if not old:
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > LONGEST_VALUE:
        raise _TooLargeError("the result of `replace` is too long")
    return text.replace(old, new)


OURS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "today": (0, str),
    "date": (-1, dates.moved),
    "julianday": (1, dates.julian_day),
    "like": (-1, patterns.like),
    "glob": (2, patterns.glob),
    "regexp": (2, patterns.regexp),
    "instr": (2, lambda text, part: text.find(part) + 1),
    "replace": (3, _replaced),
    "trim": (-1, lambda text, characters=" ": text.strip(characters)),
    "ltrim": (-1, lambda text, characters=" ": text.lstrip(characters)),
    "rtrim": (-1, lambda text, characters=" ": text.rstrip(characters)),
}
"""Our functions, each with its number of arguments (-1 for any number); `today` returns the as-of date. They replace
SQLite functions that use the clock or do not take linear time.
"""
