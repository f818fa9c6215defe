"""How much a file may describe, over all its objects and what is nested in their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.source.limits import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

TOO_MANY_COLUMNS = f"has more than {COLUMNS:,} columns, with those of all tables and nested ones"


class RefusedError(Exception):
    """A schema is not taken; the message is the end of a sentence about its file."""


def check(objects: list[dict[str, Any]]) -> None:
    """Raise RefusedError where there are too many columns."""
    for number, _ in enumerate(_columns(objects), start=1):
        if number > COLUMNS:
            raise RefusedError(TOO_MANY_COLUMNS)


def _columns(objects: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the columns of all objects, and those in them."""
    waiting = [column for each in objects for column in each["properties"]]
    while waiting:
        column = waiting.pop()
        if "name" in column:
            yield column
        waiting += column.get("properties", ())
        waiting += column.get("map", {}).values()
        waiting += [column["items"]] if "items" in column else []
