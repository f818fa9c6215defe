"""A probe and a table of hostile values, for comparing an engine with DuckDB.

Nothing is written to a server: the table is part of the query as `VALUES`, cast from text. This module does not
run a query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.columns import of_type
from meshwright.measuring.probe import Check, Column, Key, Probe, Promise, Reference
from meshwright.measuring.queries import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.measuring.dialects.dialect import Dialect
    from meshwright.measuring.probe import Count, Kind

NOW = "2026-11-22T06:00:00Z"
"""The fixed current time for the comparison, so that results are the same every day."""
ROWS = 211
_TARGETS = 5
TEXTS = [
    None, "", " ", "  ", "a", "A", "ab", "aB", "ab ", " ab", "abc", "abc\n", "\nabc", "a\nb", "a\rb", "a\tb", "a.b", "a\u2028b",
    "é", "e\u0301", "É", "ß", "ss", "SS", "ı", "i", "İ", "K", "\u212a", "😀", "a😀", "👨‍👩‍👧", "\u00a0", "\u200b", "\ufeff", "\uffff", "\U0010ffff",
    "NULL", "null", "nan", "NaN", "N/A", "-", "1", "01", "1.0", "１", "٣", "'", '"', "\\", "\\n", "a\\b", "%", "_", "a,b", "a;b", "$", "^",
    "true", "2026-01-01", "\x01", "\x7f", "\x85", "ÿ", "a" * 300, "\u00c5", "A\u030a", "\u1e9e", "ǆ", "ǅ",
]  # fmt: skip
PATTERNS = [
    "^abc$", "a.b", r"^\w$", r"^\w+$", r"\d", r"^\d+$", r"\s", r"^\s*$", r"\S", r"^\S+$", r"^\D*$", r"\W", "^[a-c]+$", "^[^a]*$", "^[A-Z]",
    "é", "^.$", "^..$", "^.{2,3}$", "^$", "b$", "^a", "(a|A)b", "^(?:a|ab)(?:c|bcd)?$", "[éÉ]", "[à-ÿ]", "😀", "^[^x]$", r"\.", r"\\",
    r"^[\s\S]$", r"[\w.-]+", "a*", "^(a*)*$", r"^\x41$", r"[\]\[^-]", "[-']", "^(?:[a-z]{1,2}){2}$",
]  # fmt: skip
_WALLS = [
    None, "2026-03-29 01:59:59", "2026-03-29 02:30:00", "2026-10-25 01:59:59.999999", "2026-10-25 02:30:00", "2026-10-25 03:00:00",
    "1970-01-01 00:00:00", "2026-07-01 12:00:00", "2026-11-22 07:05:00.000001",
]  # fmt: skip


class _Set(NamedTuple):
    """A column of the table."""

    name: str
    kind: Kind
    type: str
    """The type: the name of an attribute of `Dialect`, or a type name that all engines share."""
    values: Sequence[str | None]
    zone: str = "UTC"


_SETS = (
    _Set("text", "string", "text", TEXTS),
    _Set("double", "number", "double", [
        None, "NaN", "Infinity", "-Infinity", "0.0", "-0.0", "1.5", "-1.5", "0.1", "0.30000000000000004", "100", "99.99999999999999",
        "5e-324", "1e22",
    ]),
    _Set("single", "number", "single", [None, "NaN", "Infinity", "0.0", "-0.0", "0.1", "0.2", "16777216", "1.5"]),
    _Set("whole", "integer", "BIGINT", [
        None, "0", "1", "-1", "3", "-3", "10", "11", "128", "-129", "9007199254740993", "9223372036854775807", "-9223372036854775808",
    ]),
    _Set("exact", "number", "exact", [
        None, "0", "0.000000000000000001", "0.1", "-0.1", "0.05", "99.9", "99.905", "2.5", "7.50", "9999999999999999999.9", "-1",
    ]),
    _Set("flag", "boolean", "BOOLEAN", [None, "true", "false"]),
    _Set("day", "date", "DATE", [
        None, "0001-01-01", "9999-12-31", "1582-10-04", "1582-10-15", "1970-01-01", "2024-02-29", "2026-11-21", "2026-11-22", "2026-11-23",
    ]),
    _Set("moment", "timestamp", "zoned", [
        None, "0001-01-01 00:00:00Z", "9999-12-31 23:59:59.999999Z", "1969-12-31 23:59:59.999999Z", "2026-11-01 00:00:00Z",
        "2026-11-21 22:00:00.000001Z", "2026-11-22 06:05:00Z", "2026-11-22 06:05:00.000001Z",
    ]),
    _Set("berlin", "timestamp", "unzoned", _WALLS, "Europe/Berlin"),
    _Set("kolkata", "timestamp", "unzoned", _WALLS, "Asia/Kolkata"),
)  # fmt: skip
_AT = {each.name: at for at, each in enumerate(_SETS)}


def _check(column: str, name: str, count: Count, *operand: Any) -> Check:  # noqa: ANN401 - what a check counts with
    return Check(f"{column}#{name}", _AT[column], count, operand)


_CHECKS = (
    *[_check("text", f"pattern {each}", "pattern", each) for each in PATTERNS],
    *[_check(each.name, "null", "null") for each in _SETS],
    _check("text", "shorter than 2", "shorter", 2),
    _check("text", "longer than 3", "longer", 3),
    _check("text", "enum", "unlisted", "", "ab", "ab ", "É", "a\\b", "'", '"'),
    _check("text", "missing", "missing", None, "", "N/A", " ", "é"),
    _check("text", "unfit", "unfit", ("", "a", "ab", "NULL"), "^[^b]*$"),
    _check("double", "minimum", "below", "-1.5", False),
    _check("double", "maximum", "above", "100", True),
    _check("double", "enum", "unlisted", "0", "1.5", "0.1"),
    _check("single", "minimum", "below", "0.1", False),
    _check("single", "maximum", "above", "1.5", False),
    _check("single", "enum", "unlisted", "0.1", "0.2"),
    _check("whole", "minimum", "below", "0.5", True),
    _check("whole", "maximum", "above", "10", False),
    _check("whole", "multiple", "multiple", "3"),
    _check("whole", "enum", "unlisted", "1", "1.5", "-3"),
    _check("whole", "missing", "missing", "0", "-1"),
    _check("exact", "minimum", "below", "0", True),
    _check("exact", "maximum", "above", "99.9", False),
    _check("exact", "multiple", "multiple", "2.5"),
    _check("exact", "enum", "unlisted", "0.1", "99.9"),
    _check("flag", "enum", "unlisted", "true"),
    _check("day", "minimum", "below", "1582-10-15 00:00:00", False, False),
    _check("day", "maximum", "above", "2026-11-22 00:00:00", False, True),
    _check("day", "enum", "unlisted", "2024-02-29", "0001-01-01"),
    _check("moment", "minimum", "below", "2026-11-01 00:00:00", True, False),
    _check("moment", "maximum", "above", "2026-11-21 22:00:00", True, False),
    _check("berlin", "minimum", "below", "2026-10-25 02:30:00", False, False),
    _check("berlin", "maximum", "above", "2026-10-25 01:00:00", True, True),
    _check("kolkata", "minimum", "below", "2026-10-25 02:30:00", False, False),
    _check("kolkata", "maximum", "above", "2026-03-28 21:00:00", True, False),
)
_COMPARED = ("text", "whole", "exact", "day", "moment")
PROBE = Probe(
    "proof",
    "proof",
    "1",
    "",
    0,
    0,
    "proof",
    "proof",
    columns=tuple(
        Column(
            each.name, each.name, each.kind, None, each.zone, has_format=False, is_required=False, field=at
        )
        for at, each in enumerate(_SETS)
    ),
    checks=_CHECKS,
    keys=(
        *[Key(f"{each.name}#unique", (at,)) for at, each in enumerate(_SETS)],
        Key("#primaryKey", (_AT["text"], _AT["flag"])),
    ),
    references=tuple(
        Reference(f"{each}#reference", (_AT[each],), "proof", (each,), (_SETS[_AT[each]].kind,))
        for each in _COMPARED
    ),
    promises=tuple(
        Promise(f"{each}#newest", "freshness", 1, "1 s", _AT[each]) for each in ("day", "moment", "berlin")
    ),
)
"""A probe with more than 80 counts, which refer to no contract."""


def source(dialect: Dialect) -> Source:
    """Return the table in the SQL of an engine."""
    return _source(dialect, range(len(_SETS)), ROWS)


def target(dialect: Dialect, reference: Reference) -> Source:
    """Return the small table that a reference points to, in the SQL of an engine."""
    return _source(dialect, reference.columns, _TARGETS)


def _source(dialect: Dialect, columns: Sequence[int], rows: int) -> Source:
    sets = [_SETS[at] for at in columns]
    types = [str(getattr(dialect, each.type, each.type)) for each in sets]
    lines = ",\n  ".join(
        f"({', '.join(_value(each, at, row, dialect) for at, each in zip(columns, sets, strict=True))})"
        for row in range(rows)
    )
    cast = ", ".join(
        f"CAST(c{at} AS {kind}) AS {dialect.quoted(each.name)}"
        for at, (each, kind) in enumerate(zip(sets, types, strict=True))
    )
    named = ", ".join(f"c{at}" for at in range(len(sets)))
    relation = f"(SELECT {cast} FROM (VALUES\n  {lines}) AS v({named})) AS r"
    found = {
        at: of_type(dialect, each.name, kind, each.zone)
        for at, (each, kind) in enumerate(zip(sets, types, strict=True))
    }
    return Source(dialect, relation, found)


def _value(column: _Set, at: int, row: int, dialect: Dialect) -> str:
    """Return the value of a column in a row, as text.

    Columns repeat their values with different periods, so that many combinations occur.
    """
    value = column.values[(row + row // len(column.values) * at) % len(column.values)]
    return "NULL" if value is None else dialect.literal(value)
