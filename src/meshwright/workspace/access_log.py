"""Parsing of an engine's access log into read counts by subject, object, column and day, without row values.

CSV and JSON Lines files have `subject`, `object`, `column` and `time`. The format `pgaudit` is PostgreSQL's CSV log with
entries of pgAudit; only the object names in its statements are read.
"""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from meshwright.analysis.access.usage import LoggedRead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

FORMS = ("csv", "jsonl", "pgaudit")
COLUMNS = ("subject", "object", "column", "time")
MOST = 2_000_000
"""The maximum number of distinct reads."""
LONGEST = 1_000_000
"""The maximum length of a line in characters."""
_USER, _DATABASE, _MESSAGE = 1, 2, 13
"""Positions of fields in a line of PostgreSQL's CSV log."""
_AUDIT = "AUDIT: "
_CLASS, _NAME = 3, 6
"""Positions of fields in a pgAudit entry."""


class LogError(Exception):
    """A log cannot be read; the message states the line and the reason."""


def read_log(file: Path, form: str) -> dict[LoggedRead, int]:
    """Return the number of occurrences of each distinct read in a log; raises LogError."""
    found: dict[LoggedRead, int] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for read in {"csv": _csv, "jsonl": _json_lines, "pgaudit": _pgaudit}[form](_bounded(lines)):
                found[read] = found.get(read, 0) + 1
                if len(found) > MOST:
                    raise LogError(f"more than {MOST:,} different reads; use a shorter period")
    except UnicodeDecodeError as error:
        raise LogError("not UTF-8 text") from error
    except OSError as error:
        raise LogError(f"cannot be read: {error.strerror}") from error
    return found


def _bounded(lines: TextIO) -> Iterator[str]:
    number = 0
    while line := lines.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise LogError(f"line {number}: more than {LONGEST:,} characters")
        if "\0" in line:
            raise LogError(f"line {number}: unexpected NUL character")
        yield line


def _rows(lines: Iterable[str]) -> Iterator[tuple[list[str], int]]:
    rows = csv.reader(lines, strict=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise LogError(f"line {rows.line_num}: not CSV: {error}") from error
        yield row, rows.line_num


def _csv(lines: Iterable[str]) -> Iterator[LoggedRead]:
    rows = _rows(lines)
    header, _ = next(rows, ([], 1))
    if sorted(header) != sorted(COLUMNS):
        raise LogError(f"line 1: the columns must be {', '.join(COLUMNS)}")
    for row, line in rows:
        if len(row) != len(header):
            raise LogError(f"line {line}: expected {len(header)} values, found {len(row)}")
        yield _read(dict(zip(header, row, strict=True)), line)


def _json_lines(lines: Iterable[str]) -> Iterator[LoggedRead]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            stated = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise LogError(f"line {number}: not JSON") from error
        if not isinstance(stated, dict):
            raise LogError(f"line {number}: expected a JSON object")
        yield _read(stated, number)


def _read(stated: dict[str, object], line: int) -> LoggedRead:
    values = [stated.get(key) for key in COLUMNS]
    subject, name, column, time = ("" if each is None else each for each in values)
    if not isinstance(subject, str) or not isinstance(name, str) or not subject or not name:
        raise LogError(f"line {line}: missing `subject` or `object`")
    if not isinstance(column, str):
        raise LogError(f"line {line}: `column` is not a name")
    return LoggedRead(subject, name, column, _day(time, line))


def _day(time: object, line: int) -> date:
    """Return the date of a timestamp, in UTC. A timestamp without a time zone is assumed to be in UTC. Raises LogError."""
    if not isinstance(time, str):
        raise LogError(f"line {line}: `time` is not a time such as 2026-11-22T08:30:00Z")
    try:
        found = datetime.fromisoformat(time)
    except ValueError as error:
        raise LogError(f"line {line}: `time` is not a time such as 2026-11-22T08:30:00Z") from error
    try:
        return (found.astimezone(UTC) if found.tzinfo else found).date()
    except OverflowError as error:
        raise LogError(f"line {line}: `time` is not a time such as 2026-11-22T08:30:00Z") from error


def _pgaudit(lines: Iterable[str]) -> Iterator[LoggedRead]:
    for row, line in _rows(lines):
        if len(row) <= _MESSAGE:
            raise LogError(f"line {line}: not a line of PostgreSQL's CSV log")
        if not row[_MESSAGE].startswith(_AUDIT):
            continue
        try:
            audit = next(csv.reader([row[_MESSAGE].removeprefix(_AUDIT)]), [])
        except csv.Error as error:
            raise LogError(f"line {line}: the pgAudit entry cannot be read") from error
        if len(audit) <= _NAME:
            raise LogError(f"line {line}: the pgAudit entry cannot be read")
        if audit[_CLASS] == "READ" and audit[_NAME]:
            time = row[0].removesuffix(" UTC") + ("+00:00" if row[0].endswith(" UTC") else "")
            if time == row[0]:
                raise LogError(f"line {line}: the time is not in UTC; set `log_timezone` to UTC")
            yield LoggedRead(row[_USER], f"{row[_DATABASE]}.{audit[_NAME]}", "", _day(time, line))
