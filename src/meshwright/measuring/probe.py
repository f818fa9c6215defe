"""A probe: the counts to compute for one schema object, independent of the engine.

This module does not know the location of the data, or the meaning of counts.
"""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from fractions import Fraction

    from meshwright.quantities.checkdigit import WeightedSum
    from meshwright.source.place import Path

VERSION = 3
"""The version of the checks.

The version increases whenever a check counts something different, so that old and new figures are not compared.
"""

Kind = Literal["string", "integer", "number", "boolean", "date", "timestamp", "time", "other", ""]
"""The kind of a column's values; empty if undeclared."""

Count = Literal[
    "null",
    "kind",
    "pattern",
    "shorter",
    "longer",
    "below",
    "above",
    "unlisted",
    "multiple",
    "missing",
    "unfit",
    "zoneless",
    "fewer",
    "more",
    "repeated",
]
"""The kinds of counts of a column's rows; all except `null` and `missing` exclude nulls."""


TEMPORAL = ("date", "timestamp", "time")
"""The kinds of columns whose contract may declare a custom format."""
OWN_FORMAT = "its custom format is not parsed"
"""The reason why values in such a column are not measured."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the contract declares."""

    name: str
    physical: str
    """The column's name in the data."""
    kind: Kind
    physical_type: str | None
    zone: str
    """The time zone that applies to values without a time zone."""
    has_format: bool
    """Whether the column has a custom format for dates and times; such formats are not parsed."""
    is_required: bool
    field: int
    """The index of the field in the contract."""
    path: Path = ()
    logical: str = ""
    """The logical type, if the column is an object, an array or a map; else empty."""
    top: int = -1
    """For a nested field, the position of the column that contains it."""
    steps: tuple[str, ...] = ()
    """For a nested field, the path from that column to the field: `.city`, `[]`, `{key}`, `{value}`."""


@dataclass(frozen=True, slots=True)
class Check:
    """A count of the rows whose value in a column breaks a promise."""

    key: str
    """The name of the figure in observations: `artist_key#pattern`."""
    column: int
    count: Count
    operand: tuple[Any, ...] = ()
    """The operand: a pattern, a number of characters, a list of values, or a bound with a flag for whether the bound
    itself is excluded.
    """
    path: Path = ()
    """The path of the promise in the contract."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A column in which Meshwright itself checks some values, because engines cannot verify check digits."""

    key: str
    column: int
    check: str | WeightedSum
    """The name of an algorithm, or a declared weighted sum."""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Key:
    """Columns whose combined values must be unique; rows with a null in any of the columns are excluded."""

    key: str
    columns: tuple[int, ...]
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns whose values must occur in another object; rows with a null in any of the columns are excluded."""

    key: str
    columns: tuple[int, ...]
    target: str
    """The address of the other object."""
    others: tuple[str, ...]
    """The physical names of the other object's columns, in the same order."""
    kinds: tuple[Kind, ...]
    """The kinds of those columns' values."""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A quality rule of type `sql`: a query in the server's dialect that returns one number or boolean."""

    key: str
    sql: str
    """The query as written in the contract, with placeholders."""
    column: str
    """The physical name of the field with the rule; empty for a rule on the object."""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator of a quality rule, with its operand as written."""

    operator: str
    operand: Any


@dataclass(frozen=True, slots=True)
class QualityRule:
    """The conditions that a quality rule sets for a figure."""

    key: str
    metric: str
    """The metric: `rowCount`, `nullValues`, `missingValues`, `invalidValues`, `duplicateValues` or `sql`."""
    conditions: tuple[Condition, ...]
    is_percent: bool
    severity: str
    name: str
    path: Path = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A service level that a single observation can prove broken."""

    key: str
    kind: Literal["freshness", "retention"]
    seconds: int
    """The duration in whole seconds, rounded up. Months and years have no fixed length: the longest is used."""
    text: str
    """The duration as written: `24 h`."""
    column: int
    """The column whose values give the age of rows."""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class LastingPromise:
    """A service level that needs many observations."""

    key: str
    kind: Literal["availability", "frequency", "retention"]
    amount: Fraction
    """The minimum share of successful observations, the maximum seconds between updates, or the minimum seconds of
    retention.
    """
    text: str
    """The value as written: `99.5 percent`."""
    column: int | None
    """The column whose values give the age of rows; None for availability."""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A promise of the contract that cannot be measured, with the reason."""

    key: str
    why: str


@dataclass(frozen=True)
class Probe:
    """All counts for one schema object."""

    address: str
    contract_id: str
    contract_version: str
    file: str
    document: int
    object: int
    """The position of the object in the contract."""
    name: str
    physical: str
    columns: tuple[Column, ...] = ()
    checks: tuple[Check, ...] = ()
    keys: tuple[Key, ...] = ()
    references: tuple[Reference, ...] = ()
    queries: tuple[Query, ...] = ()
    rules: tuple[QualityRule, ...] = ()
    promises: tuple[Promise, ...] = ()
    partition: int | None = None
    """The column that `--since` filters by; None if there is none."""
    unmeasured: tuple[Unmeasured, ...] = field(default_factory=tuple)
    lasting: tuple[LastingPromise, ...] = ()
    nested: tuple[Column, ...] = ()
    """The nested fields; in checks and keys, their positions follow those of the columns."""

    sampled: tuple[Sampled, ...] = ()

    def column(self, at: int) -> Column:
        """Return a column or nested field by its position in checks and keys."""
        return self.columns[at] if at < len(self.columns) else self.nested[at - len(self.columns)]

    @property
    def clocks(self) -> list[int]:
        """Return the positions of the columns whose newest and oldest values are needed."""
        found = {each.column for each in self.promises}
        return sorted(found | {each.column for each in self.lasting if each.column is not None})

    @cached_property
    def digest(self) -> str:
        """Return a digest of the counts, without paths and conditions; figures with equal digests are comparable."""
        counted = {
            "version": VERSION,
            "columns": [[each.physical, each.kind, each.physical_type, each.zone] for each in self.columns],
            "nested": [[each.physical, each.kind, each.zone, each.top, each.steps] for each in self.nested],
            "sampled": [[each.key, each.column, str(each.check)] for each in self.sampled],
            "checks": [[each.key, each.column, each.count, each.operand] for each in self.checks],
            "keys": [[each.key, each.columns] for each in self.keys],
            "references": [[each.key, each.columns, each.target, each.others] for each in self.references],
            "queries": [[each.key, each.sql, each.column] for each in self.queries],
            "clocks": self.clocks,
        }
        text = json.dumps(counted, sort_keys=True, default=str, ensure_ascii=True)
        return sha256(text.encode()).hexdigest()[:16]

    @property
    def service_levels(self) -> tuple[Promise | LastingPromise, ...]:
        """Return the service levels to measure."""
        return (*self.promises, *self.lasting)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to count."""
        return not self.columns and not self.queries and not self.rules
