"""The schema in a file as ODCS objects, for `new port --from FILE`.

A separate process (`process.py`) reads data files and SQL; our own parser reads dbt's YAML. This module does not
keep values of the data.
"""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, Any

from meshwright.source.limits import FILE_BYTES
from meshwright.source.text import decode
from meshwright.source.tree import parse
from meshwright.workspace.schema_import.bounds import RefusedError, check
from meshwright.workspace.schema_import.dbt import dbt_objects
from meshwright.workspace.schema_import.process import Failure, isolated_objects

if TYPE_CHECKING:
    from collections.abc import Callable

START_BYTES = 16 * 1024 * 1024
"""The maximum number of bytes at the start of a data file that are used to infer types."""
HEADER_BYTES = 4 * 1024 * 1024
"""The maximum size of the schema in an Avro or Parquet file, in bytes."""
_TAIL = 8
"""The number of bytes after the footer of a Parquet file: its length and a marker."""
_MARK = b"PAR1"
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PLAIN = re.compile(r"[^A-Za-z0-9_]+")


class SchemaImportError(Exception):
    """A schema cannot be read; the message states the reason."""


def objects_of(path: str) -> list[dict[str, Any]]:
    """Return the objects in a file, at least one; raises SchemaImportError."""
    ending = path.rpartition(".")[2].casefold()
    if ending not in _READERS:
        known = ", ".join(f"`.{each}`" for each in _READERS)
        raise SchemaImportError(f"`{path}` is not a known kind of file; available: {known}")
    form, take = _READERS[ending]
    try:
        data = _opened(path, take)
    except OSError as error:
        raise SchemaImportError(f"`{path}` cannot be read: {error.strerror or 'unknown'}") from error
    found = _of_dbt(data) if form == "dbt" else isolated_objects(form, _name(path), data)
    if isinstance(found, Failure):
        raise SchemaImportError(f"`{path}` {found.words}")
    return _without_lost_targets(found)


def _without_lost_targets(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the objects without references to tables that were not imported."""
    known = {f"{each['name']}.{column['name']}" for each in objects for column in each["properties"]}
    for each in objects:
        for column in each["properties"]:
            kept = [one for one in column.pop("relationships", ()) if one["to"] in known]
            column.update({"relationships": kept} if kept else {})
    return objects


def _name(path: str) -> str:
    """Return a name for the only object in a file."""
    name = os.path.basename(path).partition(".")[0]  # noqa: PTH119 - text
    return _PLAIN.sub("_", name).strip("_") or "object"


def _opened(path: str, take: Callable[[int, int], bytes]) -> bytes:
    """Return the part of a regular file that is required to read its schema. Raises OSError."""
    descriptor = os.open(path, _OPEN)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is not a regular file")
        return take(descriptor, status.st_size)
    finally:
        os.close(descriptor)


def _read(descriptor: int, limit: int) -> bytes:
    parts, left = [], limit
    while left > 0 and (part := os.read(descriptor, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _rows(descriptor: int, size: int) -> bytes:
    """Return the first complete lines of a file."""
    data = _read(descriptor, START_BYTES)
    return data[: data.rfind(b"\n") + 1] if size > START_BYTES else data


def _header(descriptor: int, _: int) -> bytes:
    return _read(descriptor, HEADER_BYTES)


def _footer(descriptor: int, size: int) -> bytes:
    """Return a Parquet file without rows but with the footer of the given file, which contains the schema."""
    os.lseek(descriptor, max(0, size - _TAIL), os.SEEK_SET)
    tail = _read(descriptor, _TAIL)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MARK or length > min(size - _TAIL - len(_MARK), HEADER_BYTES):
        raise OSError(0, "it is not a Parquet file, or its footer is too large")
    os.lseek(descriptor, size - _TAIL - length, os.SEEK_SET)
    return _MARK + _read(descriptor, length) + tail


def _text(descriptor: int, size: int) -> bytes:
    if size > FILE_BYTES:
        raise OSError(0, f"it is larger than {FILE_BYTES // 2**20} MiB")
    return _read(descriptor, FILE_BYTES)


def _of_dbt(data: bytes) -> list[dict[str, Any]] | Failure:
    decoded = decode(data)
    tree = parse(decoded.text) if not decoded.problems else None
    if tree is None or not tree.is_whole or not tree.documents:
        return Failure("cannot be read as YAML")
    found = dbt_objects(tree.documents[0].value)
    try:
        check(found)
    except RefusedError as error:
        return Failure(str(error))
    return found or Failure("has no `models` or `sources` with columns")


_READERS: dict[str, tuple[str, Callable[[int, int], bytes]]] = {
    "csv": ("csv", _rows),
    "jsonl": ("jsonl", _rows),
    "ndjson": ("jsonl", _rows),
    "parquet": ("parquet", _footer),
    "avro": ("avro", _header),
    "avsc": ("avsc", _text),
    "sql": ("sql", _text),
    "ddl": ("sql", _text),
    "yml": ("dbt", _text),
    "yaml": ("dbt", _text),
}
"""The format of a file and the function that reads the required part, by extension."""
