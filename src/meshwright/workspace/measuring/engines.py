"""The known engines, with each one's requirements and the environment variables for connections; none is imported.

This module does not open an engine.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import NamedTuple


class EngineKind(NamedTuple):
    """The description of an engine, available without importing it."""

    module: str
    """The Python package of the engine."""
    extra: str
    """The extra that installs the package."""
    dialect: str
    """The name of the engine's SQL dialect in the guard for SQL rules."""


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
    """Return the environment variable for a server's connection: `MESHWRIGHT_DSN_LAKE` for `lake`."""
    return f"MESHWRIGHT_DSN_{re.sub('[^A-Za-z0-9]', '_', server).upper()}"
