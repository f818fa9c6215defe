"""The interface between engines and the process that queries them: a read-only session, and its errors.

This module does not know an engine.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager, suppress
from threading import Event, Thread
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from meshwright.measuring.shapes import Shape
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from meshwright.measuring.dialects.dialect import Dialect
    from meshwright.measuring.probe import Column
    from meshwright.workspace.measuring.places import Place


class UnreadableError(Exception):
    """The data cannot be read; the message states the reason without quoting a value."""


class EngineError(Exception):
    """The engine rejected a query; the message is only the name of the error, because its text can quote values."""


class ExhaustedError(Exception):
    """The engine lacks memory, disk space or time; the message states which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one query."""

    memory_mib: int
    threads: int
    spill_folder: str
    spill_mib: int
    seconds: int
    """The wall-clock seconds; for SQL rules, also the CPU seconds."""


@contextmanager
def cancelled_after(seconds: float, cancel: Callable[[], object], again: float = 1) -> Iterator[None]:
    """Call `cancel` after a number of seconds, and repeat the call until the block ends.

    Repetition is necessary because a server ignores a request between two queries, or before it has started a query.
    """
    ended = Event()

    def watch() -> None:
        wait = seconds
        while not ended.wait(wait):
            with suppress(Exception):  # the server is gone, or has ended the query itself
                cancel()
            wait = again

    Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        ended.set()


class Listed(NamedTuple):
    """The columns of an object, as an engine lists them."""

    relation: str
    """The SQL text after FROM."""
    raw: list[str]
    """The columns as named in the data."""
    names: dict[str, str]
    """The SQL names of these columns."""
    types: dict[str, str]
    """The engine's types by SQL name; empty for text files."""
    absences: Mapping[str, int] = MappingProxyType({})
    """For each column that only some files have, the number of files without it, by the column's folded name."""


class Session(ABC):
    """An open session; all methods can raise ExhaustedError."""

    dialect: ClassVar[Dialect]
    version: str

    @abstractmethod
    def listed(self, place: Place, columns: tuple[Column, ...]) -> Listed:
        """Return the existing columns of a place; raises UnreadableError."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return all rows of a query; after an EngineError, the session can still be used."""

    def shape_of(self, place: Place, name: str, kind: str) -> Shape:
        """Return the structure of a column's type; `name` is the SQL name of the column."""
        del place, name
        return Shape(kind)

    def keys_of(self, place: Place, columns: tuple[Column, ...]) -> tuple[int, list[str]]:
        """Return the number of JSON keys that are not columns, and the names of those that are."""
        del place
        return 0, [each.physical for each in columns]

    def rejected(self) -> int:
        """Return the number of CSV lines in the previous query whose cells do not match the header."""
        return 0
