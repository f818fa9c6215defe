"""The interface of engines for the process that queries them: a read-only session, and its errors.

Does not: know an engine.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from meshwright.measuring.shapes import Shape
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.measuring.dialects.dialect import Dialect
    from meshwright.measuring.probe import Column
    from meshwright.workspace.measuring.places import Place


class UnreadableError(Exception):
    """The data cannot be read; the message says why, without a value from it."""


class EngineError(Exception):
    """The engine refuses one query; the message is the name of its error, and not its text, which quotes values."""


class ExhaustedError(Exception):
    """The engine does not have enough memory, disk or time; the message says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one query."""

    memory_mib: int
    threads: int
    spill_folder: str
    spill_mib: int
    seconds: int
    """Time on the clock; for SQL rules, also CPU time."""


class Listed(NamedTuple):
    """The columns that an engine lists for an object."""

    relation: str
    """The SQL after FROM."""
    raw: list[str]
    """The columns as they are in the data."""
    names: dict[str, str]
    """The names of those columns in SQL."""
    types: dict[str, str]
    """The engine's types, by those names; empty for text files."""
    absences: Mapping[str, int] = MappingProxyType({})
    """The number of files that lack a column which others have, by its folded name."""


class Session(ABC):
    """An open session; each of its methods raises ExhaustedError."""

    dialect: ClassVar[Dialect]
    version: str

    @abstractmethod
    def listed(self, place: Place, columns: tuple[Column, ...]) -> Listed:
        """Return the existing columns; raises UnreadableError."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return all rows of a query; raises EngineError, after which the session can be used again."""

    def shape_of(self, place: Place, name: str, kind: str) -> Shape:
        """Return the type of a column, taken apart; `name` is its name in SQL."""
        del place, name
        return Shape(kind)

    def keys_of(self, place: Place, columns: tuple[Column, ...]) -> tuple[int, list[str]]:
        """Return the number of JSON keys that are not columns, and the names of those that are."""
        del place
        return 0, [each.physical for each in columns]

    def rejected(self) -> int:
        """Return the lines of CSV that do not have the columns of the header, from the previous query."""
        return 0
