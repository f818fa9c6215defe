"""The header lines of CSV files, which supply the column names for every engine."""

from __future__ import annotations

import csv
from contextlib import suppress
from typing import TYPE_CHECKING

from meshwright.workspace.measuring.session import UnreadableError

if TYPE_CHECKING:
    from meshwright.workspace.measuring.places import Place

_LONGEST = 1 << 20


def header(place: Place) -> list[str]:
    """Return the column names in the header of CSV files; raises UnreadableError if the headers differ."""
    found: list[str] | None = None
    for file in place.files:
        try:
            with open(file, encoding="utf-8-sig", newline="") as lines:  # noqa: PTH123 - text
                text = lines.read(_LONGEST)
        except UnicodeDecodeError as error:
            raise UnreadableError("it is not UTF-8") from error
        with suppress(csv.Error):
            names = next(csv.reader(text.splitlines(keepends=True), delimiter=place.delimiter), [])
            if found is not None and names != found:
                raise UnreadableError("its files have different headers")
            found = names
    if not found:
        raise UnreadableError("it has no header")
    if len(set(found)) < len(found):
        raise UnreadableError("its header has a duplicate column")
    return found
