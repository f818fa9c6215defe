"""Phrases for the days on which an object was measured: the days with readable data, and the fewest and most rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.catalog.documents.measured import MeasuredDay


def days_read(days: Sequence[MeasuredDay]) -> str:
    """Return a phrase for the number of days on which the data was read: `28 of 30 days read`."""
    return f"{sum(each.is_read for each in days)} of {len(days)} days read"


def rows_of_days(days: Sequence[MeasuredDay]) -> str:
    """Return a phrase for the fewest and most rows: `1,200 to 1,310 rows`; empty if no day has a number of rows."""
    rows = [each.rows for each in days if each.rows is not None]
    if not rows:
        return ""
    least, most = min(rows), max(rows)
    return counted(most, "row") if least == most else f"{least:,} to {most:,} rows"
