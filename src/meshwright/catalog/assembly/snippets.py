"""Code snippets that read a port at its location: SQL, Python or a command, depending on the server type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.catalog.documents.product import Snippet
from meshwright.catalog.text import shown
from meshwright.mesh.registries import mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.items import Contract, Port
    from meshwright.mesh.samples import Sample

_FILES = frozenset({"s3", "azure", "gcs", "local", "sftp"})
_READERS = {"parquet": "read_parquet", "csv": "read_csv", "json": "read_json", "delta": "delta_scan"}
_CONNECTION = ("account", "host", "port", "project", "warehouse", "catalog", "database", "dataset", "schema")
"""The server settings that a connection needs, in the order of display; contracts contain no credentials."""
_WILD = frozenset("*?[")
"""The wildcard characters in DuckDB paths."""
_SAMPLED = {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def snippets(
    port: Port, contract: Contract, values: Mapping[str, Any], samples: Iterable[Sample]
) -> Iterator[Snippet]:
    """Yield snippets that read a port's first object, and Meshwright commands about the port.

    The second snippet reads the sample in the repository, if there is one; the others may need credentials.
    """
    stored = list(_stored(contract, values))
    yield from stored[:1]
    sample = next((each for each in samples if each.object == 0), None)
    if sample is not None and not _WILD & set(sample.home.file):
        yield _of_sample(sample)
    yield from stored[1:]
    yield Snippet(
        language="shell",
        text=f"meshwright resolve {_shell(port.address)}\nmeshwright trace {_shell(port.address)} --freshness",
    )


def _stored(contract: Contract, values: Mapping[str, Any]) -> Iterator[Snippet]:
    first = contract.fact.objects[0] if contract.fact.objects else None
    server = next(iter(mappings(values.get("servers"))), None)
    if first is not None and server is not None:
        table = first.physical_name or first.name
        kind = text(server.get("type")).casefold()
        if kind in _FILES:
            yield from _of_files(server, table)
        elif kind == "kafka":
            yield from _of_topic(server, table)
        elif "schema" in server or "database" in server or "dataset" in server:
            query = f"SELECT *\nFROM {_qualified(server, table)}\nLIMIT 100;"
            yield Snippet(language="sql", text=f"-- {_place(server)}\n{query}")


def _of_sample(sample: Sample) -> Snippet:
    """Return the snippet that reads a sample, given its path below the root of the mesh."""
    quoted = sample.home.file.replace("'", "''")
    return Snippet(
        language="sql",
        text="-- The sample, with DuckDB, run at the root of the mesh in a clone\n"
        f"SELECT *\nFROM {_SAMPLED[sample.fact.form]}('{quoted}')\nLIMIT 100;",
    )


def _of_files(server: Mapping[str, Any], name: str) -> Iterator[Snippet]:
    form = text(server.get("format")).casefold()
    location = text(server.get("location")) or _local(text(server.get("path")), form, name)
    if location and form in _READERS:
        quoted = location.replace("'", "''")
        yield Snippet(
            language="sql", text=f"-- DuckDB\nSELECT *\nFROM {_READERS[form]}('{quoted}')\nLIMIT 100;"
        )
    if location and form in ("parquet", "csv", "json"):
        scan = f"pl.scan_{'ndjson' if form == 'json' else form}({location!r})"
        yield Snippet(
            language="python", text=f"import polars as pl\n\nframe = {scan}\nprint(frame.head(100).collect())"
        )


def _local(path: str, form: str, name: str) -> str:
    """Return the path; for a folder, return the path of the file that `generate` writes there for an object."""
    last = path.rstrip("/").rpartition("/")[2]
    if not path or "." in last or "{" in path or _WILD & set(path):
        return path
    return f"{path.rstrip('/')}/{name}.{'jsonl' if form == 'json' else form}"


def _of_topic(server: Mapping[str, Any], topic: str) -> Iterator[Snippet]:
    host = text(server.get("host"))
    if host:
        yield Snippet(language="shell", text=f"kcat -C -b {_shell(host)} -t {_shell(topic)} -o -10 -e")


def _place(server: Mapping[str, Any]) -> str:
    """Return a line with the type of a server and its connection settings."""
    found = ((key, " ".join(str(server[key]).split())) for key in _CONNECTION if server.get(key))
    where = ", ".join(f"{key} {value}" for key, value in found if value)
    kind = " ".join(text(server.get("type")).split())
    return shown(f"{kind}: {where}" if where else kind)


def _qualified(server: Mapping[str, Any], table: str) -> str:
    parts = (text(server.get(key)) for key in ("catalog", "project", "database", "dataset", "schema"))
    kind = text(server.get("type")).casefold()
    steps = [part for part in parts if part]
    if kind in ("postgres", "postgresql"):
        steps = steps[-1:]
    return ".".join(_name(each) for each in (*steps, *table.split(".")))


def _name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _shell(word: str) -> str:
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word, re.ASCII) else "'" + word.replace("'", "'\\''") + "'"
