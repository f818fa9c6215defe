"""Queries on a mesh: the required tables and columns are loaded, and then the query runs.

Results that the query does not sort are sorted here, so that they do not depend on SQLite's query plan.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.relational.model import TABLES
from meshwright.relational.sandbox import Sandbox
from meshwright.relational.table import Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from meshwright.relational.binding import Binding
    from meshwright.relational.source import MeshSource
    from meshwright.relational.table import Column, Table

MOST_ROWS = 100_000
"""The maximum number of rows in a result."""
LONGEST_TEXT = 30_000
"""The maximum length of a loaded string; longer strings are shortened."""
_LARGEST = 2**63
_TOGETHER = 5_000
"""The number of rows that are processed in one batch."""
_CACHED = 8_192
"""The maximum number of strings in the cache of secret checks; most columns repeat a few strings."""


class Result(NamedTuple):
    """The result of a query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class Database:
    """Tables for queries, loaded from a mesh on demand."""

    def __init__(self, source: MeshSource, bindings: Iterable[Binding]) -> None:
        bindings = tuple(bindings)
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for binding in bindings:
            for name, columns in binding.reads.items():
                wanted[name] |= columns
        self.sandbox = Sandbox(source.mesh.today, is_plain=all(each.is_plain for each in bindings))
        self._clean = _cleaner(source.blank)
        self._is_clean = source.is_clean if source.blank is not str else None
        self._keys = frozenset(key for binding in bindings for key in binding.keys)
        self.empty: set[str] = set()
        """The tables without rows."""
        for name in sorted(wanted):
            if not self._load(TABLES[name], wanted[name], source):
                self.empty.add(name)
        self.sandbox.close_up({name: frozenset(columns) for name, columns in wanted.items()})

    def _load(self, table: Table[Any], wanted: set[str], source: MeshSource) -> int:
        """Create, fill and index a table; return its number of rows."""
        connection = self.sandbox.connection
        columns = [column for column in table.columns if column.name in wanted] or [table.columns[0]]
        declared = ", ".join(f"{column.name} {column.type.value}" for column in columns)
        connection.execute(f"CREATE TABLE {table.name} ({declared})")
        insert = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names of the model
        rows = chain.from_iterable(self._rows(columns, table.blocks(source)))
        connection.execute("BEGIN")
        count: int = connection.executemany(insert, rows).rowcount
        connection.execute("COMMIT")
        for name in table.indexes:
            if name in wanted and name in self._keys:
                connection.execute(f"CREATE INDEX {table.name}_{name} ON {table.name} ({name})")
        return max(count, 0)

    def _rows(
        self, columns: Sequence[Column[Any]], blocks: Iterable[Any]
    ) -> Iterator[Iterable[tuple[Any, ...]]]:
        """Yield the rows in batches; small blocks are combined."""
        gathered: list[list[Any]] = [[] for _ in columns]
        for block in blocks:
            for values, column in zip(gathered, columns, strict=True):
                values.extend(column.values(block))
            if len(gathered[0]) >= _TOGETHER:
                yield self._cleaned(columns, gathered)
                gathered = [[] for _ in columns]
        yield self._cleaned(columns, gathered)

    def _cleaned(
        self, columns: Sequence[Column[Any]], gathered: Iterable[list[Any]]
    ) -> Iterable[tuple[Any, ...]]:
        """Return rows with secrets blanked; row numbers, flags and columns without secrets are unchanged."""
        cleaned: list[Iterable[Any]] = []
        for column, values in zip(columns, gathered, strict=True):
            is_number = column.is_id or column.type is Type.BOOLEAN
            is_clean = is_number or self._are_clean(values)
            cleaned.append(values if is_clean else map(self._clean, values))
        return zip(*cleaned, strict=True)

    def _are_clean(self, values: list[Any]) -> bool:
        """Return whether the values of a column can be loaded unchanged: they fit into SQLite and contain no secret."""
        distinct = set(values)
        texts = [each for each in distinct if isinstance(each, str)]
        if any(isinstance(each, int) and not -_LARGEST <= each < _LARGEST for each in distinct):
            return False
        joined = "\n".join(texts)
        if max(map(len, texts), default=0) > LONGEST_TEXT or not (joined.isascii() or _is_encodable(joined)):
            return False
        return self._is_clean is None or self._is_clean(joined)

    def run(self, binding: Binding, most_rows: int = MOST_ROWS) -> Result:
        """Return the result of a query; raises QueryError."""
        columns, rows = self.sandbox.run(binding.sql, most_rows, binding.named)
        if binding.tree.args.get("order") is None:
            rows.sort(key=_order)
        return Result(columns, tuple(rows))


def _cleaner(blank: Callable[[str], str]) -> Callable[[Any], Any]:
    """Return a function that prepares values for SQLite.

    The function removes secrets and lone surrogates, shortens long strings, and returns an integer that is too large
    for 64 bits as text.
    """

    @lru_cache(maxsize=_CACHED)
    def shown(value: str) -> str:
        text = blank(value)
        if len(text) > LONGEST_TEXT:
            text = f"{text[: LONGEST_TEXT - 1]}…"
        return text if text.isascii() else text.encode(errors="replace").decode()

    def clean(value: Any) -> Any:  # noqa: ANN401 - a value of a document
        if isinstance(value, str):
            return shown(value)
        if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            return str(value)
        return value

    return clean


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a sort key that orders values as in SQLite: NULL, then numbers, then strings."""
    return tuple(_keys(row))


def _keys(row: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    for value in row:
        if value is None:
            yield 0, 0
        elif isinstance(value, str):
            yield 2, value
        else:
            yield 1, value
