"""The catalog of a running database, read with one query in a read-only transaction.

PostgreSQL's environment variables (`PGHOST`, `PGUSER`, …) define the connection; contracts never do.
"""

from __future__ import annotations


class CatalogError(Exception):
    """The catalog cannot be read; the message states the reason without quoting the server."""


def live_catalog(database: str, query: str) -> str:
    """Return the single text value that a catalog query produces; raises CatalogError."""
    try:
        import psycopg
    except ModuleNotFoundError as error:
        raise CatalogError(
            "reading a running database needs the extra `postgresql`; `--dump` reads a file instead"
        ) from error
    try:
        with psycopg.connect(dbname=database, connect_timeout=10) as connection:
            connection.read_only = True
            connection.execute("SET LOCAL search_path = pg_catalog")
            connection.execute("SET LOCAL quote_all_identifiers = off")
            row = connection.execute(query).fetchone()
    except psycopg.Error as error:
        code = f" ({error.sqlstate})" if error.sqlstate else ""
        message = f"database `{database}` cannot be read{code}; set PGHOST, PGPORT, PGUSER and PGPASSWORD"
        raise CatalogError(message) from error
    return str(row[0]) if row else ""
