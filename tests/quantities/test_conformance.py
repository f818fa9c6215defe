"""Values compared with fields: only certain violations count."""

from __future__ import annotations

from typing import Any

import pytest

from cpu import within
from meshwright.quantities.conformance import FieldConstraints, contradicted_options, departure
from meshwright.quantities.physical import family, is_contradicted
from meshwright.quantities.ranges import NumericRange, stated_range


def kind(value: Any, terms: FieldConstraints, *, is_text: bool = True) -> str | None:
    found = departure(value, terms, is_text=is_text)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("logical", "good", "bad"),
    [
        ("integer", ["0", "-12", "+3", "4.0", 5, 6.0], ["", "1.5", "1e3", "x", True, 1.5]),
        ("number", ["1.5", "-2e10", ".5", "NaN", 3, 0.1], ["1,5", "x", False, "0x10"]),
        ("boolean", ["true", "F", "0", "yes", True], ["2", "maybe", "on"]),
        ("string", ["", "x"], [1, True, 1.5]),
        ("date", ["2026-11-22", "2024-02-29"], ["2026-02-29", "22.11.2026", "2026-11-22T00:00:00Z"]),
        (
            "timestamp",
            ["2026-11-22T10:00:00Z", "2026-11-22 10:00", "2026-11-22T23:59:60+01:00"],
            ["2026-11-22", "10:00", "2026-11-22T25:00:00Z"],
        ),
        ("time", ["10:00", "23:59:59.5Z"], ["24:00", "10"]),
        ("object", [{}, "{}"], [[], 1]),
        ("array", [[], "[]"], [{}, 1]),
        (None, ["", 1, []], []),
    ],
)
def test_values_of_a_type_conform(logical: str | None, good: list[Any], bad: list[Any]) -> None:
    """As text and as values."""
    assert [kind(value, FieldConstraints(logical)) for value in good] == [None] * len(good)
    assert [kind(value, FieldConstraints(logical)) for value in bad] == ["type"] * len(bad)


def test_json_has_its_own_types() -> None:
    """A number in quotes is not an integer, but may be a decimal, which is then not rounded."""
    assert kind("12", FieldConstraints("integer"), is_text=False) == "type"
    assert kind("true", FieldConstraints("boolean"), is_text=False) == "type"
    assert kind("12.30", FieldConstraints("number"), is_text=False) is None
    assert kind(1732266000000, FieldConstraints("timestamp"), is_text=False) is None


@pytest.mark.parametrize(
    ("logical", "options", "good", "bad", "broken"),
    [
        ("string", {"minLength": 2}, "ab", "a", "minLength"),
        ("string", {"maxLength": 2}, "äö", "äöü", "maxLength"),
        ("string", {"pattern": "C[0-9]"}, "xC1x", "C", "pattern"),
        ("string", {"format": "uuid"}, "ada69106-857c-41d1-8b3b-8a71e34bcedb", "ada69106", "format"),
        ("string", {"format": "ipv4"}, "10.0.0.1", "10.0.0.256", "format"),
        ("integer", {"minimum": 1, "maximum": 3}, "3", "4", "maximum"),
        ("integer", {"exclusiveMaximum": 3}, "2", "3", "exclusiveMaximum"),
        ("integer", {"minimum": 1, "exclusiveMinimum": True}, "2", "1", "minimum"),
        ("integer", {"format": "u8"}, "255", "256", "format"),
        ("number", {"multipleOf": 0.1}, "0.3", "0.35", "multipleOf"),
        ("date", {"minimum": "2020-01-01"}, "2020-01-01", "2019-12-31", "minimum"),
        ("timestamp", {"timezone": True}, "2026-11-22T10:00Z", "2026-11-22T10:00", "timezone"),
        ("array", {"uniqueItems": True}, [1, 2], [1, 1], "uniqueItems"),
        ("array", {"maxItems": 1}, [1], [1, 2], "maxItems"),
        ("vector", {"dimensions": 2}, [0.1, 0.2], [0.1], "dimensions"),
    ],
)
def test_options_are_checked(logical: str, options: dict[str, Any], good: Any, bad: Any, broken: str) -> None:
    """Each by its own name."""
    assert (
        kind(good, FieldConstraints(logical, options=options)),
        kind(bad, FieldConstraints(logical, options=options)),
    ) == (
        None,
        broken,
    )


def test_enums_are_compared_in_the_notation_of_the_format() -> None:
    """`1` in CSV is the 1 of the contract, and `true` its true."""
    terms = FieldConstraints("string", enum=("a", 1, True))
    assert [kind(value, terms) for value in ("a", "1", "true", "b")] == [None, None, None, "enum"]


def test_uncertain_value_is_not_a_violation() -> None:
    """A pattern that may backtrack, a custom format, bounds with and without a zone."""
    assert kind("x", FieldConstraints("string", options={"pattern": "(?=y)y"})) is None
    assert kind("22.11.2026", FieldConstraints("date", options={"format": "dd.MM.yyyy"})) is None
    assert kind("x", FieldConstraints("string", options={"format": "nonsense"})) is None
    assert (
        kind("2026-11-22T10:00", FieldConstraints("timestamp", options={"minimum": "2027-01-01T00:00Z"}))
        is None
    )
    assert kind("1e9999", FieldConstraints("number", options={"multipleOf": 0.1})) is None
    assert kind("2026-11-22T10:00", FieldConstraints("date", "timestamp")) is None


def test_a_stranger_s_pattern_is_matched_at_once() -> None:
    """`^(a+)+$` takes a backtracking engine years on forty letters."""
    with within(5):
        assert kind("a" * 40 + "b", FieldConstraints("string", options={"pattern": "^(a+)+$"})) == "pattern"


def test_contradictory_options_are_found() -> None:
    """Lengths, numbers, dates; including open ranges."""
    assert list(contradicted_options({"minLength": 3, "maxLength": 2}, "string")) == [
        ("minLength", "maxLength")
    ]
    assert list(contradicted_options({"minimum": 1, "maximum": 1}, "integer")) == []
    assert list(contradicted_options({"minimum": 1, "exclusiveMaximum": 1}, "integer")) == [
        ("minimum", "exclusiveMaximum")
    ]
    assert list(contradicted_options({"minimum": "2026-01-02", "maximum": "2026-01-01"}, "date")) == [
        ("minimum", "maximum")
    ]
    assert list(contradicted_options({"minimum": 5, "maximum": 9, "exclusiveMinimum": True}, "integer")) == []


@pytest.mark.parametrize(
    ("logical", "physical", "is_wrong"),
    [
        ("integer", "varchar", True),
        ("integer", "VARCHAR(10)", True),
        ("integer", "character varying(20)", True),
        ("integer", "decimal(10,2)", True),
        ("integer", "decimal(10,0)", False),
        ("integer", "NUMBER(38)", False),
        ("integer", "int unsigned", False),
        ("integer", "double precision", True),
        ("string", "bigint", True),
        ("string", "varchar[1024]", False),
        ("string", "text[]", True),
        ("array", "int[]", False),
        ("string", "timestamp(6) without time zone", True),
        ("timestamp", "timestamp with time zone", False),
        ("date", "timestamp", False),
        ("date", "int", False),
        ("number", "string", False),
        ("timestamp", "string", False),
        ("boolean", "tinyint(1)", False),
        ("map", "map<string, array<double>>", False),
        ("integer", "array<struct<a: int>>", True),
        ("object", "PhoneNumber", False),
        ("string", "enum('a', 'b')", False),
        (None, "int", False),
        ("integer", None, False),
    ],
)
def test_only_certain_pairs_of_types_are_contradictory(
    logical: str | None, physical: str | None, is_wrong: bool
) -> None:
    """An unknown type fits all."""
    assert is_contradicted(logical, physical) is is_wrong


def test_a_physical_type_has_a_logical_one() -> None:
    """Which a fix may write."""
    found = [
        family(each) for each in ("varchar(36)", "BIGINT", "timestamp_tz", "list", "nonsense", None, "(")
    ]
    assert [each.natural if each else None for each in found] == [
        "string",
        "integer",
        "timestamp",
        "array",
        None,
        None,
        None,
    ]


def test_empty_ranges_are_recognised() -> None:
    """With open ends, gaps, and in both orders."""
    assert stated_range({"mustBeBetween": (5, 1)}).is_empty
    assert (stated_range({"mustBeLessThan": 5}) & stated_range({"mustBeGreaterOrEqualTo": 5})).is_empty
    assert not (
        stated_range({"mustBeLessOrEqualTo": 5}) & stated_range({"mustBeGreaterOrEqualTo": 5})
    ).is_empty
    assert (stated_range({"mustBe": 3}) & stated_range({"mustNotBe": 3})).is_empty
    assert (stated_range({"mustBeBetween": (2, 4)}) & stated_range({"mustNotBeBetween": (1, 5)})).is_empty
    assert stated_range({"mustBe": "text", "mustBeBetween": ("a",)}) == NumericRange()
