"""The statements for Snowflake: a grammar accepts each shape of them, and names are exact or refused."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from animal_clinic import DAY, clinic
from snowflake_clinic import (
    CONTRACT,
    DATABASE,
    applier,
    apply,
    clinic_world,
    compiled,
    on_snowflake,
    opened,
    reads,
    session,
)
from test_hostile_names import EXACT, REFUSED

from access_meshes import mesh
from access_server import persons, value
from mesh_of import mesh_of
from meshwright.analysis.access.atoms import access
from meshwright.enforcement.refusal import UnenforceableError
from meshwright.enforcement.snowflake.names import comment, day, identifier, literal, role
from requires import requires
from snowflake_account import DENIED
from snowflake_sql import Scope, SqlError, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = (
    "public",
    "PUBLIC",
    "sysadmin",
    "ACCOUNTADMIN",
    "a$$b",
    "a&b",
    "<% a %>",
    "{{a}}",
    "a\nb",
    "x" * 256,
    "a\x7f",
    "",
)
TYPOS = (
    ("SECURE VIEW", "SECRE VIEW"),
    ("PROJECTION POLICY", "PROJECTION POLCY"),
    ("SWAP WITH", "SWAP WIHT"),
    ("TO ROLE", "TO ROEL"),
    ("MANAGED ACCESS", "MANAGED ACESS"),
    ("FUTURE GRANTS", "FUTURE GRNTS"),
)


@cache
def _linter() -> Any:
    core = requires("sqlfluff").core
    return core.Linter(config=core.FluffConfig(overrides={"dialect": "snowflake"}))


def faults(statement: str) -> list[str]:
    """Return the parts of a statement that the grammar of sqlfluff does not accept."""
    parsed = _linter().parse_string(f"{statement};\n")
    found = [each.desc() for each in parsed.violations]
    return (
        found + [each.raw for each in parsed.tree.recursive_crawl("unparsable")]
        if parsed.tree
        else ["nothing"]
    )


def statements() -> dict[str, str]:
    """Return the statements and conditions of the clinic's script, one of each shape.

    Without the enclosing block, because sqlfluff does not support `DECLARE` and `FOR`.
    """
    found, account, _ = clinic_world()
    account.future.append(("USAGE", "STAGE", "desk-group"))
    apply(account, found, DAY)
    shapes = {}
    for each in ("ALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE", *account.executed):
        shape = re.sub(r'"[^"]*"', "n", re.sub(r"'[^']*'", "s", each))
        shapes.setdefault(re.sub(r"\d+|(?<=n)(, n)+", "", shape), each)
    return shapes


def test_a_grammar_accepts_each_shape_of_statement() -> None:
    found = statements()
    assert len(found) > 30
    assert {each: faults(each) for each in found.values() if faults(each)} == {}


def test_a_typo_is_found_by_the_grammar_and_the_interpreter() -> None:
    found, account, _ = clinic_world()
    text = compiled(found, DATABASE, DAY)[1]
    listed = list(statements().values())
    for right, typo in TYPOS:
        statement = next(each for each in listed if right in each)
        assert faults(statement.replace(right, typo))
        with pytest.raises(SqlError):
            account.apply(text.replace(right, typo), applier())
        account, _ = opened(found, compiled(found, DATABASE, DAY)[0])


@pytest.mark.parametrize(
    "name",
    dict.fromkeys(
        (*OWN, *(each for each in REFUSED if each not in ("x" * 64, "ü" * 32, "pg_read_all_data", "PG_x")))
    ),
    ids=ascii,
)
def test_a_name_that_would_become_another_is_refused(name: str) -> None:
    with pytest.raises(UnenforceableError, match="cannot be a name in Snowflake"):
        role(name)


def test_a_literal_is_exact_and_contains_nothing_that_a_client_replaces() -> None:
    for text in (*EXACT, "a'b", "\\", "&x", "<% x %>", "$$", "a\u2028b", "\x1f", "'; DROP SCHEMA x; --"):
        written = literal(text)
        assert not re.search(r"\$\$|&|<%|\{\{|\n", written)
        assert reader(f"CASE WHEN TRUE THEN {written} END").expression()(Scope(None, {})) == text
    assert day(date(2026, 11, 2)) == "DATE_FROM_PARTS(2026, 11, 2)"
    assert comment("a\nGRANT $$ &x") == "-- a\\nGRANT $ $ +x"
    for wrong in ("a\0b", "\ud800"):
        with pytest.raises(UnenforceableError):
            literal(wrong)


def _named(name: str) -> Iterator[tuple[str, Any]]:
    """Yield the documents of the clinic in which a group, table and column have a name."""
    found = on_snowflake(clinic())
    contract = found[CONTRACT]
    column = {"name": "c", "physicalName": name, "logicalType": "string", "classification": "open"}
    contract["schema"] = [{"name": "t", "physicalName": name, "properties": [column]}]
    contract["roles"] = [{"role": "desk", "access": "read"}]
    found["governance/roles/desk.yaml"]["group"] = name
    for path, each in found.items():
        if path not in {
            "products/care/recall.yaml",
            "products/care/vets.yaml",
            "products/care/outcomes/product.odps.yaml",
        }:
            yield path, each


@pytest.mark.parametrize("name", EXACT, ids=ascii)
def test_a_name_is_exact_or_refused(name: str) -> None:
    found = access(
        mesh_of({path: json.dumps(each, ensure_ascii=False).encode() for path, each in _named(name)})
    )
    try:
        identifier(name)
    except UnenforceableError:
        with pytest.raises(UnenforceableError, match="cannot be a name in Snowflake"):
            compiled(found, DATABASE, DAY)
        return
    database, _ = compiled(found, DATABASE, DAY)
    account, _ = opened(found, database)
    apply(account, found, DAY)
    wanted = [value(database.relations[0].columns[0], row) for row in (0, 1)]
    for person in persons(found.identities()):
        seen = reads(account, session(person), "CARE_READ", name, [name])
        assert seen == {name: wanted if person.identities else DENIED}


def test_few_of_the_hostile_names_are_refused() -> None:
    def is_refused(name: str) -> bool:
        try:
            identifier(name)
        except UnenforceableError:
            return True
        return False

    assert [each for each in EXACT if is_refused(each)] == ["a\nb\r\\q"]


@pytest.mark.parametrize("other", ["BRANCH", "Branch"])
def test_columns_that_a_session_can_make_equal_are_refused(other: str) -> None:
    """With QUOTED_IDENTIFIERS_IGNORE_CASE, a session reads all names in capitals."""
    found = on_snowflake(clinic())
    found[CONTRACT]["schema"][0]["properties"][0]["physicalName"] = other
    with pytest.raises(UnenforceableError, match="have the same column"):
        compiled(access(mesh(found)), DATABASE, DAY)
