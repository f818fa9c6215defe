"""Conversion of probes to queries: one aggregate query per object, and one query for each key and each reference.

Every figure is a conditional count, which is 0 if there are no rows and never NULL; only the conditions about nulls
count nulls. This module does not open data or run queries; engine-specific SQL is in `dialects`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.measuring.predicates import NAMES, Unaskable, moment_literal, predicate
from meshwright.measuring.probe import OWN_FORMAT
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshwright.measuring.columns import Expression
    from meshwright.measuring.dialects.dialect import Dialect
    from meshwright.measuring.observation import Filter
    from meshwright.measuring.probe import Key, Probe, Reference

TOLERANCE = "INTERVAL '5' MINUTE"
"""The tolerance for rows that are later than the current time. Later rows are in the future and do not prove freshness."""


ABSENT = "the data does not have the column"
UNDECIDED = "/undecided"
"""The key suffix for the number of rows that a check cannot decide exactly."""


@dataclass(frozen=True, slots=True)
class Source:
    """The rows to count, as SQL."""

    dialect: Dialect
    relation: str
    """The SQL after FROM."""
    columns: Mapping[int, Expression]
    """The probe's columns that exist in the data, by position."""
    without: Mapping[int, str] = field(default_factory=dict)
    """The reasons why columns that exist in the data cannot be read, by position."""

    def rows(self, *wanted: int) -> str:
        """Return the SQL for the rows, with the steps of the given columns, or of all columns if none are given."""
        steps = [step for at in dict.fromkeys(wanted or self.columns) for step in self.columns[at].steps]
        found = self.relation
        for level in sorted({each.level for each in steps}):
            made = ", ".join(f"{each.sql} AS {each.name}" for each in steps if each.level == level)
            found = f"(SELECT {'*, ' if level else ''}{made}\n  FROM {found}) AS r"
        return found


class Aggregate(NamedTuple):
    """The query that counts everything that one pass over an object's rows can count."""

    sql: str
    parts: tuple[str, ...]
    """The columns of the result: the number of rows, a count for each of `keys`, and three figures for each of `clocks`."""
    rows: str
    """The SQL after FROM."""
    keys: tuple[str, ...]
    """The keys of the counts, after the number of rows."""
    clocks: tuple[tuple[str, bool], ...]
    """The names of the columns with three figures (newest, oldest and future), and whether their values are dates."""
    unmeasured: Mapping[str, str]


def filtered(source: Source, kept: Filter, partition: int | None) -> Source:
    """Return the rows that a filter selects; raises Unaskable if there is no column for `--since`."""
    if kept.is_whole:
        return source
    dialect, found = source.dialect, f"(SELECT * FROM {source.rows()}"
    if kept.since:
        found += f" WHERE {recent(source, kept, partition).sql}"
    found += ") AS r"
    if kept.sample:
        found = dialect.sampled(found, kept.sample)
    if kept.max_rows:
        found = f"(SELECT * FROM {found} LIMIT {kept.max_rows}) AS r"
    return Source(dialect, found, {at: each.as_made() for at, each in source.columns.items()}, source.without)


class Recent(NamedTuple):
    """The rows that `--since` selects."""

    column: int
    """The partition column."""
    sql: str
    """The condition that a row is selected."""


def recent(source: Source, kept: Filter, partition: int | None) -> Recent:
    """Return the condition for the rows that `--since` selects; raises Unaskable if there is no partition column."""
    if partition is None or partition not in source.columns:
        raise Unaskable("`--since` needs a partition column of dates or timestamps, but the object has none")
    column = source.columns[partition]
    if column.family not in ("date", "timestamp"):
        raise Unaskable("the partition column contains neither dates nor timestamps")
    literal = moment_literal(column, kept.since, is_utc=True, zone="UTC")
    return Recent(partition, f"{column.value} >= {literal}")


def aggregate(probe: Probe, source: Source, now: str) -> Aggregate:
    """Return the query for everything that one pass over the rows can count; `now` is in UTC."""
    parts, keys = ["count(*)"], []
    unmeasured: dict[str, str] = {}
    for check in probe.checks:
        column = source.columns.get(check.column)
        if column is None:
            unmeasured[check.key] = source.without.get(check.column, ABSENT)
            continue
        try:
            parts.append(_count(predicate(check, column, probe.column(check.column).zone)))
            keys.append(check.key)
            if check.count == "multiple" and column.family == "mixed":
                is_other = column.wrapped(source.dialect.is_finite(column.other))
                parts.append(_count(is_other))
                keys.append(f"{check.key}{UNDECIDED}")
        except Unaskable as error:
            unmeasured[check.key] = str(error)
    for at, column in source.columns.items():
        if is_nan := _nan(column):
            parts.append(_count(column.wrapped(is_nan)))
            keys.append(f"{probe.column(at).name}#nan")
    clocks = []
    for at in probe.clocks:
        found = source.columns.get(at)
        if found is not None and found.family in ("date", "timestamp"):
            parts += _clock(found, now)
            clocks.append((probe.columns[at].name, found.family == "date"))
        elif found is not None and found.family == "text":
            unmeasured |= {each.key: OWN_FORMAT for each in probe.service_levels if each.column == at}
    listed = ",\n  ".join(f"{sql} AS m{number}" for number, sql in enumerate(parts))
    rows = source.rows()
    return Aggregate(
        f"SELECT\n  {listed}\nFROM {rows}", tuple(parts), rows, tuple(keys), tuple(clocks), unmeasured
    )


def _count(condition: str) -> str:
    """Return the SQL that counts the rows that satisfy a condition.

    The SQL uses CASE, because DuckDB copies all columns for each FILTER.
    """
    return f"count(CASE WHEN {condition} THEN 1 END)"


def _nan(column: Expression) -> str:
    """Return the condition that a value is NaN; empty if the type has no NaN."""
    if column.family == "decimal":
        return column.dialect.decimal_nan(column.value)
    is_float = column.family in ("float", "mixed")
    return column.dialect.is_nan(column.other or column.value) if is_float else ""


def _clock(column: Expression, now: str) -> list[str]:
    dialect, value = column.dialect, column.value
    until = f"{dialect.instant(now.rstrip('Z').replace('T', ' '))} + {TOLERANCE}"
    if column.family == "date":
        until = f"CAST({until} AS DATE)"
    shown = dialect.day_text if column.family == "date" else dialect.micros
    is_finite = dialect.is_finite_moment(value)
    return [
        shown(f"max(CASE WHEN {value} <= {until} AND {is_finite} THEN {value} END)"),
        shown(f"min(CASE WHEN {is_finite} THEN {value} END)"),
        _count(f"{value} > {until}"),
    ]


def key_query(key: Key, source: Source, selected: Recent | None = None) -> str:
    """Return the query that counts the values that occur more than once, and their rows; raises Unaskable.

    If only some rows are selected, it counts the values in selected rows that also occur in another row, selected or
    not.
    """
    values = _identities(key.columns, source)
    there = " AND ".join(f"{each} IS NOT NULL" for each in values)
    rows, own, again = source.rows(*key.columns), "count(*)", "count(*) > 1"
    if selected:
        rows = source.rows(*key.columns, selected.column)
        own = _count(selected.sql)
        again += f" AND {own} > 0"
    return (
        "SELECT count(*), coalesce(sum(n), 0) FROM (\n"
        f"  SELECT {own} AS n FROM {rows}\n  WHERE {there}\n"
        f"  GROUP BY {', '.join(values)} HAVING {again}) AS g"
    )


MOST_VALUES = 10_000
"""The maximum number of a column's values that Meshwright itself checks."""


def values_query(at: int, source: Source) -> str:
    """Return the query for some of a column's values as text, at most one more than the maximum; raises Unaskable."""
    column = source.columns.get(at)
    if column is None:
        raise Unaskable(source.without.get(at, ABSENT))
    if column.family not in ("text", "integer", "mixed"):
        raise Unaskable(f"its values are {NAMES[column.family]}, not identifiers")
    value = column.text if column.family == "mixed" else f"CAST({column.value} AS {column.dialect.text})"
    return f"SELECT {value} AS v FROM {source.rows(at)}\nWHERE {value} IS NOT NULL LIMIT {MOST_VALUES + 1}"


def _identities(columns: Sequence[int], source: Source) -> list[str]:
    found = [source.columns.get(each) for each in columns]
    if None in found:
        lacking = next(each for each, there in zip(columns, found, strict=True) if there is None)
        raise Unaskable(source.without.get(lacking, ABSENT))
    return [_identity(each) for each in found if each is not None]


def _identity(column: Expression) -> str:
    """Return an expression that is equal for equal values; numbers with too many digits are compared as text."""
    if column.family == "mixed":
        written = f"CASE WHEN {column.other} IS NOT NULL THEN {column.text} END"
        return f"coalesce(CAST({column.value} AS {column.dialect.text}), {written})"
    return column.value


def reference_query(reference: Reference, source: Source, target: Source) -> str:
    """Return the query that counts the values that are missing in the other object, and their rows; raises Unaskable.

    The target's columns have the same positions as the reference's.
    """
    own = [source.columns.get(each) for each in reference.columns]
    others = [target.columns.get(each) for each in range(len(reference.others))]
    if None in own or None in others:
        raise Unaskable(ABSENT)
    pairs = [(_comparable(a), _comparable(b)) for a, b in zip(own, others, strict=True) if a and b]
    if any(a[0] != b[0] for a, b in pairs):
        raise Unaskable("the columns contain values of different kinds")
    mine = ", ".join(f"{a[1]} AS k{at}" for at, (a, _) in enumerate(pairs))
    theirs = ", ".join(f"{b[1]} AS k{at}" for at, (_, b) in enumerate(pairs))
    names = [f"k{at}" for at in range(len(pairs))]
    there = " AND ".join(f"{each} IS NOT NULL" for each in names)
    meet = " AND ".join(f"a.{each} = b.{each}" for each in names)
    return (
        "SELECT count(*), coalesce(sum(n), 0) FROM (\n"
        f"  SELECT {', '.join(names)}, count(*) AS n FROM (SELECT {mine}\n"
        f"    FROM {source.rows(*reference.columns)}) AS m\n"
        f"  WHERE {there} GROUP BY {', '.join(names)}) AS a\n"
        f"WHERE NOT EXISTS (SELECT 1 FROM (SELECT {theirs} FROM {target.rows()}) AS b WHERE {meet})"
    )


def _comparable(column: Expression) -> tuple[str, str]:
    """Return the class of values that a column can be compared with, and its value, normalised for comparison."""
    if column.family == "mixed":
        return "number", _identity(column)
    if column.family in ("integer", "decimal"):
        number = column.dialect.number_key(column.value, column.family, column.width, column.scale)
        if number:
            return "number", number
    if column.family in ("decimal", "float", "other"):
        raise Unaskable(
            f"its values are {NAMES[column.family]}, and are not compared with those of another object"
        )
    return column.family, column.value
