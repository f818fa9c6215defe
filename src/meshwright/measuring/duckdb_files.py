"""SQL that reads files with DuckDB.

This module does not open files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.measuring.dialects.duckdb import DUCKDB

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def relation_of(form: str, files: Sequence[str], columns: Mapping[str, str], delimiter: str = ",") -> str:
    """Return the SQL for the rows of files; `columns` maps the columns of text files to types, in file order."""
    listed = f"[{', '.join(map(DUCKDB.literal, files))}]"
    if form == "parquet":
        return f"read_parquet({listed}, union_by_name=true)"
    typed = (
        "{"
        + ", ".join(f"{DUCKDB.literal(name)}: {DUCKDB.literal(kind)}" for name, kind in columns.items())
        + "}"
    )
    if form == "csv":
        return (
            f"read_csv({listed}, columns={typed}, auto_detect=false, header=true, delim={DUCKDB.literal(delimiter)}, "
            "quote='\"', escape='\"', allow_quoted_nulls=false, store_rejects=true, rejects_limit=0)"
        )
    return f"read_json({listed}, columns={typed}, format='auto', maximum_object_size=16777216)"


def keys_query(files: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the query that counts the JSON keys that are not wanted and lists the wanted keys that occur."""
    listed, names = (", ".join(map(DUCKDB.literal, each)) for each in (files, wanted))
    is_wanted = f"k IN ({names})" if wanted else "false"
    return (
        f"SELECT count(*) FILTER (WHERE NOT ({is_wanted})), list(k) FILTER (WHERE {is_wanted}) FROM (\n"
        "  SELECT DISTINCT unnest(json_keys(json)) AS k\n"
        f"  FROM read_json_objects([{listed}], format='auto', maximum_object_size=16777216))"
    )
