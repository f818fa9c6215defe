"""Parsing of data samples to rows: CSV and JSON Lines, every cell with its location.

The rows have the layout of a document of `source.reader` (values, and `WIDTH` numbers per node in preorder), so that
a cell is located like a key of a contract: the document is `{columns: […], rows: [{column: cell}, …]}`. This module
does not know types; a cell of CSV is text, or None if it is empty.
"""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from meshwright.records import dataclass
from meshwright.source.json_reader import BrokenJsonError, JsonReader
from meshwright.source.limits import COLUMNS, NODES, SCALAR, TooLargeError
from meshwright.source.place import WIDTH, Span
from meshwright.source.problem import OverLimit, Problem, UnreadableRows, code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Form = Literal["csv", "jsonl", "parquet"]
MOST_ROWS = 1_000
"""The maximum number of rows to read from a sample, including unreadable ones."""
MOST_REASONS = 100
"""The maximum number of reasons for unreadable rows of a sample; further reasons are combined."""
_MOST_PLACES = 10
_FORMS: dict[str, Form] = {"csv": "csv", "jsonl": "jsonl", "ndjson": "jsonl", "parquet": "parquet"}
_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of a sample; unreadable ones are omitted and reported."""

    columns: tuple[str, ...]
    """The names in the header of a CSV file, or all keys of the rows."""
    value: dict[str, Any]
    offsets: array[int]
    problems: tuple[Problem, ...]


def form_of(path: str) -> Form:
    """Return the format of a sample, from the ending of its name."""
    return _FORMS[path.rpartition(".")[2].lower()]


def no_rows(*problems: Problem) -> Rows:
    """Return a result without rows, for a sample with the given problems."""
    return Rows((), {"columns": [], "rows": []}, array("I"), problems)


class _Broken(NamedTuple):
    """Rows that are unreadable for the same reason: the reason in words, and their locations."""

    what: str
    spans: list[Span]


class _Sheet:
    """The builder of a document of rows."""

    def __init__(self, columns: Mapping[str, Span]) -> None:
        self.columns = columns
        self.rows: list[dict[str, Any]] = []
        self.offsets = array("I")
        self.broken: dict[str, _Broken] = {}
        """The unreadable rows, by the code of the reason."""
        self.looked_at = 0
        """The number of rows so far, including unreadable ones."""
        self.over: list[Problem] = []
        """The limit at which reading stopped."""
        for place in (_NOWHERE, _NOWHERE, *columns.values(), _NOWHERE):
            self.put(place, place)

    def put(self, key: Span, value: Span) -> None:
        """Append the offsets of the next node; `finished` adds the number of nodes below it."""
        self.offsets.extend((*key, *value, 0))

    def refuse(self, reason: str, what: str, span: Span) -> None:
        if reason not in self.broken and len(self.broken) >= MOST_REASONS:
            reason, what = "other-reasons", "more rows are unreadable, for other reasons"
        self.broken.setdefault(reason, _Broken(what, [])).spans.append(span)

    def stop(self, error: TooLargeError, span: Span) -> None:
        """Stop reading, and record the limit that the text at a span exceeds."""
        self.over = [OverLimit(what=error.what, limit=error.limit, span=span)]

    def is_full(self, span: Span) -> bool:
        """Count the row at a span; return whether enough rows precede it or a limit is reached."""
        if len(self.offsets) > WIDTH * NODES:
            self.stop(TooLargeError("values", NODES), span)
        self.looked_at += 1
        return self.looked_at > MOST_ROWS or bool(self.over)

    def finished(self, columns: tuple[str, ...]) -> Rows:
        problems = self.over
        for reason, (what, spans) in self.broken.items():
            also = tuple(spans[1:_MOST_PLACES])
            problems.append(
                UnreadableRows(what=what, code=reason, span=spans[0], also=also, count=len(spans))
            )
        value = {"columns": list(self.columns), "rows": self.rows}
        self._count(value, 0)
        return Rows(columns, value, self.offsets, tuple(problems))

    def _count(self, value: Any, number: int) -> int:  # noqa: ANN401 - any value of a row
        """Store and return the number of nodes below the node at `number`, recursively."""
        below = 0
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            below += 1 + self._count(child, number + WIDTH * (1 + below))
        self.offsets[number + WIDTH - 1] = below
        return below


class _Cell(NamedTuple):
    value: str | None
    span: Span
    is_closed: bool


_CELL = re.compile(r'"(?P<quoted>(?:[^"]++|"")*+)(?P<rest>"[^,\r\n]*+)?|[^,\r\n]*+')
_LINE_ENDS = re.compile(r"[\r\n]++")
_BLANK = re.compile(r"[ \t\r\n]*+")
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def csv_rows(text: str) -> Rows:
    """Read CSV by the rules of Python's `csv` module (RFC 4180): a header, then the rows.

    Quoted cells may contain line ends; an empty line is not a row; an empty cell is None unless it is quoted.
    """
    lines = _lines(text)
    header = next(lines, [])
    if len(header) > COLUMNS:
        return no_rows(OverLimit(what="columns", limit=COLUMNS, span=header[-1].span))
    other = next(
        (each for each in _OTHER_DELIMITERS if len(header) == 1 and each in (header[0].value or "")), None
    )
    if other is not None:
        what = f"cells are separated by {_OTHER_DELIMITERS[other]}; use commas"
        return no_rows(UnreadableRows(what=what, code=code("delimiter", repr(other)), span=header[0].span))
    sheet = _headed(header)
    for line in lines:
        span = Span(line[0].span.start, line[-1].span.end)
        if sheet.is_full(span):
            break
        beyond = _beyond(line)
        if beyond is not None:
            sheet.stop(beyond, span)
            break
        if not line[-1].is_closed:
            sheet.refuse("unclosed-quote", "unclosed quote", line[-1].span)
        elif len(line) != len(header):
            what = f"the row has {len(line)} cell{'s' * (len(line) != 1)}, but the header has {len(header)}"
            sheet.refuse(code("cell-count", len(line), len(header)), what, span)
        else:
            row: dict[str, str | None] = {}
            sheet.put(span, span)
            for name, cell in zip(header, line, strict=True):
                if name.value and name.value not in row:
                    row[name.value] = cell.value
                    sheet.put(sheet.columns[name.value], cell.span)
            sheet.rows.append(row)
    return sheet.finished(tuple(sheet.columns))


def _beyond(line: list[_Cell]) -> TooLargeError | None:
    if len(line) > COLUMNS:
        return TooLargeError("columns", COLUMNS)
    return (
        TooLargeError("scalar length", SCALAR)
        if any(len(cell.value or "") > SCALAR for cell in line)
        else None
    )


def _headed(header: list[_Cell]) -> _Sheet:
    columns: dict[str, Span] = {}
    twice = [cell for cell in header if columns.setdefault(cell.value or "", cell.span) is not cell.span]
    unnamed = columns.pop("", None)
    sheet = _Sheet(columns)
    for cell in twice:
        if cell.value:
            sheet.refuse(code("duplicate-column", cell.value), f"duplicate column `{cell.value}`", cell.span)
    if unnamed is not None:
        sheet.refuse("unnamed-column", "a column has no name", unnamed)
    return sheet


def _lines(text: str) -> Iterator[list[_Cell]]:
    """Yield the cells of each nonempty line, up to a line with too many cells."""
    position, cells = 0, list[_Cell]()
    while position < len(text) or cells:
        found = _CELL.match(text, position)
        assert found is not None  # an empty quoted string is a cell
        quoted, rest = found["quoted"], found["rest"]
        value = found[0] or None if quoted is None else quoted.replace('""', '"') + (rest or "")[1:]
        cells.append(_Cell(value, Span(*found.span()), quoted is None or rest is not None))
        position = found.end()
        if text.startswith(",", position) and len(cells) <= COLUMNS:
            position += 1
            continue
        if len(cells) > 1 or found[0]:
            yield cells
        if len(cells) > COLUMNS:
            return
        cells = []
        end = _LINE_ENDS.match(text, position)
        position = end.end() if end else position


def jsonl_rows(text: str) -> Rows:
    """Read JSON Lines: an object per line; an empty line is not a row."""
    sheet = _Sheet({})
    columns: dict[str, None] = {}
    for line, start in _json_lines(text):
        span = Span(start, start + len(line.rstrip()))
        if sheet.is_full(span):
            break
        try:
            _json_row(line, start, sheet, columns)
        except TooLargeError as error:
            sheet.stop(error, span)
            break
    return sheet.finished(tuple(columns))


def _json_lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield each nonblank line without leading spaces, with its offset."""
    position = 0
    while position < len(text):
        blank = _BLANK.match(text, position)
        position = blank.end() if blank else position
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)]
        if line.strip():
            yield line, position
        position += len(line) + 1


def _json_row(line: str, start: int, sheet: _Sheet, columns: dict[str, None]) -> None:
    reader = JsonReader(line, start)
    try:
        row = reader.read()
    except BrokenJsonError as error:
        span = Span(start + error.at, start + max(error.at + 1, len(line.rstrip())))
        sheet.refuse(error.code, error.what, span)
        return
    if not isinstance(row, dict):
        sheet.refuse("no-object", "the line is not a JSON object", Span(start, start + len(line.rstrip())))
        return
    columns.update(dict.fromkeys(row))
    if len(columns) > COLUMNS:
        raise TooLargeError("columns", COLUMNS)
    sheet.offsets.extend(reader.offsets)
    sheet.rows.append(row)
