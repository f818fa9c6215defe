"""What the SQL of `transformLogic` reads, as facts: tables by name, columns by name, and what is done to them.

SQL is read for one field at a time, and for certain: what is ambiguous, or hidden by a star, is not known.
Which tables and columns of the mesh the names mean is for those to say who know the mesh.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 20_000
"""Characters; longer SQL is not read."""
_TEMPLATE = ("{{", "{%", "${")
"""What makes a text a template, whose SQL is not here."""
_FROM = re.compile(r"\bfrom\s+[\w\"`]+(?:\.[\w\"`]+)*\s+(?:as\b|where\b|join\b|,)", re.IGNORECASE)
_QUERY = re.compile(r"(?>\s|\(|--.*\n|/\*.*?\*/)*(?:select|with)\b", re.IGNORECASE)
"""What reads from tables is a query, and a query that starts otherwise is another language's: no need to parse it."""
_DIALECTS = {
    "athena": "athena",
    "bigquery": "bigquery",
    "clickhouse": "clickhouse",
    "databricks": "databricks",
    "denodo": "",
    "dremio": "dremio",
    "duckdb": "duckdb",
    "hive": "hive",
    "impala": "hive",
    "mysql": "mysql",
    "oracle": "oracle",
    "postgres": "postgres",
    "postgresql": "postgres",
    "presto": "presto",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "sqlserver": "tsql",
    "synapse": "tsql",
    "trino": "trino",
}
"""What sqlglot calls the SQL of a server's type."""


class SqlColumn(NamedTuple):
    """A column as SQL names it."""

    tables: tuple[int, ...]
    """The tables that may have it: one, if it is qualified; none, if the SQL says nothing about tables."""
    path: tuple[str, ...]
    """Its name, and those of the parts that are taken of it."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What the SQL of one field reads."""

    tables: tuple[str, ...]
    """Every table, as its names joined by dots."""
    values: tuple[SqlColumn, ...]
    """What the field's value is made of."""
    others: tuple[SqlColumn, ...]
    """What decides beside them: conditions, joins, groups."""
    is_whole: bool
    """Whether those are all."""
    effect: str
    """What becomes of the value: `identity`, `cast`, `hash`, `count`, `sum`, `avg`, `min`, `max`, `any`; else empty."""
    equal: tuple[tuple[SqlColumn, SqlColumn], ...] = ()
    """The columns that joins and conditions compare for equality, each as it stands in its table."""


def dialects_of(server_types: Iterable[str]) -> tuple[str, ...]:
    """Give the dialects that servers of these types are asked in, each once; files and topics have none."""
    known = (_DIALECTS.get(each.casefold()) for each in server_types)
    return tuple(dict.fromkeys(each for each in known if each))


class SqlReader:
    """Reads the SQL of a contract's fields; the same text, which many fields may share, is parsed once."""

    def __init__(self, server_types: Iterable[str]) -> None:
        self._dialect = next(iter(dialects_of(server_types)), "")
        self._queries: dict[str, Query | None] = {}

    def __call__(self, text: str, names: Sequence[str]) -> Reads | None:
        """Read what a field is made of that has these names, the one that SQL knows it by first.

        None for what is no SQL query or expression, or a template of one.
        """
        if len(text) > LONGEST or not text.strip() or any(mark in text for mark in _TEMPLATE):
            return None
        if _FROM.search(text) and not _QUERY.match(text):
            return None
        from sqlglot.errors import SqlglotError

        from meshwright.mesh.query import query

        try:
            if text not in self._queries:
                self._queries[text] = query(text, self._dialect)
            found = self._queries[text]
            return found.reads(names) if found else None
        except (SqlglotError, RecursionError):
            self._queries[text] = None
            return None


if TYPE_CHECKING:
    from meshwright.mesh.query import Query
