"""The result of a query, as a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

from meshwright.relational.model import MODEL
from meshwright.report.terminal import one_line, width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshwright.relational.database import Result

_WIDEST = 80
"""The maximum display width of a column in the format `table`."""


def as_table(result: Result) -> str:
    """Render the result as a table: numbers are right-aligned, NULL is empty, and long values are shortened."""
    rows = [[_cell(value) for value in row] for row in result.rows]
    names = [_cut(one_line(name)) for name in result.columns]
    widths = [max(map(width, column)) for column in zip(names, *rows, strict=True)]
    is_number = [
        bool(rows) and all(isinstance(row[at], int | float | None) for row in result.rows)
        for at in range(len(names))
    ]
    lines = [_line(names, widths, is_number), "  ".join("-" * each for each in widths)]
    lines += (_line(row, widths, is_number) for row in rows)
    count = len(rows)
    return "\n".join((*lines, f"({count:,} {'row' if count == 1 else 'rows'})", ""))


def _cell(value: Any) -> str:  # noqa: ANN401 - a value of SQLite
    return "" if value is None else _cut(one_line(str(value)))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _line(cells: list[str], widths: list[int], is_number: list[bool]) -> str:
    padded = (
        f"{' ' * (wide - width(cell))}{cell}" if right else f"{cell}{' ' * (wide - width(cell))}"
        for cell, wide, right in zip(cells, widths, is_number, strict=True)
    )
    return "  ".join(padded).rstrip()


def as_csv(result: Result) -> str:
    """Render the result as CSV with a header; NULL is an empty cell."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows(result.rows)
    return written.getvalue()


def as_json(result: Result) -> str:
    """Render the result as JSON; each row is a list of values in the order of the columns."""
    content = {"model": MODEL, "columns": result.columns, "rows": result.rows}
    return json.dumps(content, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Result], str]] = {"table": as_table, "csv": as_csv, "json": as_json}
"""The function that renders each format."""
