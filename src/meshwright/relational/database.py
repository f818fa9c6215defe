"""Queries on a mesh: the tables that they name are loaded, with the columns that they name, and then they run.

Results are sorted here, unless a query sorts its own, so that they do not depend on how SQLite plans.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.relational.model import TABLES
from meshwright.relational.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshwright.relational.binding import Binding
    from meshwright.relational.source import MeshSource
    from meshwright.relational.table import Table

MOST_ROWS = 100_000
"""Rows of a result."""
LONGEST_TEXT = 30_000
"""Characters of a text that are loaded; what is longer is cut."""
_LARGEST = 2**63


class Result(NamedTuple):
    """The result of a query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class Database:
    """The tables that some queries read, loaded from a mesh."""

    def __init__(self, source: MeshSource, bindings: Iterable[Binding]) -> None:
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for binding in bindings:
            for name, columns in binding.reads.items():
                wanted[name] |= columns
        self.sandbox = Sandbox(source.mesh.today)
        self.empty: set[str] = set()
        """The tables without rows."""
        for name in sorted(wanted):
            if not self._load(TABLES[name], wanted[name], source):
                self.empty.add(name)
        if wanted:
            self.sandbox.connection.execute("ANALYZE")
        self.sandbox.close_up({name: frozenset(columns) for name, columns in wanted.items()})

    def _load(self, table: Table[Any], wanted: set[str], source: MeshSource) -> int:
        """Create, fill and index a table; returns the number of its rows."""
        connection = self.sandbox.connection
        columns = [column for column in table.columns if column.name in wanted] or [table.columns[0]]
        declared = ", ".join(f"{column.name} {column.type.value}" for column in columns)
        connection.execute(f"CREATE TABLE {table.name} ({declared})")
        insert = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names of the model
        clean = _cleaner(source.blank)
        connection.execute("BEGIN")
        count = 0
        for block in table.blocks(source):
            rows = zip(*(map(clean, column.values(block)) for column in columns), strict=True)
            count += connection.executemany(insert, rows).rowcount
        connection.execute("COMMIT")
        for name in table.indexes:
            if name in wanted:
                connection.execute(f"CREATE INDEX {table.name}_{name} ON {table.name} ({name})")
        return count

    def run(self, binding: Binding, most_rows: int = MOST_ROWS) -> Result:
        """Return the result of a query; raises QueryError."""
        columns, rows = self.sandbox.run(binding.sql, most_rows, binding.named)
        if binding.tree.args.get("order") is None:
            rows.sort(key=_order)
        return Result(columns, tuple(rows))


def _cleaner(blank: Callable[[str], str]) -> Callable[[Any], Any]:
    """Return what makes a value one of SQLite: without secrets, halves of characters, and numbers that are too large."""

    def clean(value: Any) -> Any:  # noqa: ANN401 - a value of a document
        if isinstance(value, str):
            shown = blank(value)
            if len(shown) > LONGEST_TEXT:
                shown = f"{shown[: LONGEST_TEXT - 1]}…"
            return shown if shown.isascii() else shown.encode(errors="replace").decode()
        if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            return str(value)
        return value

    return clean


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Order as SQLite does: NULL, numbers, texts."""
    return tuple(_keys(row))


def _keys(row: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    for value in row:
        if value is None:
            yield 0, 0
        elif isinstance(value, str):
            yield 2, value
        else:
            yield 1, value
