"""Edit distances between strings, and a check whether a string is Latin-1."""

from __future__ import annotations


def distance(one: str, other: str, limit: int) -> int:
    """Count the edits (insert, delete, replace, swap neighbours) between two strings; if there are more than `limit`, return
    any larger number.

    This is optimal string alignment: no part is edited twice.
    Only a band around the diagonal is computed, so the time is linear in the length instead of quadratic.
    """
    if abs(len(one) - len(other)) > limit or len(set(one) ^ set(other)) > 2 * limit:
        return limit + 1
    width, far = 2 * limit + 1, limit + 1
    before: list[int] = []
    previous = [at - limit if at >= limit else far for at in range(width)]
    for row, left in enumerate(one, 1):
        current: list[int] = []
        for at in range(width):
            column = row - limit + at
            if column <= 0 or column > len(other):
                current.append(row if column == 0 else far)
                continue
            cost = previous[at] + (left != other[column - 1])
            if at + 1 < width:
                cost = min(cost, previous[at + 1] + 1)
            if at > 0:
                cost = min(cost, current[at - 1] + 1)
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == other[column - 1]:
                cost = min(cost, before[at] + 1)
            current.append(cost)
        if min(current) > limit:
            return far
        before, previous = previous, current
    return previous[len(other) - len(one) + limit]


def is_latin_1(text: str) -> bool:
    """Return whether every character is in Latin-1 (U+0000 to U+00FF); fast for any length."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
