"""One table of hostile values, measured by every engine: the observations are equal except the engine's name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import hostile_table
import pytest

from measured import seen_in
from meshwright.measuring.observation import line_of
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

    from servers import Postgresql

requires("duckdb")
requires("pyarrow")

FORMS = {"parquet": hostile_table.parquet, "csv": hostile_table.csv, "json": hostile_table.json_lines}
SERVERS = "".join(
    f"  - {{server: {form}, type: local, environment: {form}, format: {form}, path: 'data/{{object}}.{form}'}}\n"
    for form in FORMS
)
ON_POSTGRESQL = (
    "  - {server: shop, type: postgresql, environment: postgresql, host: h, port: 5432, "
    "database: shop, schema: hostile}\n"
)


def observed(folder: Path, environment: str) -> tuple[list[str], int, dict[str, str]]:
    """Return observations without the engine's name, the number of figures, and the unmeasured promises."""
    seen = seen_in(folder, {}, environment=environment)
    observations = [each.observation for each in seen if each.observation]
    assert len(observations) == 2, seen
    assert not any(each.unavailable for each in observations)
    lines = [
        line_of(replace(each, engine="", engine_version="", server="", environment=""))
        for each in observations
    ]
    return lines, sum(len(each.figures) for each in observations), dict(observations[0].unmeasured)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "data").mkdir()
    for write in FORMS.values():
        write(folder / "data")
    (folder / "hostile.odcs.yaml").write_text(
        hostile_table.contract(SERVERS + ON_POSTGRESQL), encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="session")
def expected(folder: Path) -> list[str]:
    """Return DuckDB's figures for Parquet, which has a type for every value; `test_oracle.py` compares it with Python."""
    lines, figures, unmeasured = observed(folder, "parquet")
    assert figures >= 110
    assert unmeasured == {}
    return lines


@pytest.mark.parametrize("form", ["csv", "json"])
def test_duckdb_counts_the_same_in_text(form: str, folder: Path, expected: list[str]) -> None:
    """Text that is parsed with the types of the contract."""
    assert observed(folder, form)[0] == expected


def test_postgresql_counts_the_same(
    folder: Path, expected: list[str], postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patterns, NaN, letter case, normal forms, blanks, instants, decimals, keys and references."""
    hostile_table.in_postgresql(postgresql, "hostile")
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", postgresql.dsn())

    assert observed(folder, "postgresql")[0] == expected
