"""Probes as DuckDB's SQL: one aggregate for an object, one query for each key and each reference.

Every figure is a `count(*) FILTER`, which is 0 for no rows and never NULL; only the predicates for nulls
count a null. Does not: open data, or run anything.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.bounds import FRACTION_DIGITS
from meshwright.measuring.duckdb_columns import EXACT, literal, quoted
from meshwright.measuring.pattern import re2
from meshwright.measuring.probe import OWN_FORMAT, TEMPORAL
from meshwright.quantities.pattern_syntax import UnreadPatternError
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from meshwright.measuring.duckdb_columns import Expression
    from meshwright.measuring.observation import Filter
    from meshwright.measuring.probe import Check, Key, Probe, Reference

TOLERANCE = "INTERVAL 5 MINUTE"
"""The most that the clock of a writer may be ahead of ours; later rows are from the future and do not count
as fresh.
"""


UNDECIDED = "/undecided"
"""The suffix of a check's key in the key of the rows for which the check has no exact answer."""


class Unaskable(Exception):  # noqa: N818 - not an error: the reason why a figure will be missing
    """A check that is impossible for the column as it is; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to count, as SQL."""

    relation: str
    """What follows FROM."""
    columns: Mapping[int, Expression]
    """The columns of the probe that are in the data."""

    def rows(self, *wanted: int) -> str:
        """Return the rows with the parts of some columns, or of all columns."""
        steps = [step for at in wanted or self.columns for step in self.columns[at].steps]
        found = self.relation
        for level in sorted({each.level for each in steps}):
            made = ", ".join(f"{each.sql} AS {each.name}" for each in steps if each.level == level)
            found = f"(SELECT {'*, ' if level else ''}{made}\n  FROM {found})"
        return found


class Aggregate(NamedTuple):
    """The query of an object."""

    sql: str
    keys: tuple[str, ...]
    """The counts in its columns, after the number of rows; those of clocks are in `clocks`."""
    clocks: tuple[tuple[str, bool], ...]
    """The columns with three more figures each (newest, oldest and future), and whether they are days."""
    unmeasured: Mapping[str, str]


def filtered(source: Source, kept: Filter, partition: int | None) -> Source:
    """Return the rows to look at; raises Unaskable if `--since` has no column."""
    if kept.since and partition not in source.columns:
        raise Unaskable("`--since` needs a partition column of dates or timestamps, and it has none")
    if not (kept.since or kept.is_partial):
        return source
    found = f"(SELECT * FROM {source.rows()}"
    if kept.since and partition is not None:
        column = source.columns[partition]
        if column.family not in ("date", "timestamp"):
            raise Unaskable("the partition column holds neither dates nor timestamps")
        found += (
            f" WHERE {column.value} >= {_moment_literal(column.family, kept.since, is_utc=True, zone='UTC')}"
        )
    found += ")"
    if kept.sample:
        found = f"(SELECT * FROM {found} USING SAMPLE {kept.sample} PERCENT (bernoulli, 1))"
    if kept.max_rows:
        found = f"(SELECT * FROM {found} LIMIT {kept.max_rows})"
    return Source(found, {at: each.as_made() for at, each in source.columns.items()})


def aggregate(probe: Probe, source: Source, now: str) -> Aggregate:
    """Return the one query for everything that one pass over the rows can count; `now` is in UTC."""
    parts, keys = ["count(*)"], []
    unmeasured: dict[str, str] = {}
    for check in probe.checks:
        column = source.columns.get(check.column)
        if column is None:
            unmeasured[check.key] = "the data does not have the column"
            continue
        try:
            parts.append(
                f"count(*) FILTER (WHERE {predicate(check, column, probe.columns[check.column].zone)})"
            )
            keys.append(check.key)
            if check.count == "multiple" and column.family == "mixed":
                parts.append(f"count(*) FILTER (WHERE isfinite({column.other}))")
                keys.append(f"{check.key}{UNDECIDED}")
        except Unaskable as error:
            unmeasured[check.key] = str(error)
    for at, column in source.columns.items():
        if column.family in ("float", "mixed"):
            name = probe.columns[at].name
            parts.append(f"count(*) FILTER (WHERE isnan({column.other or column.value}))")
            keys.append(f"{name}#nan")
    clocks = []
    for at in probe.clocks:
        found = source.columns.get(at)
        if found is not None and found.family in ("date", "timestamp"):
            parts += _clock(found, now)
            clocks.append((probe.columns[at].name, found.family == "date"))
        elif found is not None and found.family == "text":
            unmeasured |= {each.key: OWN_FORMAT for each in probe.service_levels if each.column == at}
    listed = ",\n  ".join(f"{sql} AS m{number}" for number, sql in enumerate(parts))
    return Aggregate(f"SELECT\n  {listed}\nFROM {source.rows()}", tuple(keys), tuple(clocks), unmeasured)


def _clock(column: Expression, now: str) -> list[str]:
    value, until = column.value, f"TIMESTAMPTZ {literal(now)} + {TOLERANCE}"
    if column.family == "date":
        until = f"CAST({until} AS DATE)"
    shown = "CAST({} AS VARCHAR)" if column.family == "date" else "epoch_us({})"
    return [
        shown.format(f"max({value}) FILTER (WHERE {value} <= {until} AND isfinite({value}))"),
        shown.format(f"min({value}) FILTER (WHERE isfinite({value}))"),
        f"count(*) FILTER (WHERE {value} > {until})",
    ]


def predicate(check: Check, column: Expression, zone: str) -> str:
    """Return the condition that holds for the rows that a check counts; raises Unaskable."""
    if check.count in _PREDICATES:
        return _PREDICATES[check.count](check.operand, column)
    if column.family in ("date", "timestamp"):
        text, is_utc, is_excluded = check.operand
        bound = _moment_literal(column.family, text, is_utc=is_utc, zone=zone)
        return f"{column.value} {_sign(check.count, is_excluded)} {bound}"
    return _beyond(check.count, Decimal(check.operand[0]), column, is_excluded=check.operand[-1])


def _zoneless(_: Sequence[Any], column: Expression) -> str:
    if not column.zoneless:
        raise Unaskable("the type of the column has no time zone, so that values cannot state one")
    return column.zoneless


def _sign(count: str, is_excluded: bool) -> str:
    return ("<" if count == "below" else ">") + ("=" if is_excluded else "")


def _moment_literal(family: str, text: str, *, is_utc: bool, zone: str) -> str:
    if family == "date":
        return f"DATE {literal(text[:10])}"
    return (
        f"TIMESTAMPTZ {literal(text + '+00')}"
        if is_utc
        else f"timezone({literal(zone)}, TIMESTAMP {literal(text)})"
    )


def _text(column: Expression) -> str:
    if column.family != "text":
        raise Unaskable(f"its values are {_NAMES[column.family]}, and not text")
    return column.value


_NAMES = {
    "text": "text",
    "integer": "integers",
    "decimal": "decimals",
    "float": "floating-point numbers",
    "mixed": "numbers",
    "boolean": "booleans",
    "date": "dates",
    "timestamp": "timestamps",
    "time": "times",
    "other": "of a type that is not measured",
}


def _matched(pattern: str, column: Expression) -> str:
    try:
        return f"regexp_matches({_text(column)}, {literal(re2(pattern))})"
    except UnreadPatternError as error:
        raise Unaskable("the pattern is outside the subset that all engines read alike") from error


def _beyond(count: str, bound: Decimal, column: Expression, *, is_excluded: bool) -> str:
    """Compare exactly: a bound is rounded to a value of the type. NaN is beyond every bound."""
    sign = _sign(count, is_excluded)
    if column.family == "float":
        return f"(isnan({column.value}) OR {column.value} {sign} {bound:f})"
    if column.family == "mixed":
        exact = f"{column.value} {sign} CAST('{bound:f}' AS {EXACT})"
        other = f"isnan({column.other}) OR {column.other} {sign} CAST('{bound:f}' AS DOUBLE)"
        return f"({exact} OR {other})"
    if column.family not in ("integer", "decimal"):
        raise Unaskable(f"its values are {_NAMES[column.family]}, and not numbers")
    whole = column.width - column.scale
    if column.family == "decimal" and abs(bound) >= Decimal(10) ** whole:
        is_all = (bound > 0) == (count == "below")
        return f"{column.value} IS NOT NULL" if is_all else "false"
    is_up = (count == "below") != is_excluded
    with localcontext(prec=80):
        rounded = bound.quantize(Decimal(1).scaleb(-column.scale), ROUND_CEILING if is_up else ROUND_FLOOR)
    return f"{column.value} {sign} {rounded:f}"


def _multiple(of: str, column: Expression) -> str:
    if column.family == "float":
        raise Unaskable("`multipleOf` of floating-point numbers has no exact answer")
    if column.family == "mixed":
        return f"{column.value} % CAST('{of}' AS {EXACT}) <> 0"
    if column.family not in ("integer", "decimal"):
        raise Unaskable(f"its values are {_NAMES[column.family]}, and not numbers")
    if column.family == "integer" and "." not in of:
        return f"{column.value} % {of} <> 0"
    if column.width - column.scale > 20 or column.scale > FRACTION_DIGITS:
        raise Unaskable("its numbers have too many digits for an exact `multipleOf`")
    return f"CAST({column.value} AS {EXACT}) % CAST('{of}' AS {EXACT}) <> 0"


def _listed(values: Sequence[Any], column: Expression) -> str:
    """Return whether a value is listed; NULL for a null and for a value that is not of its kind."""
    texts = [each for each in values if each is not None]
    family, value = column.family, column.value
    if family == "text":
        return _in(value, [literal(each) for each in texts])
    if family == "boolean":
        return _in(value, [each for each in texts if each in ("true", "false")])
    if family == "date":
        return _in(f"CAST({value} AS VARCHAR)", [literal(each) for each in texts])
    if family not in ("integer", "decimal", "float", "mixed"):
        raise Unaskable(f"its values are {_NAMES[family]}, which are not compared with a list")
    numbers = [number for each in texts if (number := _finite(each)) is not None]
    if family == "float":
        return _in(value, [f"CAST('{each:f}' AS DOUBLE)" for each in numbers])
    if family == "mixed":
        exact = _in(value, [f"CAST('{each:f}' AS {EXACT})" for each in numbers])
        other = _in(column.other, [f"CAST('{each:f}' AS DOUBLE)" for each in numbers])
        return f"coalesce({exact}, {other})"
    return _in(value, [f"{each:f}" for each in numbers if _is_possible(each, column)])


def _finite(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    is_small = number.is_finite() and abs(number) < Decimal(10) ** 19
    return number if is_small and len(f"{number:f}".partition(".")[2]) <= FRACTION_DIGITS else None


def _is_possible(number: Decimal, column: Expression) -> bool:
    """Return whether a column of integers or decimals can hold a number."""
    is_small = column.family == "integer" or abs(number) < Decimal(10) ** (column.width - column.scale)
    return is_small and number == number.quantize(Decimal(1).scaleb(-column.scale), ROUND_FLOOR)


def _in(value: str, items: Sequence[str]) -> str:
    return f"{value} IN ({', '.join(items)})" if items else f"CASE WHEN {value} IS NOT NULL THEN false END"


def _missing(values: Sequence[Any], column: Expression) -> str:
    """Return whether a value is null or listed as missing, as it is written or as a value of its kind."""
    found = [column.null]
    texts = [literal(each) for each in values if each is not None]
    if texts:
        if column.text:
            found.append(_in(column.text, texts))
        if column.family != "text" or not column.text:
            found.append(_listed(values, column))
    return " OR ".join(f"coalesce({each}, false)" for each in found)


def _unfit(operand: Sequence[Any], column: Expression) -> str:
    """Return whether a value that is not null is not in the list, does not match, or is not of its kind."""
    allowed, pattern = operand
    needed = [] if allowed is None else [_listed(allowed, column)]
    if pattern is not None:
        needed.append(_matched(pattern, column))
    is_valid = " AND ".join(f"coalesce({each}, false)" for each in needed)
    return f"NOT ({column.null}) AND NOT ({is_valid})"


def _of_another_kind(operand: Sequence[Any], column: Expression) -> str:
    """Return whether a value is not of its kind; raises Unaskable for a date or time stored as text."""
    if column.family == "text" and operand[0] in TEMPORAL:
        raise Unaskable(OWN_FORMAT)
    return column.wrong or "false"


_PREDICATES: Mapping[str, Callable[[Sequence[Any], Expression], str]] = MappingProxyType(
    {
        "null": lambda _, column: column.null,
        "kind": _of_another_kind,
        "missing": _missing,
        "unfit": _unfit,
        "unlisted": lambda operand, column: f"NOT ({_listed(operand, column)})",
        "pattern": lambda operand, column: f"NOT {_matched(operand[0], column)}",
        "shorter": lambda operand, column: f"length({_text(column)}) < {int(operand[0])}",
        "longer": lambda operand, column: f"length({_text(column)}) > {int(operand[0])}",
        "zoneless": _zoneless,
        "multiple": lambda operand, column: _multiple(operand[0], column),
    }
)
"""The checks that count rows in the same way for all kinds of columns; other checks compare with a bound."""


def key_query(key: Key, source: Source) -> str:
    """Return the query for the values that occur more than once, and their rows; raises Unaskable."""
    values = _identities(key.columns, source)
    there = " AND ".join(f"{each} IS NOT NULL" for each in values)
    return (
        "SELECT count(*), coalesce(sum(n), 0) FROM (\n"
        f"  SELECT count(*) AS n FROM {source.rows(*key.columns)}\n  WHERE {there}\n"
        f"  GROUP BY {', '.join(values)} HAVING count(*) > 1)"
    )


def _identities(columns: Sequence[int], source: Source) -> list[str]:
    found = [source.columns.get(each) for each in columns]
    if None in found:
        raise Unaskable("the data does not have the column")
    return [_identity(each) for each in found if each is not None]


def _identity(column: Expression) -> str:
    """Return a value that is the same for equal values; numbers with too many digits count as they are
    written.
    """
    if column.family == "mixed":
        written = f"CASE WHEN {column.other} IS NOT NULL THEN {column.text} END"
        return f"coalesce(CAST({column.value} AS VARCHAR), {written})"
    return column.value


def reference_query(reference: Reference, source: Source, target: Source) -> str:
    """Return the query for the values that the other object lacks, and their rows; raises Unaskable.

    The columns of the target are numbered as those of the reference.
    """
    own = [source.columns.get(each) for each in reference.columns]
    others = [target.columns.get(each) for each in range(len(reference.others))]
    if None in own or None in others:
        raise Unaskable("the data does not have the column")
    pairs = [(_comparable(a), _comparable(b)) for a, b in zip(own, others, strict=True) if a and b]
    if any(a[0] != b[0] for a, b in pairs):
        raise Unaskable("the columns hold values of different kinds")
    mine = ", ".join(f"{a[1]} AS k{at}" for at, (a, _) in enumerate(pairs))
    theirs = ", ".join(f"{b[1]} AS k{at}" for at, (_, b) in enumerate(pairs))
    names = [f"k{at}" for at in range(len(pairs))]
    there = " AND ".join(f"{each} IS NOT NULL" for each in names)
    meet = " AND ".join(f"a.{each} = b.{each}" for each in names)
    return (
        "SELECT count(*), coalesce(sum(n), 0) FROM (\n"
        f"  SELECT {', '.join(names)}, count(*) AS n FROM (SELECT {mine} FROM {source.rows(*reference.columns)})\n"
        f"  WHERE {there} GROUP BY {', '.join(names)}) a\n"
        f"WHERE NOT EXISTS (SELECT 1 FROM (SELECT {theirs} FROM {target.rows()}) b WHERE {meet})"
    )


def _comparable(column: Expression) -> tuple[str, str]:
    """Return the class of values to compare, and a value that is written the same for equal values."""
    if column.family == "integer":
        return "number", f"CAST({column.value} AS VARCHAR) || '.{'0' * FRACTION_DIGITS}'"
    if column.family == "decimal" and column.scale <= FRACTION_DIGITS and column.width - column.scale <= 20:
        return "number", f"CAST(CAST({column.value} AS {EXACT}) AS VARCHAR)"
    if column.family == "mixed":
        return "number", _identity(column)
    if column.family in ("decimal", "float", "other"):
        raise Unaskable(
            f"its values are {_NAMES[column.family]}, and are not compared with those of another object"
        )
    return column.family, column.value


def relation_of(form: str, files: Sequence[str], columns: Mapping[str, str], delimiter: str = ",") -> str:
    """Return the rows of files as SQL; `columns` are the columns of text files, with types, in order."""
    listed = f"[{', '.join(map(literal, files))}]"
    if form == "parquet":
        return f"read_parquet({listed}, union_by_name=true)"
    typed = "{" + ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in columns.items()) + "}"
    if form == "csv":
        return (
            f"read_csv({listed}, columns={typed}, auto_detect=false, header=true, delim={literal(delimiter)}, "
            "quote='\"', escape='\"', allow_quoted_nulls=false, store_rejects=true, rejects_limit=0)"
        )
    return f"read_json({listed}, columns={typed}, format='auto', maximum_object_size=16777216)"


def keys_query(files: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the query that counts unwanted JSON keys and finds the wanted ones that occur."""
    listed, names = (", ".join(map(literal, each)) for each in (files, wanted))
    is_wanted = f"k IN ({names})" if wanted else "false"
    return (
        f"SELECT count(*) FILTER (WHERE NOT ({is_wanted})), list(k) FILTER (WHERE {is_wanted}) FROM (\n"
        "  SELECT DISTINCT unnest(json_keys(json)) AS k\n"
        f"  FROM read_json_objects([{listed}], format='auto', maximum_object_size=16777216))"
    )


def table(names: Sequence[str]) -> str:
    """Return a database table as SQL."""
    return ".".join(map(quoted, names))
