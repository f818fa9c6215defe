"""Limits for an imported file, on the number of objects and columns and on their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.source.limits import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

TOO_MANY_COLUMNS = f"has more than {COLUMNS:,} columns, including nested ones, in all tables together"

TABLES = 500
"""The maximum number of tables in one file; a larger contract is too long to review."""
_NAMES = ("name", "physicalName", "physicalType")
_WRITTEN = 100
"""The maximum length of a name in a message."""


class RefusedError(Exception):
    """A schema cannot be imported; the message is the end of a sentence about its file."""


def check(objects: list[dict[str, Any]]) -> None:
    """Raise RefusedError if there are too many tables or columns, or if a name has more than one line."""
    if len(objects) > TABLES:
        raise RefusedError(f"has more than {TABLES} tables; split it")
    for each in objects:
        _check_names(each)
    for number, column in enumerate(_columns(objects), start=1):
        if number > COLUMNS:
            raise RefusedError(TOO_MANY_COLUMNS)
        _check_names(column)


def _check_names(described: dict[str, Any]) -> None:
    """Raise RefusedError for names that would not be allowed as values of flags."""
    for key in _NAMES:
        name = described.get(key)
        if not isinstance(name, str):
            continue
        if not name.strip():
            raise RefusedError("has a column or a table without a name")
        if not name.isprintable():
            start = "".join(_visible(each) for each in name[:_WRITTEN])
            raise RefusedError(f"has a name with control characters, `{start}`; rename it")


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _columns(objects: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the columns of all objects, including nested ones."""
    waiting = [column for each in objects for column in each["properties"]]
    while waiting:
        column = waiting.pop()
        if "name" in column:
            yield column
        waiting += column.get("properties", ())
        waiting += column.get("map", {}).values()
        waiting += [column["items"]] if "items" in column else []
