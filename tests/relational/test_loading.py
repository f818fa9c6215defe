"""The loaded part of a mesh: the columns that queries name, without secrets, for any number of rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from meshwright.relational import database
from meshwright.relational.database import Database
from meshwright.rulekit.redaction import Redactor, blank_forms

if TYPE_CHECKING:
    from meshwright.relational.binding import Binder
    from meshwright.relational.source import MeshSource

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
SQL = "SELECT address, name FROM field"


@pytest.mark.parametrize("together", [1, 7, 1_000_000])
def test_values_do_not_depend_on_how_many_are_searched_together(
    together: int, example: MeshSource, binder: Binder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with secrets to find, which the example lacks."""
    binding = binder.bind(SQL)
    plain = Database(example, (binding,)).run(binding)
    monkeypatch.setattr(database, "_TOGETHER", together)
    redactor = Redactor({}, example)  # type: ignore[arg-type] # forms alone need no documents
    source = replace(example, blank=redactor.blank, is_clean=redactor.is_clean)
    assert Database(source, (binding,)).run(binding) == plain


def test_secret_among_many_values_is_blanked(example: MeshSource, binder: Binder) -> None:
    """One search of all of them finds that there is one; the others are unchanged."""
    binding = binder.bind("SELECT name, purpose FROM product")
    plain = Database(example, (binding,)).run(binding)
    first = example.mesh.products[0]
    read = example.read

    def with_secret(file: str, document: int) -> object:
        values = read(file, document)
        return values | {"description": {"purpose": TOKEN}} if file == first.home.file else values

    redactor = Redactor({}, example)  # type: ignore[arg-type] # forms alone need no documents
    source = replace(example, read=with_secret, blank=blank_forms, is_clean=redactor.is_clean)
    found = Database(source, (binding,)).run(binding)
    assert [row for row in found.rows if row not in plain.rows] == [(first.fact.name, "***")]


def test_unread_columns_are_not_loaded(binder: Binder) -> None:
    """A word in the query that is a column of another table does not count; those of USING are read silently."""
    binding = binder.bind(
        "SELECT port.address, 'domain' AS name FROM port JOIN product USING (product_id) WHERE product.domain = 'a'"
    )
    assert binding.reads == {
        "port": frozenset({"address", "product_id"}),
        "product": frozenset({"domain", "product_id"}),
    }
    natural = binder.bind("SELECT port_id FROM port NATURAL JOIN product")
    assert {"name", "address", "product_id"} <= natural.reads["product"]


def test_query_that_is_bound_twice_reads_the_same(binder: Binder) -> None:
    """Two policies may have the same query."""
    sql = "SELECT port.address FROM port JOIN product USING (product_id) WHERE archetype IS NULL"
    assert binder.bind(sql).reads == binder.bind(sql).reads
