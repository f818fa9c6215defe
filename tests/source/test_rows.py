"""Samples to rows: the values are those of the standard readers, and every cell has its location."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import within
from meshwright.finding.locations import Places
from meshwright.source.place import Part, Span
from meshwright.source.problem import OverLimit, UnreadableRows
from meshwright.source.rows import MOST_ROWS, Rows, csv_rows, form_of, jsonl_rows

if TYPE_CHECKING:
    from collections.abc import Callable

CELLS = st.text(alphabet='ab,";|\n\t é', max_size=5)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.text(max_size=4)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def told(rows: Rows) -> list[str]:
    return [each.what for each in rows.problems if isinstance(each, UnreadableRows)]


@settings(derandomize=True, max_examples=300)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_csv_is_read_like_python_does(rows: list[list[str]], end: str) -> None:
    """Quotes, line ends in cells and empty cells, for any text that Python's writer writes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerows([["one", "two", "three"], *rows])
    text = out.getvalue()

    found = csv_rows(text)

    expected = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [{key: value or "" for key, value in row.items()} for row in found.value["rows"]] == expected
    assert found.problems == ()


@settings(derandomize=True, max_examples=300)
@given(st.text(alphabet='a,"\n\r', max_size=12))
def test_any_text_is_read_as_csv_like_python_does(text: str) -> None:
    """Including text that no writer writes: quotes inside of cells, text after a quote."""
    found = csv_rows("x,y\n" + text)
    rows = [row for row in csv.reader(io.StringIO("x,y\n" + text, newline="")) if row][1:]
    rows = rows[:-1] if "unclosed quote" in told(found) else rows
    assert [[value or "" for value in row.values()] for row in found.value["rows"]] == [
        r for r in rows if len(r) == 2
    ]


@settings(derandomize=True, max_examples=200)
@given(st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), max_size=3))
def test_json_lines_are_read_like_python_does(rows: list[dict[str, object]]) -> None:
    """And the text at every value's location reads as that value."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    found = jsonl_rows(text)

    assert (found.value["rows"], found.problems) == (rows, ())
    places = Places(found.value, found.offsets)
    for number, row in enumerate(rows):
        for key, value in row.items():
            start, end = places.span(("rows", number, key), Part.VALUE)
            key_start, key_end = places.span(("rows", number, key), Part.KEY)
            assert (json.loads(text[start:end]), json.loads(text[key_start:key_end])) == (value, key)


def test_cell_after_line_ends_in_quotes_is_located() -> None:
    """Locations count characters of the text; an empty cell has one as well."""
    text = 'id,note,at\r\n1,"two\r\nlines",\r\n'

    found = csv_rows(text)

    places = Places(found.value, found.offsets)
    spans = [places.span(("rows", 0, name), Part.VALUE) for name in ("id", "note", "at")]
    assert [text[slice(*span)] for span in spans] == ["1", '"two\r\nlines"', ""]
    assert text[slice(*places.span(("columns", 2), Part.VALUE))] == "at"
    assert found.value["rows"] == [{"id": "1", "note": "two\r\nlines", "at": None}]


def test_empty_cell_is_null_and_a_quoted_one_is_not() -> None:
    """CSV has no other notation for null."""
    assert csv_rows('a,b\n,""\n').value["rows"] == [{"a": None, "b": ""}]


def test_each_reason_for_unreadable_rows_is_reported_once() -> None:
    """And the other rows are read."""
    found = csv_rows('a,b\n1\n2\n3,4\n5,"6\n')
    assert found.value["rows"] == [{"a": "3", "b": "4"}]
    assert found.problems == (
        UnreadableRows(
            what="the row has 1 cell, but the header has 2",
            code="cell-count 1 2",
            span=Span(4, 5),
            also=(Span(6, 7),),
            count=2,
        ),
        UnreadableRows(what="unclosed quote", code="unclosed-quote", span=Span(14, 17)),
    )


def test_other_delimiters_and_doubtful_headers_are_reported() -> None:
    """A semicolon is not a comma; a column has one unique name."""
    assert told(csv_rows("a;b\n1;2\n")) == ["cells are separated by semicolons; use commas"]
    assert told(csv_rows("a,,a\n1,2,3\n")) == ["duplicate column `a`", "a column has no name"]


def test_broken_json_lines_are_located() -> None:
    """Each for its own reason."""
    lines = [
        '{"a": 01}',
        "[1]",
        '{"a": 1, "a": 2}',
        '{"a": 1} x',
        "{'a': 1}",
        '{"a": nan}',
        '{"a": "\\q"}',
        '{"a" 1}',
    ]
    assert [told(jsonl_rows(line)) for line in lines] == [
        ["missing `,` or `}`"],
        ["the line is not a JSON object"],
        ["duplicate key `a`"],
        ["text after the JSON value of the line"],
        ["expected a key in double quotes"],
        ["missing JSON value"],
        ["the string is not JSON"],
        ["missing `:` after the key"],
    ]


def test_only_the_first_rows_are_read() -> None:
    """A thousand, whether they are readable or not."""
    assert told(csv_rows("a,b\n" + "1,2\n" * 999 + "1\n" * 2)) == ["the row has 1 cell, but the header has 2"]
    assert told(csv_rows("a,b\n" + "1,2\n" * 1000 + "1\n")) == []
    assert len(csv_rows("a,b\n" + "1,2\n" * 2000).value["rows"]) == MOST_ROWS
    assert len(jsonl_rows('{"a": 1}\n' * 2000).value["rows"]) == MOST_ROWS


HOSTILE: dict[str, tuple[Callable[[int], Rows], list[str]]] = {
    "depth": (lambda size: jsonl_rows('{"a": ' + "[" * size), ["nesting exceeds the limit of 64 levels"]),
    "digits": (
        lambda size: jsonl_rows('{"a": ' + "9" * size + "}"),
        ["number exceeds the limit of 400 digits"],
    ),
    "rows": (
        lambda size: csv_rows("\n".join([",".join(f"c{n}" for n in range(5_000))] * (size // 500))),
        ["values"],
    ),
    "columns": (lambda size: csv_rows(",".join(f"c{n}" for n in range(size)) + "\n"), ["columns"]),
    "cells": (lambda size: csv_rows("a,b\n" + "," * size), ["columns"]),
    "keys": (lambda size: jsonl_rows("{" + ",".join(f'"k{n}": 1' for n in range(size)) + "}"), ["columns"]),
    "keys of rows": (lambda size: jsonl_rows("".join(f'{{"k{n}": {{}}}}\n' for n in range(size))), []),
    "items": (lambda size: jsonl_rows('{"a": [' + "1," * (size * 3) + "1]}"), ["values"]),
    "a quoted cell": (lambda size: csv_rows('a,b\n"' + '""' * size * 2), ["scalar length"]),
    "a cell": (lambda size: csv_rows("a,b\n" + "x" * (size + 1)), ["scalar length"]),
    "a text": (lambda size: jsonl_rows('{"a": "' + "\\u0041" * (size + 1) + '"}'), ["scalar length"]),
    "broken lines": (lambda size: jsonl_rows("{\n" * size), ["expected a key in double quotes"]),
    "short lines": (
        lambda size: csv_rows("a,b\n" + "1\n" * size),
        ["the row has 1 cell, but the header has 2"],
    ),
    "empty lines": (lambda size: csv_rows("\n" * size * 10 + "a,b\n1,2"), []),
    "blank lines": (lambda size: jsonl_rows(" \n" * size * 10 + '{"a": 1}'), []),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_samples_are_refused_at_once(name: str) -> None:
    """Depth, digits, the number of values: each has a limit and a message."""
    make, expected = HOSTILE[name]
    with within(10):
        found = make(100_000)
    assert [each.what for each in found.problems if isinstance(each, OverLimit | UnreadableRows)] == expected


def test_name_states_the_format() -> None:
    """In any letter case."""
    assert [form_of(f"x/samples/a.{end}") for end in ("csv", "JSONL", "ndjson", "parquet")] == [
        "csv",
        "jsonl",
        "jsonl",
        "parquet",
    ]


def test_unpaired_surrogate_is_not_a_json_line() -> None:
    """No output could contain such a text."""
    rows = jsonl_rows('{"a": "\\ud83d\\ude00"}\n{"a": "\\ud800"}\n')

    assert [row["a"] for row in rows.value["rows"]] == ["\U0001f600"]
    assert [(each.code, each.span) for each in rows.problems if isinstance(each, UnreadableRows)] == [
        ("surrogate", Span(28, 37))
    ]
