"""Random meshes on a real server: each person selects on each day what the model permits, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from access_meshes import DAY, documents, mesh
from access_server import (
    Held,
    attributes,
    compiled,
    days_around,
    differences,
    held,
    people,
    persons,
    tables,
    value,
)
from meshwright.analysis.access.atoms import access
from meshwright.enforcement.postgresql.script import OWNER
from meshwright.enforcement.relations import Column
from meshwright.enforcement.stamp import Stamp
from meshwright.workspace.access_proof import prove

if TYPE_CHECKING:
    from access_meshes import Documents
    from access_server import Person
    from servers import Postgresql

EXAMPLES = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
NIGHTLY = settings(EXAMPLES, max_examples=500)
ATTRIBUTES = ("country", "countries", "teams")


def on_postgresql(found: Documents) -> Documents:
    """Serve the contracts of random documents from PostgreSQL, and filter rows only by string columns."""
    for path, each in found.items():
        if not path.endswith("contract.odcs.yaml"):
            continue
        number = path.split("/")[2][1:]
        each["servers"] = [
            {"server": "lake", "type": "postgresql", "host": "h", "port": 5432, "database": "held", "schema": f"s{number}"}
        ]  # fmt: skip
        if any(one["property"] == "rowFilter" for role in each["roles"] for one in role["customProperties"]):
            for part in each["schema"]:
                for column in part["properties"]:
                    if column["name"] in {"k", "a"}:
                        column.pop("properties", None)
                        column["logicalType"] = "string"
    return found


def attribute(login: str, name: str) -> frozenset[str]:
    """Return the values of a login: some have two countries, which is too many for `=`."""
    number = int(login.split()[1])
    k, a = (Column(each, 0, "string", "", None) for each in ("k", "a"))
    if name == "country":
        return frozenset({value(k, 0), value(k, 1)} if number % 3 == 1 else {value(k, number % 2)})
    if name == "countries":
        return frozenset({value(k, row) for row in range(number % 3)})
    return frozenset({value(a, number % 2)})


def write_attributes(into: Held, found: list[Person]) -> None:
    rows = [
        (each.login, name, own)
        for each in found
        for name in ATTRIBUTES
        for own in attribute(each.login, name)
    ]
    attributes(into, rows)


def wrong(server: Postgresql, found: Documents) -> tuple[int, list[Any]]:
    """Return the number of decisions on all days, and the wrong ones."""
    granted = access(mesh(on_postgresql(found)))
    everybody = persons(granted.identities())
    count, bad = 0, []
    with held(server) as into:
        tables(into, compiled(granted, "held", DAY)[0])
        people(into, everybody)
        for number, day in enumerate(days_around(granted, DAY)):
            if number == 0:
                into.clock(day)
                into.apply(compiled(granted, "held", day)[1])
                write_attributes(into, everybody)
            more, failed = differences(into, granted, everybody, day, server="lake", attributes_of=attribute)
            count, bad = count + more, bad + failed
    return count, bad


@EXAMPLES
@given(found=documents())
def test_a_random_mesh_is_enforced_exactly(postgresql: Postgresql, found: Documents) -> None:
    assert wrong(postgresql, found)[1] == []


@pytest.mark.nightly
@NIGHTLY
@given(found=documents())
def test_very_many_random_meshes_are_enforced_exactly(postgresql: Postgresql, found: Documents) -> None:
    assert wrong(postgresql, found)[1] == []


def proven(server: Postgresql, found: Documents) -> None:
    """Prove a random mesh by the command's own expectation."""
    granted = access(mesh(on_postgresql(found)))
    database, _ = compiled(granted, "held", DAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGHOST", str(server.folder))
        patch.setenv("PGUSER", "admin")
        proof = prove(granted, database, Stamp("test", "r1", DAY, OWNER), None, "held", "mw_proof")
    assert proof.differences == ()


@settings(EXAMPLES, max_examples=3)
@given(found=documents())
def test_a_random_mesh_is_proven(postgresql: Postgresql, found: Documents) -> None:
    proven(postgresql, found)


@pytest.mark.nightly
@settings(EXAMPLES, max_examples=100)
@given(found=documents())
def test_many_random_meshes_are_proven(postgresql: Postgresql, found: Documents) -> None:
    proven(postgresql, found)
