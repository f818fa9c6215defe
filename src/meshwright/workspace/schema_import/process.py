"""Reading of data files and SQL in a separate process with limits on memory and time. pyarrow and DuckDB are
native code, and a hostile file can keep a parser busy for hours or crash it.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from codecs import BOM_UTF8
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from meshwright.workspace.isolation import NO_RESERVE, bound_this_process, start_piped
from meshwright.workspace.schema_import.avro import AvroSchema
from meshwright.workspace.schema_import.bounds import RefusedError, check
from meshwright.workspace.schema_import.tables import sql_objects
from meshwright.workspace.schema_import.types import arrow_field, duckdb_property

MEMORY_BYTES = 3 * 1024 * 1024 * 1024
"""The limit on address space; DuckDB reserves much of it but uses little."""
CPU_SECONDS = 20
CLOCK_SECONDS = 120
_NEEDS = {"csv": "duckdb", "jsonl": "duckdb", "parquet": "pyarrow", "avro": "fastavro"}
_WORDS = {
    "csv": "cannot be read as CSV",
    "jsonl": "cannot be read as JSON Lines",
    "parquet": "cannot be read as Parquet",
    "avro": "cannot be read as Avro",
    "avsc": "cannot be read as an Avro record",
    "sql": "has no `CREATE TABLE` with columns that can be read",
}


_TEXTS = frozenset({"csv", "jsonl", "avsc", "sql"})
"""The text formats."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why a file cannot be used, as the end of a sentence about it."""

    words: str


def isolated_objects(form: str, name: str, data: bytes) -> list[dict[str, Any]] | Failure:
    """Return the objects described by a part of a file, or the reason why there are none."""
    if form in _TEXTS and not _is_utf8(data):  # DuckDB would skip such a header and use a row as the header
        return Failure("is not UTF-8")
    needed = _NEEDS.get(form)
    if needed is not None and find_spec(needed) is None:
        return Failure(f"needs {needed}; install the extra `data`")
    with start_piped(__name__, NO_RESERVE) as process:
        try:
            request = json.dumps([form, name]).encode() + b"\n"
            written, _ = process.communicate(request + data, CLOCK_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return Failure(_WORDS[form])
    if process.returncode != 0:
        return Failure(_WORDS[form])
    found: list[dict[str, Any]] | str = json.loads(written)
    return Failure(found) if isinstance(found, str) else found or Failure(_WORDS[form])


def _is_utf8(data: bytes) -> bool:
    """Return whether data is text; UTF-16 without a byte order mark is valid UTF-8 with many NUL characters."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def main() -> None:
    """Read a request and a file from standard input, and write the objects or an error as JSON."""
    bound_this_process(MEMORY_BYTES, CPU_SECONDS)
    form, name = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        found = _FORMS[form](name, data)
        check(found)
    except RefusedError as error:
        found = str(error)
    except Exception:  # noqa: BLE001 - damaged files make parsers raise any exception
        found = []
    sys.stdout.write(json.dumps(found))


def _parquet(name: str, data: bytes) -> list[dict[str, Any]]:
    schema = import_module("pyarrow.parquet").read_schema(io.BytesIO(data))
    return [_table(name, [arrow_field(each) for each in schema])]


def _avro(name: str, data: bytes) -> list[dict[str, Any]]:
    schema = import_module("fastavro").reader(io.BytesIO(data)).writer_schema
    return _record(name, schema)


def _avsc(name: str, data: bytes) -> list[dict[str, Any]]:
    return _record(name, json.loads(data))


def _record(name: str, schema: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a schema of Avro
    if not isinstance(schema, dict) or schema.get("type") != "record":
        return []
    table = _table(str(schema.get("name", name)).rpartition(".")[2], AvroSchema().fields(schema))
    return [{**table, "description": schema["doc"]} if isinstance(schema.get("doc"), str) else table]


def _rows(reader: str) -> Any:  # noqa: ANN401 - a reader of a form
    """Return a function that infers the types of rows with DuckDB, from a temporary file that is then removed."""

    def read(name: str, data: bytes) -> list[dict[str, Any]]:
        if not data.strip():
            return []
        duckdb = import_module("duckdb")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "rows")  # noqa: PTH118 - text
            with open(path, "wb") as file:  # noqa: PTH123 - text
                file.write(data)
            settings = {"threads": 1, "memory_limit": "1GB", "autoinstall_known_extensions": "false"}
            with duckdb.connect(":memory:", config=settings) as connection:
                found = connection.sql(f"SELECT * FROM {reader}", params=[path])  # noqa: S608 - ours
                columns = zip(found.columns, found.types, strict=True)
                return [_table(name, [{"name": each, **duckdb_property(kind)} for each, kind in columns])]

    return read


def _json_rows(name: str, data: bytes) -> list[dict[str, Any]]:
    """Read rows, all of which must be objects, because DuckDB would combine other rows into one column."""
    for number, line in enumerate(data.removeprefix(BOM_UTF8).split(b"\n"), start=1):
        if line.strip() and not line.lstrip().startswith(b"{"):
            raise RefusedError(f"has a row that is not a JSON object, on line {number:,}")
    found: list[dict[str, Any]] = _OBJECTS(name, data)
    return found


_OBJECTS = _rows("read_json(?, format='newline_delimited', records=true, map_inference_threshold=-1)")
"""The DuckDB function that reads objects; without its last option, an object with 200 keys would be one column."""


def _sql(_: str, data: bytes) -> list[dict[str, Any]]:
    return sql_objects(data.decode())


def _table(name: str, properties: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "properties": properties}


_FORMS: dict[str, Any] = {
    "parquet": _parquet,
    "avro": _avro,
    "avsc": _avsc,
    "csv": _rows("read_csv(?, all_varchar=false, header=true, ignore_errors=true)"),
    "jsonl": _json_rows,
    "sql": _sql,
}


if __name__ == "__main__":
    main()
