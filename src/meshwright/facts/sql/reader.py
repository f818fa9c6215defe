"""A reader of the SQL of a contract's fields, in the dialect of its servers."""

from __future__ import annotations

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
    """Return the dialects of servers of these types, each once; files and topics have none."""
    known = (_DIALECTS.get(each.casefold()) for each in server_types)
    return tuple(dict.fromkeys(each for each in known if each))


class SqlReader:
    """A reader of the SQL of a contract's fields; the same text, which many fields may share, is parsed once."""

    def __init__(self, server_types: Iterable[str]) -> None:
        self._dialect = next(iter(dialects_of(server_types)), "")
        self._queries: dict[str, Query | str] = {}

    def __call__(self, text: str, names: Sequence[str]) -> Reads | None:
        """Read the SQL of a field with these names, the one that SQL uses first; None for no text.

        The result for unreadable SQL has only the reason.
        """
        if not text.strip():
            return None
        if len(text) > LONGEST:
            return Reads((), (), (), f"it has more than {LONGEST:,} characters")
        from meshwright.facts.sql.query import BEYOND, query

        try:
            if text not in self._queries:
                self._queries[text] = query(text, self._dialect)
            found = self._queries[text]
            return Reads((), (), (), found) if isinstance(found, str) else found.reads(names)
        except BEYOND:
            self._queries[text] = UNFOLLOWED
            return Reads((), (), (), UNFOLLOWED)
