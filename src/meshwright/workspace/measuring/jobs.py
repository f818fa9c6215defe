"""The jobs for the process that queries an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.records import dataclass

GRACE = 5

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.measuring.observation import Filter
    from meshwright.measuring.probe import Column, Probe
    from meshwright.measuring.sql_names import SqlNames
    from meshwright.workspace.measuring.places import Place
    from meshwright.workspace.measuring.session import Limits


@dataclass(frozen=True, slots=True)
class Target:
    """The rows of a different object: the target of a reference, or a table that SQL can use."""

    key: str
    """The reference; empty for a table."""
    place: Place
    columns: tuple[Column, ...]
    names: tuple[str, ...] = ()
    """The names by which SQL can refer to the table."""


@dataclass(frozen=True, slots=True)
class Job:
    """One object to query."""

    probe: Probe
    place: Place
    targets: tuple[Target, ...]
    without_target: Mapping[str, str]
    """The reasons why there are no target rows, by reference."""
    filter: Filter
    now: str
    limits: Limits
    is_dry: bool = False
    """Whether to return the queries instead of running them."""
    is_proof: bool = False
    """Whether to query the table of the proof instead of the object."""

    @property
    def grace(self) -> int:
        """The time, in seconds, that an engine has after the time limit to stop on its own."""
        return _grace(self.place)


@dataclass(frozen=True, slots=True)
class SqlJob:
    """An SQL rule that the guard has accepted."""

    sql: str
    names: SqlNames
    tables: tuple[Target, ...]
    limits: Limits

    @property
    def grace(self) -> int:
        """The time, in seconds, that an engine has after the time limit to stop on its own."""
        return _grace(self.tables[0].place) if self.tables else 0


def _grace(place: Place) -> int:
    """Return the time, in seconds, that a server has to cancel a query; 0 for a query in our own process, which stops at
    once.
    """
    return 0 if place.engine == "duckdb" else GRACE
