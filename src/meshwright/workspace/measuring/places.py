"""The location of a schema object's data: the files or the table on a server of its contract.

Files must be below the mesh's folder: `..` and links that point outside raise an error. This module does not
read data.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import replace
from fnmatch import translate
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from meshwright.records import dataclass
from meshwright.workspace.measuring.engines import ENGINES, dsn_variable, is_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.facts.facts import ContractFact, ServerFact
    from meshwright.facts.fields import ObjectFact

Form = Literal["parquet", "csv", "json", "table"]
_FORMS: dict[str, Form] = {
    "parquet": "parquet",
    "csv": "csv",
    "json": "json",
    "jsonl": "json",
    "ndjson": "json",
    "jsonlines": "json",
}
_ENDINGS: dict[Form, tuple[str, ...]] = {
    "parquet": ("parquet",),
    "csv": ("csv",),
    "json": ("jsonl", "json", "ndjson"),
}
MOST_FILES = 10_000
"""The maximum number of files of one object."""
_WILD = frozenset("*?[")
_NAMES = ("object", "model", "table")
"""The placeholders for the object in a path: `{object}`, `{model}`, `{table}`."""
TYPES = {
    "local": "duckdb",
    "duckdb": "duckdb",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "hive": "spark",
}
"""The server types that can be measured, with their engines."""


@dataclass(frozen=True, slots=True)
class Place:
    """The location of one object's data."""

    server: str
    environment: str
    form: Form
    files: tuple[str, ...]
    """The absolute paths of the files, without links; for a table, the path of the database file."""
    table: tuple[str, str] = ("", "")
    """The schema and the name of the table."""
    delimiter: str = ","
    is_synthetic: bool = False
    """Whether the rows are synthetic, so that their number is meaningless."""
    engine: str = "duckdb"
    database: str = ""
    """The database of a server, as the contract names it."""

    @property
    def home(self) -> tuple[str, ...]:
        """An identifier of the session that reads the place. Places with the same identifier can be queried together."""
        if self.engine == "duckdb":
            return ("duckdb", *(self.files if self.form == "table" else ()))
        return (self.engine, self.server, self.database)

    def meets(self, other: Place) -> bool:
        """Return whether one session can read both places; files can be read together with any DuckDB database."""
        one, two = self.home, other.home
        return one == two or (one[0] == two[0] == "duckdb" and 1 in (len(one), len(two)))


class NoPlaceError(Exception):
    """There is no data to measure; the message states the reason."""


class AbsentDataError(NoPlaceError):
    """The data on a declared server does not exist, which consumers see as an outage."""

    server = ""
    environment = ""


def environments(facts: Iterable[ContractFact]) -> tuple[str, ...]:
    """Return the environments of the measurable servers, in the order of their first server."""
    found = (
        each.settings.get("environment") for fact in facts for each in fact.servers if each.type in TYPES
    )
    return tuple(dict.fromkeys(each if isinstance(each, str) else "" for each in found))


def place_of(fact: ContractFact, at: int, environment: str | None, root: str) -> Place:
    """Return the location of an object's data in a given environment, or in the only environment; raises NoPlaceError."""
    if not fact.servers:
        raise NoPlaceError("its contract has no server")
    servers = [each for each in fact.servers if environment is None or environment_of(each) == environment]
    if not servers:
        raise NoPlaceError(f"its contract has no server for environment `{environment}`")
    usable = [each for each in servers if each.type in TYPES]
    if not usable:
        raise NoPlaceError(_no_engine(*servers))
    return place_on(usable[0], fact, at, root)


def _no_engine(*servers: ServerFact) -> str:
    kinds = ", ".join(dict.fromkeys(f"`{each.type}`" for each in servers))
    return f"unsupported server type {kinds}; supported: {', '.join(TYPES)}"


def place_on(server: ServerFact, fact: ContractFact, at: int, root: str) -> Place:
    """Return the location of an object's data on one server; raises NoPlaceError."""
    if server.type not in TYPES:
        raise NoPlaceError(_no_engine(server))
    engine = TYPES[server.type]
    if server.type == "local" and os.environ.get(dsn_variable(server.server)):
        engine = "spark"
    if not is_installed(engine):
        raise NoPlaceError(
            f"the engine {engine} is missing; it comes with the extra `{ENGINES[engine].extra}`"
        )
    try:
        if server.type != "local" and engine != "duckdb":
            found = _on_server(server, fact.objects[at], engine)
        elif server.type == "duckdb":
            found = _table(server, fact.objects[at], root)
        else:
            found = _files(server, fact.objects, at, root)
    except AbsentDataError as error:
        error.server, error.environment = server.server, environment_of(server)
        raise
    return replace(found, engine=engine, is_synthetic=server.custom.get("synthetic") is True)


def environment_of(server: ServerFact) -> str:
    """Return the environment that a server declares; empty if none is declared."""
    found = server.settings.get("environment")
    return found if isinstance(found, str) else ""


def _text(settings: Mapping[str, object], key: str) -> str:
    found = settings.get(key)
    return found if isinstance(found, str) else ""


def _table(server: ServerFact, thing: ObjectFact, root: str) -> Place:
    path = _inside(_text(server.settings, "database"), root)
    files = _regular([path], root)
    schema = _text(server.settings, "schema") or "main"
    return Place(
        server.server, environment_of(server), "table", files, (schema, thing.physical_name or thing.name)
    )


def _on_server(server: ServerFact, thing: ObjectFact, engine: str) -> Place:
    """Return the place of a table on a server; the contract does not contain the connection."""
    if not os.environ.get(dsn_variable(server.server)):
        raise NoPlaceError(f"set `{dsn_variable(server.server)}` to the connection string of its server")
    name, database = thing.physical_name or thing.name, _text(server.settings, "database")
    if engine == "spark":  # its schemas are called databases
        schema, database = database or "default", ""
    else:
        schema = _text(server.settings, "schema") or "public"
    return Place(
        server.server, environment_of(server), "table", (), (schema, name), engine=engine, database=database
    )


def _files(server: ServerFact, objects: tuple[ObjectFact, ...], at: int, root: str) -> Place:
    settings, thing = server.settings, objects[at]
    form = _FORMS.get(_text(settings, "format").casefold())
    if form is None:
        raise NoPlaceError(f"unsupported format `{_text(settings, 'format')}`; supported: csv, json, parquet")
    encoding = _text(settings, "encoding").casefold().replace("_", "-") or "utf-8"
    if form == "csv" and encoding not in ("utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii"):
        raise NoPlaceError(f"unsupported encoding `{encoding}`; supported: utf-8")
    delimiter_of = server.custom.get("delimiter")
    found: list[str] = []
    for path, is_named in _paths(_text(settings, "path"), thing):
        found = _found(_inside(path, root), root, objects, at, form, is_named=is_named)
        if any(map(os.path.lexists, found)):
            break
    return Place(
        server.server,
        environment_of(server),
        form,
        _regular(found, root),
        delimiter=delimiter_of if isinstance(delimiter_of, str) and len(delimiter_of) == 1 else ",",
    )


def _paths(stated: str, thing: ObjectFact) -> Iterator[tuple[str, bool]]:
    """Yield the path for an object's physical name, then for its name, each with whether it has a placeholder."""
    is_named = any(f"{{{each}}}" in stated for each in _NAMES)
    for name in dict.fromkeys((thing.physical_name or thing.name, thing.name)):
        path = stated
        for each in _NAMES if is_named else ():
            path = path.replace(f"{{{each}}}", _segment(name))
        yield path, is_named


def _found(  # noqa: PLR0913 - an object and where it may be
    path: str, root: str, objects: tuple[ObjectFact, ...], at: int, form: Form, *, is_named: bool
) -> list[str]:
    """Return the files of an object at a path."""
    is_alone = is_named or len(objects) == 1
    if os.path.isdir(path):  # noqa: PTH112 - text
        return _of_folder(path, root, objects[at], form, is_alone=is_alone)
    if not is_alone:
        raise NoPlaceError("its objects share one path; write `{object}` in place of their names")
    return _matching(path, root) if _WILD & set(path[len(root) :]) else [path]


def _matching(path: str, root: str) -> list[str]:
    """Return the files that match a path with wildcards; raises NoPlaceError.

    Each folder is read once, even if links and `**` reach it repeatedly.
    """
    real = os.path.realpath(root)
    start = root if path.startswith(f"{root}/") else real
    found = [start]
    for part in path[len(start) :].split("/"):
        if part in ("", "."):
            continue
        folders = _once(found, real)
        if part == "**":
            found = [each for folder in folders for each in _folders_below(folder)]
        elif _WILD & set(part):
            matches = re.compile(translate(part)).match
            found = [
                f"{folder}/{name}"
                for folder in folders
                for name in _names_in(folder)
                if matches(name) and (not name.startswith(".") or part.startswith("."))
            ]
        else:
            found = [f"{folder}/{part}" for folder in folders if os.path.lexists(f"{folder}/{part}")]
    return found[: MOST_FILES + 1]


def _once(paths: list[str], home: str) -> list[str]:
    """Resolve links in paths and return each folder once; raises NoPlaceError for a folder outside the mesh."""
    real = dict.fromkeys(os.path.realpath(each) for each in paths if os.path.isdir(each))  # noqa: PTH112 - text
    for each in real:
        _refuse_outside(each, home)
    return list(real)


def _refuse_outside(real: str, home: str) -> None:
    if real != home and not real.startswith(f"{home.rstrip(os.sep)}{os.sep}"):
        raise NoPlaceError("a link points outside the mesh's folder")


def _folders_below(folder: str) -> Iterator[str]:
    """Yield a folder and all folders in it, except hidden folders and links."""
    for at, names, _ in os.walk(folder):
        yield at
        names[:] = [each for each in names if not each.startswith(".")]


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - text
    except OSError:
        return []


def _segment(name: str) -> str:
    """Return the name of an object as a segment of a path; raises NoPlaceError for a name that is not a valid segment."""
    if "/" in name or "\\" in name or name in ("", ".", "..") or _WILD & set(name):
        raise NoPlaceError("its name cannot be part of a path")
    return name


def _of_folder(path: str, root: str, thing: ObjectFact, form: Form, *, is_alone: bool) -> list[str]:
    """Return the files of an object in a folder.

    These are the files with the object's name, or else those in a subfolder with its name, or else all files.
    """
    endings = _ENDINGS[form]
    for name in dict.fromkeys((thing.physical_name or thing.name, thing.name)):
        if "/" in name or name in ("", ".", ".."):
            continue
        found = [f"{path}/{name}.{ending}" for ending in endings if os.path.exists(f"{path}/{name}.{ending}")]  # noqa: PTH110 - text
        if found or os.path.isdir(f"{path}/{name}"):  # noqa: PTH112 - text
            return found or _below(f"{path}/{name}", root, endings)
    return _below(path, root, endings) if is_alone else []


def _below(folder: str, root: str, endings: tuple[str, ...]) -> list[str]:
    _refuse_outside(os.path.realpath(folder), os.path.realpath(root))
    found = (
        f"{at}/{name}"
        for at, _, names in os.walk(folder)
        for name in names
        if name.rpartition(".")[2].casefold() in endings
    )
    return list(islice(found, MOST_FILES + 1))


def _inside(path: str, root: str) -> str:
    """Return a path if it is below the mesh's folder; otherwise raise NoPlaceError."""
    path = path.replace(os.sep, "/")
    if not path.strip():
        raise NoPlaceError("its server does not name a path")
    if "\0" in path or ".." in PurePosixPath(path).parts:
        raise NoPlaceError("its server's path points outside the mesh with `..`")
    if not os.path.isabs(path):  # noqa: PTH117 - text
        path = f"{root}/{path}"
    real, home = os.path.realpath(root), os.path.normpath(path)
    if home != root and not home.startswith((f"{root}/", f"{real}/")):
        raise NoPlaceError("its server's path is not in the mesh's folder")
    return path


def _regular(paths: list[str], root: str) -> tuple[str, ...]:
    """Return the sorted real paths of files; raises NoPlaceError for anything but regular files in the mesh's folder."""
    if len(paths) > MOST_FILES:
        raise NoPlaceError(f"more than {MOST_FILES:,} files")
    home = os.path.realpath(root)
    found = []
    for path in sorted(paths):
        real = os.path.realpath(path)
        if not real.startswith(f"{home}{os.sep}"):
            raise NoPlaceError("a link points outside the mesh's folder")
        try:
            mode = os.stat(real).st_mode  # noqa: PTH116 - text
        except OSError:
            raise AbsentDataError("its server does not name an existing file") from None
        if not stat.S_ISREG(mode):
            raise NoPlaceError("its server's path leads to something that is not a file")
        if _WILD & set(real):
            raise NoPlaceError("a file name contains a wildcard: `*`, `?` or `[`")
        found.append(real)
    if not found:
        raise AbsentDataError("its server does not name an existing file")
    return tuple(found)
