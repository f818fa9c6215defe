"""`meshwright access compile` as users run it, and the how-to page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from animal_clinic import clinic
from snowflake_clinic import on_snowflake

from access_meshes import replaced
from meshwright.cli.main import BUG, main
from requires import requires

if TYPE_CHECKING:
    from access_meshes import Documents
    from servers import Postgresql

PAGE = Path(__file__).parents[2] / "docs/pages/how-to/grant.md"
CONTRACT = "products/care/visits/contract.odcs.yaml"
MESH = {"apiVersion": "meshwright/v1", "kind": "Mesh", "name": "clinic"}


def written(folder: Path, found: Documents) -> Path:
    for path, each in {"governance/mesh.yaml": MESH, **found}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(each), encoding="utf-8")
    return folder


def compile_it(folder: Path, *more: str) -> int:
    return main(
        ["access", "compile", "--target", "postgresql", "--mesh", str(folder), "--on", "2026-11-22", *more]
    )


def server(**more: object) -> list[dict[str, Any]]:
    return [
        {
            "server": "s",
            "type": "postgresql",
            "host": "h",
            "port": 5432,
            "database": "held",
            "schema": "care",
            **more,
        }
    ]


def test_the_same_mesh_and_day_produce_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path, clinic())
    assert compile_it(folder) == 0
    first = capsys.readouterr().out
    assert compile_it(folder) == 0
    assert capsys.readouterr().out == first
    assert re.match(
        r"-- Access of mesh clinic, revision files [0-9a-f]{12}, on 2026-11-22 \(UTC\), for database held\n",
        first,
    )


def test_an_output_file_is_only_replaced_on_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has the same bytes as the printed script; a refusal leaves the last one."""
    folder, output = written(tmp_path / "mesh", clinic()), tmp_path / "access.sql"
    assert compile_it(folder) == 0
    printed = capsys.readouterr().out
    assert compile_it(folder, "--output", str(output)) == 0
    assert capsys.readouterr().out == ""
    assert output.read_text() == printed
    assert compile_it(folder, "--output", str(output), "--owner", "") == 2
    assert output.read_text() == printed


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mesh/" + CONTRACT, "is a file of the mesh; write the result elsewhere"),
        ("nowhere/access.sql", "cannot be written"),
        (".", "cannot be written"),
    ],
)
def test_an_output_file_that_cannot_be_written_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, words: str
) -> None:
    folder = written(tmp_path / "mesh", clinic())
    before = (folder / CONTRACT).read_bytes()

    assert compile_it(folder, "--output", str(tmp_path / name)) == 2
    assert words in capsys.readouterr().err
    assert (folder / CONTRACT).read_bytes() == before


@pytest.mark.parametrize(
    ("keys", "value", "words"),
    [
        (("servers",), server(schema=""), "no `schema`"),
        (("servers",), server(schema="x" * 60), "more than 63 bytes"),
        (("servers",), server(schema="pg_x"), "cannot contain data products"),
        (("servers",), server() + server(server="t"), "several servers in this database"),
        (("servers",), server() + server(database="other"), "choose one with --database: held, other"),
        (("servers",), [{"server": "s", "type": "local", "path": "x", "format": "csv"}], "no active or deprecated port has a server of type `postgresql`"),
        (("schema", 1, "physicalName"), "visits", "described twice"),
        (("schema", 0, "properties", 0, "physicalName"), "branch", "two fields of `visits` have the same column"),
        (("schema", 0, "properties", 1, "logicalType"), "date", "row filter on `branch`"),
        (("status",), 7, "broken or duplicate documents, on which access may depend: products/care/visits/contract.odcs.yaml"),
    ],
)  # fmt: skip
def test_inexpressible_declaration_is_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], keys: tuple[str | int, ...], value: object, words: str
) -> None:
    assert compile_it(written(tmp_path, replaced(clinic(), CONTRACT, keys, value))) == 2
    seen = capsys.readouterr()
    assert words in seen.err
    assert seen.out == ""


@pytest.mark.parametrize("name", ["public", "Public", "pg_monitor", "x" * 64, "clinic-loader", "mw_owner"])
def test_a_group_with_an_ambiguous_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """`public` is everyone, a long name is truncated, and one role cannot be a group and a service account."""
    found = replaced(clinic(), "governance/roles/desk.yaml", ("group",), name)
    found["products/care/outcomes/product.odps.yaml"]["customProperties"][0]["value"] = "clinic-loader"
    assert compile_it(written(tmp_path, found)) == 2
    assert capsys.readouterr().out == ""


def test_the_account_of_an_owner_cannot_be_a_group(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Grants to an owner are kept, so the group would keep access to the tables themselves."""
    product = ("products/care/visits/product.odps.yaml", ("customProperties", 0, "value"), "desk-group")
    assert compile_it(written(tmp_path, replaced(clinic(), *product))) == 2
    assert "`desk-group` names two identities" in capsys.readouterr().err


def test_a_mask_with_a_character_that_postgresql_lacks_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mask = ("governance/levels.yaml", ("levels", 3, "mask"), {"kind": "constant", "value": "a\0b"})
    assert compile_it(written(tmp_path, replaced(clinic(), *mask))) == 2
    seen = capsys.readouterr()
    assert "PostgreSQL does not support one of its characters" in seen.err
    assert BUG not in seen.err


def test_cedar_gets_policies_and_a_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, clinic())
    for target, head in (
        ("cedar", "// Access of mesh clinic, revision files "),
        ("cedar-schema", "entity Group;"),
    ):
        assert main(["access", "compile", "--target", target, "--mesh", str(folder)]) == 0
        assert capsys.readouterr().out.startswith(head)


def test_snowflake_gets_one_block_of_one_account(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, on_snowflake(clinic()))
    arguments = ["access", "compile", "--target", "snowflake", "--mesh", str(folder), "--on", "2026-11-22"]
    assert main(arguments) == 0
    first = capsys.readouterr().out
    assert main(arguments) == 0
    assert capsys.readouterr().out == first
    assert first.startswith("-- Access of mesh clinic, revision files ")
    assert " (UTC), for Snowflake account acme-prod_eu, database HELD\n" in first
    assert first.count("EXECUTE IMMEDIATE $$") == first.count("$$;") == 1
    assert main([*arguments, "--owner", "PUBLIC"]) == 2
    assert "Snowflake cannot enforce this: `PUBLIC` cannot be a name" in capsys.readouterr().err
    (folder / CONTRACT).write_text(json.dumps(on_snowflake(clinic(), account="a.b.c")[CONTRACT]))
    assert main(arguments) == 2
    assert "must be written as `organization-account`" in capsys.readouterr().err
    assert main([*arguments, "--database", "OTHER"]) == 2
    assert "no contract states the account of database `OTHER`, or" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["s3", "kafka"])
def test_partly_readable_topic_or_folder_is_refused_with_the_solutions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    location = {"s3": {"location": "s3://x/y", "format": "parquet"}, "kafka": {"host": "h:9092"}}[target]
    found = replaced(clinic(), CONTRACT, ("servers",), [{"server": "lake", "type": target, **location}])
    assert (
        main(
            [
                "access",
                "compile",
                "--target",
                target,
                "--mesh",
                str(written(tmp_path, found)),
                "--on",
                "2026-11-22",
            ]
        )
        == 2
    )
    seen = capsys.readouterr()
    assert seen.out == ""
    assert (
        "billing-group may read 3 of 11 columns of care/visits/current@1, but server `lake` cannot grant"
        in seen.err
    )
    assert "outcomes-pipeline" not in seen.err
    assert "(unenforceable-here): split the port, give the reader all of it, or serve it from" in seen.err


def test_accept_broken_revokes_the_access_of_a_broken_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = replaced(clinic(), "products/care/recall.yaml", ("expires",), "2026-13-31")
    folder = written(tmp_path, found)
    assert compile_it(folder) == 2
    assert "products/care/recall.yaml" in capsys.readouterr().err
    assert compile_it(folder, "--accept-broken") == 0
    assert '"recall"' not in capsys.readouterr().out


def test_a_mesh_without_a_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, clinic())
    (folder / "governance/mesh.yaml").unlink()
    assert compile_it(folder) == 2
    assert "the mesh has no name" in capsys.readouterr().err


def test_deprecated_ports_keep_all_readers_with_a_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compile_it(written(tmp_path, replaced(clinic(), CONTRACT, ("status",), "deprecated"))) == 0
    seen = capsys.readouterr()
    assert "no --base is given" in seen.err
    assert seen.out.splitlines()[2].startswith("-- Note: care/visits/current@1 is deprecated")


def test_how_to_page_leads_from_an_empty_database_to_a_tested_grant(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    commands = "\n".join(re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    folders = (str(Path(sys.executable).parent), str(Path(requires("psql")).parent), os.environ["PATH"])
    environment = {
        "PATH": ":".join(folders),
        "HOME": str(tmp_path),
        "PGHOST": str(postgresql.folder),
        "PGUSER": "admin",
    }
    try:
        done = subprocess.run(
            ["bash", "-c", commands],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert re.findall(r"^ o-.*", done.stdout, re.MULTILINE) == [
            " o-1      | I", " o-2      | L", " o-1      | Imani Okafor | 555-0101"
        ]  # fmt: skip
        lines = [each for each in done.stderr.splitlines() if not each.startswith(("LINE", " "))]
        refused = ["view orders", "schema sales", "view orders"]
        assert lines == [f"ERROR:  permission denied for {each}" for each in refused]
    finally:
        postgresql.admin("DROP DATABASE bakery", 'DROP ROLE ada, ben, bakers, "shop-managers", mw_owner')


def test_a_broken_base_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All readers of a deprecated port would lose access."""
    folder = written(tmp_path, replaced(clinic(), CONTRACT, ("status",), "deprecated"))
    levels = folder / "governance/levels.yaml"
    whole = levels.read_text(encoding="utf-8")
    levels.write_text("{", encoding="utf-8")
    commands = (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "broken"],
    )
    for each in commands:
        subprocess.run(["git", "-C", str(folder), *each], check=True)
    levels.write_text(whole, encoding="utf-8")
    assert compile_it(folder) == 0
    assert compile_it(folder, "--base", "HEAD") == 2
    assert "base `HEAD`: the classification cannot be read" in capsys.readouterr().err
    assert compile_it(folder, "--base", "HEAD", "--accept-broken") == 0


def test_the_open_schema_of_a_retired_port_is_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The script closes the schemas of open ports, and those that it has closed before."""
    found = clinic()
    retired = {**found[CONTRACT], "id": "old", "status": "retired", "servers": server(schema="attic")}
    folder = written(tmp_path, {**found, "products/care/old.odcs.yaml": retired})
    assert compile_it(folder) == 0
    seen = capsys.readouterr()
    assert "schema attic of retired -/old@1 has no open port" in seen.err
    assert "-- Note: schema attic of retired" in seen.out
