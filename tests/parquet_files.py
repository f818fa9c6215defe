"""Parquet files for tests."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def written(columns: dict[str, Any], **options: Any) -> bytes:
    """Return a Parquet file with these columns."""
    data = io.BytesIO()
    pq.write_table(pa.table(columns), data, **options)
    return data.getvalue()
