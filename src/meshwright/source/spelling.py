"""How far apart two spellings are, and which letters a text can have at all."""

from __future__ import annotations


def distance(one: str, other: str, limit: int) -> int:
    """Count the edits (insert, delete, replace, swap neighbours) between two texts; beyond `limit`, some greater number.

    This is optimal string alignment: no part is edited twice.
    """
    if abs(len(one) - len(other)) > limit or len(set(one) ^ set(other)) > 2 * limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        current = [row]
        for column, right in enumerate(other, 1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]


def is_latin_1(text: str) -> bool:
    """Say whether every character is of Latin-1 (U+0000 to U+00FF); at once, however long the text."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
