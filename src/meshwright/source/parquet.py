"""Samples in Parquet to rows, by pyarrow (the extra `data`), which is imported only where there is one.

Such a file has no lines: all its cells stand at its beginning.
"""

from __future__ import annotations

import io
from array import array
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from meshwright.source.place import Span
from meshwright.source.problem import UnreadableRows
from meshwright.source.rows import MOST_ROWS, Rows, no_rows


def is_parquet_readable() -> bool:
    """Say whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def parquet_rows(data: bytes) -> Rows:
    """Read the first rows, with their values as JSON would have them; text where JSON has no type."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        batch = next(file.iter_batches(batch_size=MOST_ROWS), None)
        rows = batch.to_pylist() if batch is not None else []
    except (arrow.ArrowException, OSError, ValueError) as error:
        return no_rows(
            UnreadableRows(what=f"it can't be read as Parquet ({type(error).__name__})", span=Span(0, 0))
        )
    value = {"columns": [], "rows": [_plain(row) for row in rows]}
    return Rows(tuple(file.schema_arrow.names), value, array("I"), ())


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of Arrow
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, bool | int | float | str | None) else str(value)
