"""The only way to skip a test, used if the machine lacks what the test needs.

With `CI=true` in the environment, a missing program or package fails the test, because the set-up of the machine is
incomplete. Properties of the operating system are skipped everywhere, so their list is short; a test counts it.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM: dict[str, Callable[[], bool]] = {
    "root": lambda: os.getuid() == 0,
    "a user other than root": lambda: os.getuid() != 0,
    "/proc": Path("/proc/self/status").exists,
    "/dev/full": Path("/dev/full").exists,
    "Linux": lambda: sys.platform == "linux",
}
"""Properties that only the operating system determines; at most eight."""

PROGRAMS = {
    "chromium": "run `bash .ci/browser`",
    "lighthouse": "run `npm install --global lighthouse@12.8.2`",
    **dict.fromkeys(("initdb", "java", "psql"), "run `bash .ci/engines`"),
    **dict.fromkeys(
        ("check-jsonschema", "hadolint", "shellcheck", "uv", "zizmor"), "install the group `dev`"
    ),
}
"""Programs next to Python or in the PATH, and how to install each."""

PACKAGES = {
    **dict.fromkeys(("cedarpy", "duckdb", "jsonschema_rs", "openlineage.client"), "install the group `dev`"),
    **dict.fromkeys(("prometheus_client", "promql_parser", "sqlfluff"), "install the group `dev`"),
    "questionary": "install the extra `init`",
    **dict.fromkeys(("fastavro", "pyarrow", "pyarrow.parquet"), "install the extra `data`"),
    "argcomplete": "install the extra `completion`",
    "watchfiles": "install the extra `watch`",
    **dict.fromkeys(("grpc", "psycopg", "pyspark"), "run `bash .ci/engines`"),
}
"""Packages by the name of their module, and how to install each."""


def requires(thing: str) -> Any:
    """Return the module of a package or the path of a program; skip or fail the test if it is missing."""
    if thing in SYSTEM:
        return SYSTEM[thing]() or _skip(f"the test needs {thing}")
    found, remedy = (
        (_program(thing), PROGRAMS[thing]) if thing in PROGRAMS else (_package(thing), PACKAGES[thing])
    )
    if found is None:
        end = pytest.fail if os.environ.get("CI") == "true" else _skip
        end(f"missing {thing}; {remedy}")
    return found


def _skip(reason: str) -> None:
    """Skip the test, or all tests of the module that calls `requires` while it is imported."""
    pytest.skip(reason, allow_module_level=True)


def _program(name: str) -> str | None:
    folders = (str(Path(sys.executable).parent), None, *map(str, Path("/usr/lib/postgresql").glob("*/bin")))
    return next(filter(None, (shutil.which(name, path=each) for each in folders)), None)


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name not in (name, name.partition(".")[0]):
            raise
        return None
