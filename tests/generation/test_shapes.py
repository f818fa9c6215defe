"""Shapes of patterns, compared with Python's `re`."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.generation.query import Expr, Query, permuted
from meshwright.generation.shapes import examples, pattern_of, shapes
from meshwright.generation.values import Texts
from meshwright.quantities.pattern_syntax import UnreadPatternError
from requires import requires

REAL = [
    "^[a-z0-9]+(-[a-z0-9]+)*$",
    "^[a-z]{2,3}(-[A-Z]{2})?$",
    "^[^@ ]+@[^@ ]+$",
    "^ST-[0-9]{6}-[0-9]{8}$",
    "^(red|green|blue)$",
    r"^\d{4}-\d{2}-\d{2}$",
    r"^\+?[1-9]\d{6,14}$",
    "abc",
    "^(?:a|bc){2,3}x?$",
    r"^[\w.-]+$",
    "^$",
    "^.{3,}$",
]
sets = st.sampled_from(["[a-c]", "[0-9]", r"\d", r"\w", ".", "x", "[^a]", r"\.", "[A-F0-9]", "é"])
parts = st.recursive(
    sets,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda each: f"({'|'.join(each)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}"])).map(
            lambda each: f"({each[0]}){each[1]}"
        ),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("pattern", REAL)
def test_real_patterns_have_shapes(pattern: str) -> None:
    """And each text of them matches."""
    found = shapes(pattern)
    assert found
    assert [text for shape in found for text in examples(shape) if not re.search(pattern, text)] == []


@given(parts, st.booleans())
def test_texts_of_shapes_match(pattern: str, is_anchored: bool) -> None:
    """Whatever the pattern."""
    pattern = f"^{pattern}$" if is_anchored else pattern
    for shape in shapes(pattern):
        for text in examples(shape):
            assert re.search(pattern, text), (pattern, text)
            assert re.fullmatch(pattern_of(shape)[1:-1], text)


@pytest.mark.parametrize("pattern", ["(?=a)b", r"(a)\1", r"\bfoo", r"\p{L}", "[[:alpha:]]", "(?P<x>a)"])
def test_patterns_outside_the_subset_are_refused(pattern: str) -> None:
    """They are not approximated."""
    with pytest.raises(UnreadPatternError):
        shapes(pattern)


@pytest.mark.parametrize("pattern", ["a^b", "a$b", "(a$)b"])
def test_impossible_patterns_have_no_shapes(pattern: str) -> None:
    """An end of the text within the text."""
    assert shapes(pattern) == ()


@given(st.integers(1, 5_000), st.integers(0, 2**63))
def test_permutations_are_bijections(size: int, salt: int) -> None:
    """Also of sizes with many divisors."""
    sql = permuted(Query(), Expr("i"), size, salt).sql
    found = {eval(sql, {"i": each}) for each in range(size)}
    assert found == set(range(size))


@pytest.mark.parametrize("pattern", ["[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", "[0-9a-f]{32}", "x[0-9]{4}", "[abc]{7}"])
def test_texts_are_different(pattern: str) -> None:
    """As many as exist, or as were requested."""
    duckdb = requires("duckdb")
    (shape, *_) = shapes(f"^{pattern}$")
    values = Texts(shape)
    rows = min(values.count, 20_000)
    query = Query()
    value = values.value(query, Expr("i"), 3)
    with duckdb.connect() as connection:
        found = [text for (text,) in connection.execute(query.select(rows, [("v", value)])).fetchall()]
    assert len(set(found)) == rows
    assert all(re.fullmatch(pattern, each) for each in found)


def test_draws_are_uniform_and_independent() -> None:
    """No value occurs much more often than another, and two columns are not correlated."""
    duckdb = requires("duckdb")
    query = Query()
    one, other = (query.draw(Expr("i"), 5, purpose, 16) for purpose in ("one", "other"))
    sql = query.select(64_000, [("a", one), ("b", other)])
    with duckdb.connect() as connection:
        for column, values in (("a", 16), ("b", 16), ("a * 16 + b", 256)):
            found = sorted(
                count
                for (count,) in connection.execute(
                    f"SELECT count(*) FROM ({sql}) GROUP BY {column}"
                ).fetchall()
            )
            assert len(found) == values
            usual = 64_000 / values
            assert all(abs(count - usual) < 6 * usual**0.5 for count in found), (column, found)
