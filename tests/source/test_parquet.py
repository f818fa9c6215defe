"""Parquet to rows: every type of Arrow becomes a value of JSON, and no file raises, whatever is in it."""

from __future__ import annotations

import io
import struct
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.quantities.conformance import FieldConstraints, departure
from meshwright.source.arrow_values import day_text
from meshwright.source.limits import NODES
from meshwright.source.parquet import parquet_rows
from meshwright.source.problem import OverLimit, UnreadableRows
from meshwright.source.rows import MOST_ROWS, Rows
from parquet_files import written


def told(rows: Rows) -> list[str]:
    return [each.what for each in rows.problems if isinstance(each, OverLimit | UnreadableRows)]


def stored(numbers: list[int | None], kind: Any) -> Any:
    """Make an array of a type from the stored numbers; Python lacks some of the values."""
    return pa.array(numbers, pa.int32() if kind.bit_width == 32 else pa.int64()).cast(kind)


DAY = 86_400
VALUES = {
    "bool": (lambda: pa.array([True, None, False]), [True, None, False]),
    "integers": (lambda: pa.array([2**64 - 1, None], pa.uint64()), [2**64 - 1, None]),
    "half": (lambda: pa.array([1.5, None], pa.float32()).cast(pa.float16()), [1.5, None]),
    "float": (lambda: pa.array([0.5, None], pa.float32()), [0.5, None]),
    "null": (lambda: pa.nulls(2), [None, None]),
    "string": (lambda: pa.array(["a\0\u202e", None, ""]), ["a\0\u202e", None, ""]),
    "large_string": (lambda: pa.array(["a", None], pa.large_string()), ["a", None]),
    "binary": (lambda: pa.array([b"\xff\0", None]), ["ff00", None]),
    "fixed_size_binary": (lambda: pa.array([b"ab", None], pa.binary(2)), ["6162", None]),
    "large_binary": (lambda: pa.array([b"", None], pa.large_binary()), ["", None]),
    "date32": (
        lambda: stored([0, None, -719162, 2932896], pa.date32()),
        ["1970-01-01", None, "0001-01-01", "9999-12-31"],
    ),
    "date32 far": (
        lambda: stored([-719163, 2932897, 2**31 - 1, -(2**31)], pa.date32()),
        ["+0000-12-31", "+10000-01-01", "+5881580-07-11", "-5877641-06-23"],
    ),
    "date64": (
        lambda: stored([DAY * 1000, None, -DAY * 1000], pa.date64()),
        ["1970-01-02", None, "1969-12-31"],
    ),
    "time32 s": (lambda: stored([1, None], pa.time32("s")), ["00:00:01", None]),
    "time32 ms": (lambda: stored([DAY * 1000 - 1, None], pa.time32("ms")), ["23:59:59.999", None]),
    "time64 us": (lambda: stored([1, 0], pa.time64("us")), ["00:00:00.000001", "00:00:00"]),
    "time64 ns": (lambda: stored([1, None], pa.time64("ns")), ["00:00:00.000000001", None]),
    "time beyond a day": (lambda: stored([DAY * 5 * 10**6], pa.time64("us")), ["120:00:00"]),
    "timestamp s": (lambda: stored([-1, None], pa.timestamp("s")), ["1969-12-31T23:59:59", None]),
    "timestamp ns": (
        lambda: stored([1234567891, None], pa.timestamp("ns")),
        ["1970-01-01T00:00:01.234567891", None],
    ),
    "timestamp far": (lambda: stored([2**62], pa.timestamp("us")), ["+148108-07-06T14:00:27.387904"]),
    "timestamp in a zone": (
        lambda: stored([0, None], pa.timestamp("us", tz="Europe/Berlin")),
        ["1970-01-01T00:00:00Z", None],
    ),
    "timestamp in no zone": (
        lambda: stored([0], pa.timestamp("us", tz="../../etc/passwd")),
        ["1970-01-01T00:00:00Z"],
    ),
    "duration": (
        lambda: stored([3_600_000_001, -1, 2**62, None], pa.duration("us")),
        ["PT3600.000001S", "-PT0.000001S", "PT4611686018427.387904S", None],
    ),
    "decimal128": (lambda: pa.array([None, 1], pa.int64()).cast(pa.decimal128(21, 2)), [None, "1.00"]),
    "decimal128 whole": (
        lambda: pa.array([10**15, None], pa.int64()).cast(pa.decimal128(38, 0)),
        [10**15, None],
    ),
    "decimal256": (lambda: pa.array([1], pa.int64()).cast(pa.decimal256(70, 1)), ["1.0"]),
    "dictionary": (lambda: pa.array(["a", "b", None, "a"]).dictionary_encode(), ["a", "b", None, "a"]),
    "list": (lambda: pa.array([[1, None], None, [], [2]]), [[1, None], None, [], [2]]),
    "large_list": (lambda: pa.array([[1], None], pa.large_list(pa.int8())), [[1], None]),
    "fixed_size_list": (
        lambda: pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int8(), 2)),
        [[1, 2], None, [3, 4]],
    ),
    "map": (
        lambda: pa.array([[("k", 1), ("k", 2), ("l", None)], None, []], pa.map_(pa.string(), pa.int8())),
        [{"k": 1, "l": None}, None, {}],
    ),
    "map of numbers": (lambda: pa.array([[(1, "a")]], pa.map_(pa.int8(), pa.string())), [{"1": "a"}]),
    "struct": (
        lambda: pa.array([{"a": [{"b": 1}]}, None, {"a": None}]),
        [{"a": [{"b": 1}]}, None, {"a": None}],
    ),
    "dates in lists": (
        lambda: pa.ListArray.from_arrays(pa.array([0, 0, 1], pa.int32()), stored([2**31 - 1], pa.date32())),
        [[], ["+5881580-07-11"]],
    ),
}


@pytest.mark.parametrize("name", VALUES)
def test_each_arrow_type_becomes_a_json_value(name: str) -> None:
    """Even if Python has no such value: a far year, nanoseconds, an unknown zone."""
    make, expected = VALUES[name]
    array = make()
    assert len(array) == len(expected)

    found = parquet_rows(written({"a": array}, row_group_size=2))  # slices of arrays have offsets

    assert (told(found), [row["a"] for row in found.value["rows"]]) == ([], expected)


def test_uuid_is_written_as_text() -> None:
    """It is stored as sixteen bytes."""
    if not hasattr(pa, "uuid"):
        return
    array = pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(range(16)), None], pa.binary(16)))
    found = parquet_rows(written({"a": array}))
    assert [row["a"] for row in found.value["rows"]] == ["00010203-0405-0607-0809-0a0b0c0d0e0f", None]


def test_nanoseconds_of_impala_do_not_overflow() -> None:
    """INT96, as Spark and Impala write it: the year 9999 is often used for never."""
    array = stored([253_402_300_799_000_000], pa.timestamp("us"))
    found = parquet_rows(written({"a": array}, use_deprecated_int96_timestamps=True))
    assert found.value["rows"] == [{"a": "9999-12-31T23:59:59"}]


@settings(derandomize=True, max_examples=300)
@given(st.dates(), st.integers(-(10**4), 10**4))
def test_days_beyond_the_years_of_python_follow_the_calendar(day: date, cycles: int) -> None:
    """It repeats after 400 years, which have 146,097 days."""
    days = (day - date(1970, 1, 1)).days
    assert day_text(days) == day.isoformat()
    year = day.year + 400 * cycles
    if not 1 <= year <= 9999:
        sign = "-" if year < 0 else "+"
        assert day_text(days + 146_097 * cycles) == f"{sign}{abs(year):04}{day.isoformat()[4:]}"


@pytest.mark.parametrize(
    ("value", "options", "expected"),
    [
        ("+10000-01-01", {}, None),
        ("-0044-03-15", {}, None),
        ("+10000-01-01", {"maximum": "2030-01-01"}, "is above its `maximum` of 2030-01-01"),
        ("-0044-03-15", {"minimum": "2000-01-01"}, "is below its `minimum` of 2000-01-01"),
        ("+10000-02-30", {}, "is not a date"),
    ],
)
def test_far_date_is_before_or_after_all_others(
    value: str, options: dict[str, str], expected: str | None
) -> None:
    """A year beyond 9999 occurs in real data for "never"."""
    found = departure(value, FieldConstraints("date", options=options), is_text=False)
    assert (found.what if found else None) == expected


def test_whole_decimal_is_an_integer() -> None:
    """Databases export all their integers like this."""
    value = parquet_rows(written({"a": pa.array([5], pa.int64()).cast(pa.decimal128(38, 0))})).value["rows"][
        0
    ]["a"]
    assert departure(value, FieldConstraints("integer"), is_text=False) is None


def test_only_the_first_rows_are_read() -> None:
    """Of any number of row groups, as of any other sample."""
    for size in (1, 7, 100_000):
        rows = parquet_rows(written({"a": list(range(1_500))}, row_group_size=size)).value["rows"]
        assert [row["a"] for row in rows] == list(range(MOST_ROWS))


def test_duplicate_name_is_reported() -> None:
    """In the table and in a struct; one of the two would be lost."""
    twice = pa.Table.from_arrays([pa.array(["x"]), pa.array(["y"])], names=["a", "a"])
    data = io.BytesIO()
    pq.write_table(twice, data)
    inner = pa.StructArray.from_arrays([pa.array(["x"]), pa.array(["y"])], names=["p", "p"])
    assert told(parquet_rows(data.getvalue())) == ["duplicate column `a`"]
    assert told(parquet_rows(written({"b": inner}))) == ["duplicate column `b.p`"]


def words(count: int, word: str) -> Any:
    """Make an array that repeats a word but stores it once."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([word]))


def nested(depth: int) -> Any:
    value, kind = "x", pa.string()
    for _ in range(depth):
        value, kind = {"f": value}, pa.struct([("f", kind)])
    return pa.array([value], kind)


BOMBS = {
    "a long word, a thousand times": (
        lambda: written({"a": words(1_000, "z" * 1_500_000)}, store_schema=False),
        "scalar length",
    ),
    "a word, a thousand times": (
        lambda: written({"a": words(1_000, "z" * 90_000)}, store_schema=False),
        "text",
    ),
    "a word of a dictionary, a thousand times": (lambda: written({"a": words(1_000, "z" * 90_000)}), "text"),
    "a long word in one list": (
        lambda: written(
            {"a": pa.ListArray.from_arrays(pa.array([0, 9_000], pa.int32()), words(9_000, "z" * 9_000))}
        ),
        "text",
    ),
    "prefixes": (
        lambda: written(
            {"a": ["z" * 99_000] * 300}, use_dictionary=False, column_encoding="DELTA_BYTE_ARRAY"
        ),
        "text",
    ),
    "a list": (lambda: written({"a": pa.array([[0] * (NODES + 1)], pa.list_(pa.int8()))}), "values"),
    "some lists": (lambda: written({"a": pa.array([[0] * 20_000] * 20, pa.list_(pa.int8()))}), "values"),
    "many columns": (lambda: written({f"c{number}": [1] for number in range(10_001)}), "columns"),
    "a page": (lambda: written({"a": ["z" * 30_000_000]}, use_dictionary=False, compression="gzip"), "text"),
    "depth": (lambda: written({"a": nested(65)}), "depth"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_small_file_with_large_content_is_read_up_to_a_limit(name: str) -> None:
    """And the limit is named."""
    make, limit = BOMBS[name]
    found = parquet_rows(make())
    assert [(type(each), told(found)) for each in found.problems] == [(OverLimit, [limit])]


def test_rows_before_a_limit_are_read() -> None:
    """As of JSON Lines."""
    found = parquet_rows(written({"a": pa.array([[0] * 20_000] * 20, pa.list_(pa.int8()))}))
    assert len(found.value["rows"]) == 12


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "ArrowInvalid"),
        (b"PAR1" * 3, "ArrowInvalid"),
        (b"PAR1" + b"\xff" * 50 + struct.pack("<I", 50) + b"PAR1", "OSError"),
    ],
)
def test_file_that_is_not_parquet_is_reported(data: bytes, why: str) -> None:
    """With the type of pyarrow's exception, and never its text."""
    assert told(parquet_rows(data)) == [f"not readable as Parquet ({why})"]


def test_any_exception_of_pyarrow_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Including unexpected ones."""

    def raising(*_: object, **__: object) -> None:
        raise KeyError

    monkeypatch.setattr(pq, "ParquetFile", raising)
    assert told(parquet_rows(written({"a": [1]}))) == ["not readable as Parquet (KeyError)"]


def test_text_that_is_not_utf8_is_reported() -> None:
    """Arrow does not check it."""
    text = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(struct.pack("<ii", 0, 1)), pa.py_buffer(b"\xff")]
    )
    assert told(parquet_rows(written({"a": text}))) == ["not readable as Parquet (UnicodeDecodeError)"]


def test_footer_is_refused_by_its_size() -> None:
    """Before it is read; one that is longer than its file is wrong."""
    data = b"PAR1" + b"\0" * 5_000_000 + struct.pack("<I", 4_500_000) + b"PAR1"
    assert told(parquet_rows(data)) == ["footer"]
