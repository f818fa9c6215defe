"""Parsing of Parquet samples to rows, by pyarrow (the extra `data`), which is imported only if there is such a sample.

Such a file has no lines: all its cells are located at its start. A small file can hold gigabytes (compressed
pages, dictionaries, runs), so the footer determines how many rows are decoded at once, and decoded values are
counted. The footer may be wrong: the caller limits memory and time as well.
"""

from __future__ import annotations

import io
from array import array
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from meshwright.source.arrow_values import Cells
from meshwright.source.limits import COLUMNS, DEPTH, NODES, TooLargeError
from meshwright.source.place import Span
from meshwright.source.problem import OverLimit, UnreadableRows, code
from meshwright.source.rows import MOST_REASONS, MOST_ROWS, Rows, no_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.problem import Problem

FOOTER_BYTES = 4 * 1024 * 1024
"""The maximum size of a footer in bytes; in memory, it takes 20 times as much."""
_AT_ONCE = 16 * 1024 * 1024
"""The maximum size of a batch of rows in bytes, according to the footer."""
MEMORY_BYTES = 1024 * 1024 * 1024
"""The maximum address space of a process that reads one file, including the program itself, in bytes."""
_NOWHERE = Span(0, 0)


def is_parquet_readable() -> bool:
    """Return whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def parquet_rows(data: bytes) -> Rows:
    """Return the first rows; cells are JSON values, or text if JSON has no matching type."""
    try:
        return _rows(data)
    except TooLargeError as error:
        return no_rows(beyond(error.what, error.limit))
    except MemoryError:
        return no_rows(beyond("memory", MEMORY_BYTES))
    except Exception as error:  # noqa: BLE001 - damaged files make pyarrow raise any exception
        return no_rows(unreadable(type(error).__name__))


def beyond(what: str, limit: int) -> OverLimit:
    """Return the problem that a file exceeds a limit for samples."""
    return OverLimit(what=what, limit=limit, span=_NOWHERE)


def unreadable(reason: str) -> UnreadableRows:
    """Return the problem that a file is unreadable."""
    what = f"not readable as Parquet ({reason})"
    return UnreadableRows(what=what, code=code("parquet", reason), span=_NOWHERE)


def _rows(data: bytes) -> Rows:
    parquet = import_module("pyarrow.parquet")
    if data[-4:] == b"PAR1" and FOOTER_BYTES < int.from_bytes(data[-8:-4], "little") < len(data):
        raise TooLargeError("footer", FOOTER_BYTES)
    file = parquet.ParquetFile(
        io.BytesIO(data),
        pre_buffer=False,
        coerce_int96_timestamp_unit="us",  # nanoseconds end in 2262, and wrap silently
        thrift_string_size_limit=FOOTER_BYTES,
        thrift_container_size_limit=FOOTER_BYTES,
    )
    if file.metadata.num_columns > COLUMNS:
        raise TooLargeError("columns", COLUMNS)
    schema = file.schema_arrow
    twice = _doubled(schema)
    if twice:
        return no_rows(*(_twice(name) for name in twice[:MOST_REASONS]), *_more(twice))
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    cells = Cells()
    try:
        for batch in _batches(file):
            rows.extend(_read(batch, schema.names, cells))
            if len(rows) >= MOST_ROWS:
                break
    except TooLargeError as error:
        problems.append(beyond(error.what, error.limit))
    value = {"columns": [], "rows": rows[:MOST_ROWS]}
    return Rows(tuple(schema.names), value, array("I"), tuple(problems))


def _twice(name: str) -> Problem:
    return UnreadableRows(
        what=f"duplicate column `{name}`", code=code("duplicate-column", name), span=_NOWHERE
    )


def _more(twice: list[str]) -> Iterator[Problem]:
    if len(twice) > MOST_REASONS:
        count = len(twice) - MOST_REASONS
        what = f"{count:,} more duplicate columns"
        yield UnreadableRows(what=what, code=code("duplicate-columns", count), span=_NOWHERE)


def _doubled(schema: Any) -> list[str]:  # noqa: ANN401 - a schema of pyarrow, which has no types
    """Return the duplicate names in a table or its structs; raises TooLargeError if the structs are nested too deeply."""
    found: dict[str, None] = {}
    waiting: list[tuple[str, list[Any], int]] = [("", list(schema), 1)]
    while waiting:
        prefix, fields, depth = waiting.pop()
        if depth > DEPTH:
            raise TooLargeError("depth", DEPTH)
        seen = set()
        for field in fields:
            if field.name in seen:
                found[prefix + field.name] = None
            seen.add(field.name)
            inner = _inner(field.type)
            if inner:
                waiting.append((f"{prefix}{field.name}.", inner, depth + 1))
    return list(found)


def _inner(kind: Any) -> list[Any]:  # noqa: ANN401 - a type of pyarrow
    """Return the fields inside a type; those of maps and lists have fixed names."""
    kind = getattr(kind, "storage_type", kind)
    if hasattr(kind, "item_field"):
        return [kind.key_field, kind.item_field]
    if hasattr(kind, "value_field"):
        return [kind.value_field]
    return [kind.field(number) for number in range(kind.num_fields)]


def _batches(file: Any) -> Iterator[Any]:  # noqa: ANN401 - a file of pyarrow
    """Yield the rows of each row group, in batches of bounded size."""
    left = MOST_ROWS
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        if group.num_rows <= 0:
            continue
        for batch in file.iter_batches(
            batch_size=min(left, _at_once(group)), row_groups=[number], use_threads=False
        ):
            yield batch
            left -= batch.num_rows
            if left <= 0:
                return


def _at_once(group: Any) -> int:  # noqa: ANN401 - a row group of pyarrow
    """Return the number of rows to decode together; raises TooLargeError if a single row has too many values.

    A value is not larger than its column's uncompressed chunk, but a dictionary-encoded row is as large as
    its entry.
    """
    largest = 0
    is_flat = True
    for number in range(group.num_columns):
        chunk = group.column(number)
        if chunk.num_values // group.num_rows > NODES:
            raise TooLargeError("values", NODES)
        largest += max(chunk.total_uncompressed_size, 1)
        is_flat &= chunk.num_values == group.num_rows
    fewest = min(MOST_ROWS, _AT_ONCE // max(largest, 1), NODES // 10 // max(group.num_columns, 1))
    return max(1, fewest) if is_flat else 1


def _read(batch: Any, names: list[str], cells: Cells) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - of pyarrow
    columns = [cells.read(column) for column in batch.columns]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
