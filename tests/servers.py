"""Servers for tests: run by an ordinary user, on a socket in a temporary folder, and nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from requires import requires

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDINARY = "nobody"
"""The user that runs a server if the tests are run by root, which PostgreSQL refuses."""
READER = "reader"
"""A role that may only read."""


class Postgresql:
    """A server, with a database `shop` and a role that may read its schemas."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def dsn(self, role: str = READER) -> str:
        """Return the connection string of a role."""
        return f"host={self.folder} user={role} dbname=shop"

    def admin(self, *statements: str, database: str = "shop") -> None:
        """Run statements as the superuser."""
        import psycopg

        with psycopg.connect(
            f"host={self.folder} user=admin dbname={database}", autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement)

    def load(
        self, table: str, columns: dict[str, str], rows: list[tuple[Any, ...]], schema: str = "public"
    ) -> None:
        """Create a table again, which the reader may read."""
        import psycopg
        from psycopg import sql

        name = sql.Identifier(schema, table)
        kinds = sql.SQL(", ").join(
            sql.SQL("{} " + kind).format(sql.Identifier(each)) for each, kind in columns.items()
        )
        with psycopg.connect(f"host={self.folder} user=admin dbname=shop") as connection:
            connection.execute("SET TIME ZONE 'UTC'")
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(name))
            connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, kinds))
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
                for row in rows:
                    copy.write_row(row)
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO reader").format(sql.Identifier(schema)))
            connection.execute(sql.SQL("GRANT SELECT ON {} TO reader").format(name))


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Start PostgreSQL."""
    requires("psycopg")
    programs = Path(requires("initdb")).parent
    user = ORDINARY if os.getuid() == 0 else None
    folder = Path(mkdtemp(prefix="pg-", dir="/tmp"))
    if user:
        shutil.chown(folder, user)
    log = (folder.parent / f"{folder.name}.log").open("w+")
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "Europe/Berlin"}
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "admin", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True, user=user, cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        options = [
            "listen_addresses=",
            f"unix_socket_directories={folder}",
            "fsync=off",
            "temp_file_limit=64MB",
        ]
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *[part for each in options for part in ("-c", each)]],
            user=user, cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            found = Postgresql(folder)
            _wait(found)
            yield found
        finally:
            server.send_signal(2)  # SIGINT: disconnect everyone, and end
            server.wait()
    finally:
        log.close()
        Path(log.name).unlink()
        shutil.rmtree(folder)


def _wait(server: Postgresql) -> None:
    import psycopg

    for _ in range(600):
        try:
            server.admin("CREATE DATABASE shop", database="postgres")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            server.admin("CREATE ROLE reader LOGIN")
            return
    pytest_failure = "PostgreSQL does not start"
    raise TimeoutError(pytest_failure)
