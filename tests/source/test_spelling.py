"""The distance of two spellings: the same as by the plain table of all edits, and in linear time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import within
from meshwright.source.spelling import distance

NAMES = st.text(alphabet="abc", max_size=8)


def edits(one: str, other: str) -> int:
    """Count the edits by the whole table."""
    table = [[row + column for column in range(len(other) + 1)] for row in range(len(one) + 1)]
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            is_other = one[row - 1] != other[column - 1]
            cost = min(
                table[row - 1][column] + 1,
                table[row][column - 1] + 1,
                table[row - 1][column - 1] + is_other,
            )
            if (
                row > 1
                and column > 1
                and one[row - 1] == other[column - 2]
                and one[row - 2] == other[column - 1]
            ):
                cost = min(cost, table[row - 2][column - 2] + 1)
            table[row][column] = cost
    return table[-1][-1]


@settings(derandomize=True, max_examples=1_000)
@given(NAMES, NAMES, st.integers(0, 5))
def test_distance_is_exact_up_to_the_limit(one: str, other: str, limit: int) -> None:
    """And greater than the limit beyond it."""
    expected, found = edits(one, other), distance(one, other, limit)
    assert found == expected if expected <= limit else found > limit


def test_long_names_take_linear_time() -> None:
    """Quadratic time would be ten billion steps here."""
    with within(10):
        assert distance("ab" * 50_000, "ab" * 49_998 + "bacc", 3) == 3
