"""The jobs of the process that queries an engine."""

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
    """Another object's rows: those to which a reference leads, or a table that SQL may name."""

    key: str
    """The reference; empty for a table."""
    place: Place
    columns: tuple[Column, ...]
    names: tuple[str, ...] = ()
    """The name by which SQL may refer to it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One object to query."""

    probe: Probe
    place: Place
    targets: tuple[Target, ...]
    without_target: Mapping[str, str]
    """The reasons why references have no rows, by their keys."""
    filter: Filter
    now: str
    limits: Limits
    is_dry: bool = False
    """Whether queries are only written."""
    is_proof: bool = False
    """Whether the table of the proof is asked, and not the object's."""

    @property
    def grace(self) -> int:
        """Return the seconds after its limit within which an engine may end by itself."""
        return _grace(self.place)


@dataclass(frozen=True, slots=True)
class SqlJob:
    """One SQL rule to run, which the guard has accepted."""

    sql: str
    names: SqlNames
    tables: tuple[Target, ...]
    limits: Limits

    @property
    def grace(self) -> int:
        """Return the seconds after its limit within which an engine may end by itself."""
        return _grace(self.tables[0].place) if self.tables else 0


def _grace(place: Place) -> int:
    """Return the time that a server has for cancelling a query; a query in our own process is ended at once."""
    return 0 if place.engine == "duckdb" else GRACE
