"""`meshwright new port --from FILE`: the columns of a file, without its rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from archives import write
from mesh_of import scaffold
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
PORT = "player/play-events/orders"
CONTRACT = "products/player/play-events/contracts/orders.v1.odcs.yaml"
SQL = """\
CREATE TABLE orders (id varchar(36) PRIMARY KEY, total numeric(10, 2) NOT NULL);
CREATE TABLE lines (o varchar(36) REFERENCES orders (id), n int, PRIMARY KEY (o, n));
"""


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return the clean mesh, and a script next to it."""
    (tmp_path / "tables.sql").write_text(SQL)
    return write(scaffold(), tmp_path / "mesh")


def new(mesh: Path, *arguments: str) -> int:
    """Run the program in this process, without questions."""
    return main(["new", "port", PORT, "--mesh", str(mesh), "--as-of", "2026-11-22", *arguments])


def test_all_tables_of_a_script_become_objects(mesh: Path, tmp_path: Path) -> None:
    """With keys, types and nullability."""
    assert new(mesh, "--from", str(tmp_path / "tables.sql")) == 0
    orders, lines = yaml.safe_load((mesh / CONTRACT).read_text())["schema"]

    assert (orders["name"], orders["dataGranularityDescription"]) == ("orders", "One row per id.")
    assert orders["properties"] == [
        {
            "name": "id",
            "logicalType": "string",
            "physicalType": "VARCHAR(36)",
            "required": True,
            "primaryKey": True,
            "quality": [{"metric": "duplicateValues", "dimension": "uniqueness", "mustBe": 0}],
        },
        {"name": "total", "logicalType": "number", "physicalType": "DECIMAL(10,2)", "required": True},
    ]
    assert (lines["name"], lines["properties"][0]["relationships"]) == ("lines", [{"to": "orders.id"}])


def test_one_table_of_several_can_be_chosen(mesh: Path, tmp_path: Path) -> None:
    """By its name."""
    assert new(mesh, "--from", str(tmp_path / "tables.sql"), "--object", "orders") == 0
    (orders,) = yaml.safe_load((mesh / CONTRACT).read_text())["schema"]

    assert (orders["name"], orders["physicalType"]) == ("orders", "table")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--object", "order"), "`{}` has no object `order`; did you mean `orders`?"),
        (("--column", "a:string"), "`--from` and `--column` both state columns; use one of them"),
    ],
)
def test_wrong_input_is_reported(
    mesh: Path, tmp_path: Path, capsys: Capture, arguments: tuple[str, ...], words: str
) -> None:
    """And nothing is written."""
    script = tmp_path / "tables.sql"

    assert new(mesh, "--from", str(script), *arguments) == 2
    assert capsys.readouterr().err == f"meshwright: {words.format(script)}\n"
    assert not (mesh / CONTRACT).exists()


def test_new_name_of_an_object_is_checked(mesh: Path, tmp_path: Path, capsys: Capture) -> None:
    """It consists of letters, digits and underscores, as without a file."""
    (tmp_path / "one.sql").write_text('CREATE TABLE "a b" (id int);')

    for name in ("x\x1b[2J", "../x", "a  b"):
        assert new(mesh, "--from", str(tmp_path / "one.sql"), "--object", name) == 2
        assert (
            "the name of an object may have only letters, digits and underscores" in capsys.readouterr().err
        )
    assert not (mesh / CONTRACT).exists()
    assert new(mesh, "--from", str(tmp_path / "one.sql"), "--object", "a b") == 0


def test_missing_file_is_reported(mesh: Path, capsys: Capture) -> None:
    """In one line."""
    assert new(mesh, "--from", "nowhere.csv") == 2
    assert capsys.readouterr().err == "meshwright: `nowhere.csv` cannot be read: No such file or directory\n"


def test_long_list_of_values_to_fill_in_is_shortened(mesh: Path, tmp_path: Path, capsys: Capture) -> None:
    """The rest is counted."""
    script = tmp_path / "tables.sql"
    script.write_text("".join(f"CREATE TABLE t{number} (a int, b json);" for number in range(60)))

    assert new(mesh, "--from", str(script)) == 0
    printed = capsys.readouterr().out.splitlines()
    assert sum(each.startswith("fill in ") for each in printed) == 50
    assert any(
        re.fullmatch(r"and \d+ more to fill in; `meshwright check` lists them", each) for each in printed
    )


def test_script_with_too_many_tables_is_refused(mesh: Path, tmp_path: Path, capsys: Capture) -> None:
    """And nothing is written."""
    script = tmp_path / "tables.sql"
    script.write_text("".join(f"CREATE TABLE t{number} (a int);" for number in range(3_000)))

    assert new(mesh, "--from", str(script)) == 2
    assert capsys.readouterr().err == f"meshwright: `{script}` has more than 500 tables; split it\n"
    assert not (mesh / CONTRACT).exists()
