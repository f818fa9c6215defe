"""The example mesh on a real server: both databases, every person, every column, every day with a change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from access_server import compiled, days_around, differences, held, people, persons, tables
from mesh_of import TODAY, mesh_of
from meshwright.analysis.access.atoms import Access, access
from meshwright.enforcement.postgresql.relations import databases

if TYPE_CHECKING:
    from servers import Postgresql

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def example() -> Access:
    files = [*(ROOT / "governance").rglob("*.yaml"), *(ROOT / "products").rglob("*.yaml")]
    return access(mesh_of({str(path.relative_to(ROOT)): path.read_bytes() for path in files}))


def test_the_example_has_two_databases(example: Access) -> None:
    assert databases(example) == ("listeners", "royalties")


@pytest.mark.parametrize("name", ["listeners", "royalties"])
def test_the_example_is_enforced_exactly(postgresql: Postgresql, example: Access, name: str) -> None:
    database, _ = compiled(example, name, TODAY)
    mine = {each.contract for each in database.relations}
    readers = {each.identity for contract in mine for each in example.grants_of[contract]}
    days = days_around(example, TODAY)
    own = {
        each
        for contract in mine
        for grant in example.grants_of[contract]
        for each in (grant.starts, grant.ends)
        if each
    }
    chosen = [day for day in days if day == TODAY or any(abs((day - each).days) <= 1 for each in own)]
    count = 0
    with held(postgresql, name) as into:
        everybody = persons(readers)
        tables(into, database)
        people(into, everybody)
        for day in chosen:
            more, wrong = differences(into, example, everybody, day, server="serving")
            assert wrong == []
            count += more
    assert count > 1000
    assert len(chosen) > 3
