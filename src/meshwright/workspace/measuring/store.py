"""Observations in a folder: one JSON Lines file for each run, named after the run and written atomically.

`compact` packs a month's runs into one file, with deterministic bytes. This module does not know the format
of the lines; `measuring/packing.py` does.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import secrets
import zlib
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from meshwright.measuring.observation import UnreadObservationError, content_of
from meshwright.measuring.packing import PLACE, RUN, packed, read_lines
from meshwright.source import atomic, lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.measuring.observation import Observation

ENDING = ".jsonl"
PACKED = ".jsonl.gz"
MOST_BYTES = 64 << 20
"""The maximum size of a run's file in bytes, which is enough for 100,000 objects."""
MOST_UNPACKED = 1 << 30
"""The maximum unpacked size of a month in bytes; 31 nights with 1,000 objects take 6 MiB."""
_MONTH = re.compile(r"\d{4}-\d\d", re.ASCII)
LOCK = ".meshwright-lock"
"""The lock file for compactions of the folder, and for runs that replace one of its files."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)


def is_run_name(name: str) -> bool:
    """Return whether a name is valid for a run: a run name must be a valid file name on every system."""
    return _NAME.fullmatch(name) is not None


def run_name(seen_at: str) -> str:
    """Return a new unique name for a run; names sort by time."""
    return f"{re.sub('[-:]', '', seen_at)}-{secrets.token_hex(4)}"


def keep(folder: str, run: str, observations: Iterable[Observation]) -> str:
    """Write the observations of a run and return the file's path; an existing run with the same name is replaced. Raises
    OSError.

    A replacement waits for a running compaction, which may have read the old file and would then remove the new one.
    """
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - text
    path = f"{folder}/{run}{ENDING}"
    data = "".join(f"{line}\n" for line in packed(map(content_of, observations))).encode()
    with lock.held(f"{folder}/{LOCK}") if os.path.lexists(path) else nullcontext():
        _replace(path, data)
    return path


def files_of(folder: str) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield the files of a folder in order, with their lines; raises OSError and UnreadObservationError."""
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - text
        path = f"{folder}/{name}"
        if name.endswith((ENDING, PACKED)) and not os.path.isdir(path):  # noqa: PTH112 - text
            yield name, _lines(path, name)


def _lines(path: str, name: str) -> Iterator[str]:
    is_packed = name.endswith(PACKED)
    if not os.path.isfile(path):  # noqa: PTH113 - text
        raise UnreadObservationError("it is not a regular file")
    if os.path.getsize(path) > MOST_BYTES:  # noqa: PTH202 - text
        raise UnreadObservationError(f"it is larger than {MOST_BYTES >> 20} MiB")
    left = MOST_UNPACKED if is_packed else MOST_BYTES
    try:
        with gzip.open(path) if is_packed else open(path, "rb") as data:  # noqa: PTH123 - text; closed by `with`
            while line := data.readline(MOST_BYTES):
                left -= len(line)
                if left < 0:
                    raise UnreadObservationError(f"it unpacks to more than {MOST_UNPACKED >> 30} GiB")
                yield line.decode()
    except UnicodeDecodeError as error:
        raise UnreadObservationError("it is not UTF-8") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadObservationError("it is not a complete gzip file") from error


def compact(folder: str, before: str) -> tuple[list[str], list[str]]:
    """Pack the runs of all months before a given one, such as `2026-11`; return the written and the removed files.

    More runs can be added to a month that is already packed. A file is removed only after the month's file with its lines
    exists. Raises OSError and UnreadObservationError, and TimeoutError if another compaction takes too long.
    """
    with lock.held(f"{folder}/{LOCK}"):
        return _compact(folder, before)


def _compact(folder: str, before: str) -> tuple[list[str], list[str]]:
    months: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
    sources: dict[str, set[str]] = {}
    loose: list[str] = []
    for name, lines in files_of(folder):
        found: list[str] = []

        def read(content: dict[str, Any], name: str = name, found: list[str] = found) -> None:
            month = str(content["seenAt"])[:7]
            if _MONTH.fullmatch(month) is None:
                raise ValueError(f"seenAt `{content['seenAt']}`")
            found.append(month)
            key = tuple(str(content.get(each, "")) for each in (*RUN, *PLACE))
            months.setdefault(month, {})[key] = content
            sources.setdefault(month, set()).add(name)

        try:
            for _ in read_lines(lines, read):
                pass
        except UnreadObservationError as error:
            raise UnreadObservationError(f"`{name}`: {error}") from error
        if name.endswith(ENDING) and found and max(found) < before:
            loose.append(name)
    written = []
    for month in sorted(months):
        target = f"{month}{PACKED}"
        if month < before and sources[month] - {target}:
            _replace(f"{folder}/{target}", _packed(months[month].values()))
            written.append(target)
    for name in loose:
        os.unlink(f"{folder}/{name}")  # noqa: PTH108 - text
    return written, loose


def _packed(contents: Iterable[dict[str, Any]]) -> bytes:
    """Compress observations with gzip.

    The file name and the timestamp are omitted, so that equal observations produce equal bytes.
    """
    found = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, found, mtime=0) as file:
        file.write("".join(f"{each}\n" for each in packed(contents)).encode())
    return found.getvalue()


def _replace(path: str, data: bytes) -> None:
    draft = atomic.draft_of(path)
    try:
        atomic.write(draft, data, atomic.mode_for(path))
        atomic.put(draft, path, is_new=False)
    finally:
        if os.path.lexists(draft):
            os.unlink(draft)  # noqa: PTH108 - text
