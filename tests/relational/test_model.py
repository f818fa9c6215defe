"""The model is an API: columns are added, and never changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.relational.model import MODEL, TABLES, statements

if TYPE_CHECKING:
    import pytest

    from meshwright.relational.binding import Binder

GOLDEN = Path(__file__).parent / "model.sql"
NAME = re.compile(r"[a-z][a-z0-9_]*")


def test_model_is_unchanged(request: pytest.FixtureRequest) -> None:
    """`pytest -n0 tests/relational/test_model.py --rewrite-golden` accepts additions."""
    found = "\n".join(statements())
    if request.config.getoption("--rewrite-golden"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_columns_of_version_1_are_kept() -> None:
    """The tables and columns of policies for version 1 still exist, with their types."""
    frozen = (Path(__file__).parent / f"model-{MODEL}.txt").read_text(encoding="utf-8").split()
    found = {
        f"{table.name}.{column.name}:{column.type.value}"
        for table in TABLES.values()
        for column in table.columns
    }
    assert set(frozen) - found == set()


def test_names_need_no_quotes(binder: Binder) -> None:
    """Alone and after the name of their table."""
    for table in TABLES.values():
        assert len({column.name for column in table.columns}) == len(table.columns)
        assert set(table.indexes) <= {column.name for column in table.columns}
        for column in table.columns:
            assert NAME.fullmatch(column.name)
            assert column.comment
            name = f"{table.name}.{column.name}"
            binder.bind(
                f"SELECT {column.name}, {name} FROM {table.name} WHERE {name} IS NOT NULL ORDER BY {column.name}"
            )


def test_every_table_has_addresses() -> None:
    """Findings are located by them; only levels have none."""
    assert {name for name, table in TABLES.items() if "address" not in {c.name for c in table.columns}} == {
        "classification_level"
    }


def test_ids_are_indexed() -> None:
    """A join on them must not read every row."""
    for table in TABLES.values():
        assert [
            column.name for column in table.columns if column.is_id and column.name not in table.indexes
        ] == []
