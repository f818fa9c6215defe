"""The example and random meshes on Snowflake: each person selects on each day what the model permits."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from snowflake_clinic import DATABASE, apply, compiled, differences, opened, write_attributes
from test_random_meshes import ATTRIBUTES, attribute, on_postgresql

from access_meshes import DAY, documents, mesh
from access_server import days_around, persons
from mesh_of import TODAY, mesh_of
from meshwright.analysis.access.atoms import access

if TYPE_CHECKING:
    from access_meshes import Documents

ROOT = Path(__file__).parents[2]
EXAMPLES = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
NIGHTLY = settings(EXAMPLES, max_examples=500)


def on_snowflake(found: Documents) -> Documents:
    """Serve the contracts of random documents from Snowflake."""
    for path, each in on_postgresql(found).items():
        if path.endswith("contract.odcs.yaml"):
            each["servers"][0] |= {"type": "snowflake", "account": "acme-prod_eu", "database": DATABASE}
    return found


def wrong(found: Documents) -> tuple[int, list[Any]]:
    """Return the number of decisions on all days, and the wrong ones."""
    granted = access(mesh(on_snowflake(found)))
    account, everybody = opened(granted, compiled(granted, DATABASE, DAY)[0])
    count, bad = 0, []
    for day in days_around(granted, DAY):
        database = apply(account, granted, day)
        write_attributes(account, everybody, ATTRIBUTES, attribute)
        more, failed = differences(account, granted, database, everybody, day, server="lake", of=attribute)
        count, bad = count + more, bad + failed
    return count, bad


@EXAMPLES
@given(found=documents())
def test_a_random_mesh_is_enforced_exactly(found: Documents) -> None:
    assert wrong(found)[1] == []


@pytest.mark.nightly
@NIGHTLY
@given(found=documents())
def test_very_many_random_meshes_are_enforced_exactly(found: Documents) -> None:
    assert wrong(found)[1] == []


def test_the_example_would_be_enforced_exactly() -> None:
    """The databases of the example, as if they were on Snowflake."""
    files = {
        str(path.relative_to(ROOT)): path.read_bytes().replace(
            b"type: postgresql", b"type: snowflake\n    account: acme-prod_eu"
        )
        for folder in ("governance", "products")
        for path in (ROOT / folder).rglob("*.yaml")
    }
    example = access(mesh_of(files))
    count = 0
    for name in ("listeners", "royalties"):
        plan = compiled(example, name, TODAY)[0]
        mine = {each.contract for each in plan.relations}
        account, _ = opened(example, plan)
        everybody = persons({each.identity for contract in mine for each in example.grants_of[contract]})
        own = {
            day
            for contract in mine
            for grant in example.grants_of[contract]
            for edge in (grant.starts, grant.ends)
            if edge
            for day in (edge - timedelta(days=1), edge, edge + timedelta(days=1))
        }
        for day in sorted({TODAY, *own}):
            plan = apply(account, example, day)
            more, bad = differences(
                account, example, plan, everybody, day, server="serving", of=lambda *_: frozenset()
            )
            assert bad == []
            count += more
    assert count > 1000


def test_the_interpreter_shares_no_code_with_the_compiler() -> None:
    for name in ("snowflake_sql", "snowflake_functions", "snowflake_account"):
        tree = ast.parse((ROOT / f"tests/{name}.py").read_text(encoding="utf-8"))
        imported = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
        imported |= {
            one.name for each in ast.walk(tree) if isinstance(each, ast.Import) for one in each.names
        }
        assert not [each for each in imported if each.startswith(("meshwright", "access_", "animal_clinic"))]
