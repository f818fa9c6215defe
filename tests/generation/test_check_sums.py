"""Check characters that DuckDB computes, compared with our checks and python-stdnum."""

from __future__ import annotations

import re

import pytest

from meshwright.generation.check_sums import PATTERNS, STRUCTURAL, check_sum
from meshwright.generation.query import Expr, Query
from meshwright.generation.shapes import shapes
from meshwright.generation.values import Texts
from meshwright.quantities.checkdigit import ALGORITHMS, WeightedSum, is_right
from requires import requires

ORACLES = {
    "iso7064-mod11-2": "iso7064.mod_11_2",
    "iso7064-mod11-10": "iso7064.mod_11_10",
    "iso7064-mod97-10": "iso7064.mod_97_10",
    "luhn": "luhn",
    "verhoeff": "verhoeff",
    "damm": "damm",
    "gtin": "ean",
    "isbn": "isbn",
    "iban": "iban",
    "lei": "lei",
    "nhs-number": "gb.nhs",
    "vat": "eu.vat",
}
MORE = {
    "iban": ["GB[0-9]{2}[A-Z]{4}[0-9]{14}", "[A-Z]{2}[0-9]{2}[A-Z0-9]{18}"],
    "isbn": ["[0-9]{9}[0-9X]", "97[89]-[0-9]-[0-9]{5}-[0-9]{3}-[0-9]"],
    "iso7064-mod11-2": ["[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]"],
    "gtin": ["[0-9]{8}", "[0-9]{12}", "4[0-9]{12}", "[0-9]{14}"],
    "lei": ["[A-Z0-9]{18}[0-9]{2}"],
    "vat": ["IT[0-9]{11}"],
    "luhn": ["4[0-9]{15}", "[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{4}"],
}
CASES = [
    (check, pattern)
    for check in ALGORITHMS
    if check not in STRUCTURAL
    for pattern in (PATTERNS[check], *MORE.get(check, ()))
]


def texts(check: str | WeightedSum, pattern: str, rows: int = 2_000) -> list[str]:
    """Return texts of a pattern to which DuckDB adds check characters."""
    duckdb = requires("duckdb")
    found = next(each for shape in shapes(pattern) if (each := check_sum(check, shape)) is not None)
    query = Query()
    values = Texts(found.shape, found)
    value = values.value(query, Expr("i"), 7)
    with duckdb.connect() as connection:
        sql = query.select(min(rows, values.count), [("v", value)])
        return [text for (text,) in connection.execute(sql).fetchall()]


@pytest.mark.parametrize(("check", "pattern"), CASES)
def test_generated_identifiers_pass_their_check(check: str, pattern: str) -> None:
    """By our own check and by python-stdnum's, and each is unique."""
    oracle = __import__(f"stdnum.{ORACLES[check]}", fromlist=["is_valid"])
    found = texts(check, pattern)
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(pattern, each) for each in found)
    assert [each for each in found if not is_right(check, each)] == []
    assert [each for each in found if not oracle.is_valid(re.sub("[ -]", "", each))] == []


@pytest.mark.parametrize(
    "check",
    [
        WeightedSum((8, 7, 6, 5, 4, 3, 2, 1), 11, "0123456789", 0),
        WeightedSum((3, 1), 10, "0123456789", 0),
        WeightedSum((1, 2), 23, "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", 5),
        WeightedSum((7, 3, 1), 97, "0123456789", 1),
    ],
    ids=str,
)
def test_declared_sums_are_satisfied(check: WeightedSum) -> None:
    """A sum whose remainder one character cannot satisfy uses a second one."""
    found = texts(check, "[0-9]{8}")
    assert found
    assert [each for each in found if not is_right(check, each)] == []
    assert len(set(found)) == len(found)


def test_impossible_sum_is_refused() -> None:
    """No text with one digit in two places has the required sum."""
    check = WeightedSum((10,), 10, "0123456789", 3)
    assert all(check_sum(check, shape) is None for shape in shapes("[0-9]{8}"))
