"""A reader for the SQL of a contract's fields, in the dialect of its servers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from meshwright.facts.sql.reads import LONGEST, UNFOLLOWED, Reads

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshwright.facts.sql.query import Query


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
"""The dialects in sqlglot by server type."""


def dialects_of(server_types: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct dialects of these server types; files and topics have none."""
    known = (_DIALECTS.get(each.casefold()) for each in server_types)
    return tuple(dict.fromkeys(each for each in known if each))


MOST = 2_048
"""The maximum number of queries in the cache that contracts share."""


class SqlReader:
    """A reader for the SQL of a contract's fields; text that many fields share is parsed once."""

    def __init__(self, server_types: Iterable[str]) -> None:
        self._dialect = next(iter(dialects_of(server_types)), "")
        self._first: dict[str, tuple[str, ...]] = {}
        """The name of the first field that uses each query."""
        self._queries: dict[str, Query | str] = {}

    def __call__(self, text: str, names: Sequence[str]) -> Reads | None:
        """Read the SQL of a field, given its names (the name used in SQL first); None if the field has no SQL.

        For unreadable SQL, the result contains only the reason.
        """
        if not text.strip():
            return None
        if len(text) > LONGEST:
            return Reads((), (), (), f"it has more than {LONGEST:,} characters")
        if text not in self._first:
            self._first[text] = tuple(names)
            return _read(text, self._dialect, self._first[text])
        return self._read_further(text, names)

    def _read_further(self, text: str, names: Sequence[str]) -> Reads:
        """Read a known query for another field, so that results do not depend on the contract."""
        from meshwright.facts.sql.query import BEYOND, query

        try:
            if text not in self._queries:
                found = self._queries[text] = query(text, self._dialect)
                if not isinstance(found, str):
                    found.reads(self._first[text])
            return _reads(self._queries[text], names)
        except BEYOND:
            self._queries[text] = UNFOLLOWED
            return Reads((), (), (), UNFOLLOWED)


@lru_cache(maxsize=MOST)
def _read(text: str, dialect: str, names: tuple[str, ...]) -> Reads:
    """Read a query for the first time; contracts and quality rules share many queries."""
    from meshwright.facts.sql.query import BEYOND, query

    try:
        return _reads(query(text, dialect), names)
    except BEYOND:
        return Reads((), (), (), UNFOLLOWED)


def _reads(found: Query | str, names: Sequence[str]) -> Reads:
    return Reads((), (), (), found) if isinstance(found, str) else found.reads(names)
