"""Names that PostgreSQL or psql could change, truncate or interpret: each is refused, or means exactly itself."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from animal_clinic import DAY, clinic

from access_server import CLOCK, compiled, held, people, persons, quoted, tables, value
from mesh_of import mesh_of
from meshwright.analysis.access.atoms import access
from meshwright.enforcement.postgresql.names import comment, identifier, literal, role
from meshwright.enforcement.postgresql.views import TODAY
from meshwright.enforcement.refusal import UnenforceableError
from requires import requires

if TYPE_CHECKING:
    from servers import Postgresql

REFUSED = (
    "", "a\0b", "x" * 64, "ü" * 32, "public", "PUBLIC", "Public", "none", "pg_read_all_data", "PG_x", "\ud800",
)  # fmt: skip
EXACT = (
    'a"b', "a'b", "a\\b", "\\'; DROP SCHEMA care; --", '"; DROP SCHEMA care; --', "-- a", "/* a", "a\nb\r\\q", "$mw$", "$mw1$",
    " a  b ", "CamelCase", "camelcase", "select", "é", "e\u0301", "😀", "current_user", "%I %s %", "x" * 63, "Ω", ":name",
)  # fmt: skip


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_a_name_that_would_become_another_is_refused(name: str) -> None:
    with pytest.raises(UnenforceableError, match="cannot be a name in PostgreSQL"):
        role(name)


@pytest.mark.parametrize("name", REFUSED[:4], ids=ascii)
def test_no_column_is_truncated(name: str) -> None:
    with pytest.raises(UnenforceableError):
        identifier(name)


def test_there_are_22_exact_names() -> None:
    assert len(set(EXACT)) == 22


def test_a_comment_is_one_line() -> None:
    assert comment("a\nGRANT\r\u2028x") == "-- a\\nGRANT\\r\\u2028x"


def test_all_other_names_are_exact(postgresql: Postgresql) -> None:
    """Groups, columns, tables and literals, applied by psql with the old string syntax."""
    documents = clinic()
    contract = documents["products/care/visits/contract.odcs.yaml"]
    contract["schema"] = [
        {"name": f"t{number}", "physicalName": name, "properties": [
            {"name": "c", "physicalName": name, "logicalType": "string", "classification": "open"}
        ]} for number, name in enumerate(EXACT)
    ]  # fmt: skip
    contract["roles"] = []
    for number, name in enumerate(EXACT):
        documents[f"governance/roles/{number}.yaml"] = {
            **documents["governance/roles/vet.yaml"], "name": f"role{number}", "group": name
        }  # fmt: skip
        column = {"property": "columns", "value": [f"t{number}/c"]}
        contract["roles"].append({"role": f"role{number}", "access": "read", "customProperties": [column]})
    for path in (
        "products/care/recall.yaml",
        "products/care/vets.yaml",
        "products/care/outcomes/product.odps.yaml",
    ):
        del documents[path]
    found = access(
        mesh_of({path: json.dumps(each, ensure_ascii=False).encode() for path, each in documents.items()})
    )
    everybody = [each for each in persons(found.identities()) if len(each.identities) == 1]
    assert len(everybody) == len(EXACT)
    database, text = compiled(found, "held", DAY)
    with held(postgresql) as into:
        tables(into, database)
        people(into, everybody)
        psql(postgresql, text.replace(TODAY, CLOCK))
        for person in everybody:
            name = person.identities[0].name
            for relation in database.relations:
                seen = into.select(
                    person.login, f"SELECT {quoted(relation.name)} FROM care_read.{quoted(relation.name)}"
                )
                mine = [(value(relation.columns[0], row),) for row in (0, 1)]
                assert seen == (mine if relation.name == name else "denied")
        for name in EXACT:
            assert into.rows(f"SELECT {literal(name)}") == [(name,)]


def psql(server: Postgresql, text: str) -> None:
    program = requires("psql")
    options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "name=1", "-U", "admin", "-d", "held", "-f", "-"]
    done = subprocess.run(
        [program, "-h", server.folder, *options],
        input=text.encode(), capture_output=True, check=False, env={"PGOPTIONS": "-c standard_conforming_strings=off"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
