"""The engines: the requirements of each, and the variable with the connection of a server. None is imported.

Does not: open one.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import NamedTuple


class EngineKind(NamedTuple):
    """An engine, before it is imported."""

    module: str
    """The package that is imported."""
    extra: str
    """The extra that installs it."""
    dialect: str
    """The name of its SQL dialect in the guard of SQL rules."""


ENGINES = {
    "duckdb": EngineKind("duckdb", "measure", "duckdb"),
    "postgresql": EngineKind("psycopg", "postgresql", "postgres"),
    "spark": EngineKind("pyspark", "spark", "spark"),
}


def is_installed(engine: str) -> bool:
    """Return whether an engine's package is installed."""
    return find_spec(ENGINES[engine].module) is not None


def are_installed() -> bool:
    """Return whether any engine is installed."""
    return any(map(is_installed, ENGINES))


def dsn_variable(server: str) -> str:
    """Return the environment variable with the connection of a server: `MESHWRIGHT_DSN_LAKE` for `lake`."""
    return f"MESHWRIGHT_DSN_{re.sub('[^A-Za-z0-9]', '_', server).upper()}"
