"""`meshwright codeowners`: the listed owners, and the unchanged parts of the file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from archives import unpacked, write
from meshwright.cli.main import main
from meshwright.workspace.authoring.codeowners import BEGIN, END, pattern, replaced
from meshwright.workspace.drafting import DraftError
from repositories import git

if TYPE_CHECKING:
    from pathlib import Path

MESH = """\
-- governance/mesh.yaml --
apiVersion: meshwright/v1
kind: Mesh
name: grocer
owner: council
repository: {url: "https://github.com/shop/mesh"}
-- governance/registries.yaml --
apiVersion: meshwright/v1
kind: Team
name: council
---
apiVersion: meshwright/v1
kind: Team
name: shelf
---
apiVersion: meshwright/v1
kind: Team
name: till
---
apiVersion: meshwright/v1
kind: Domain
name: assortment
purpose: Sells.
owner: shelf
-- governance/entities/article.yaml --
apiVersion: meshwright/v1
kind: Entity
name: article
definition: What is sold.
steward: shelf
identifier: {scheme: gtin}
-- products/assortment/articles/product.odps.yaml --
apiVersion: v1.1.0
kind: DataProduct
id: articles
name: articles
version: 1.0.0
status: active
domain: assortment
outputPorts: [{name: current, version: 1.0.0, contractId: c}]
-- products/assortment/articles/c.odcs.yaml --
apiVersion: v3.1.0
kind: DataContract
id: c
version: 1.0.0
schema: [{name: rows, properties: [{name: ean, logicalType: string}]}]
-- products/assortment/receipts/product.odps.yaml --
apiVersion: v1.1.0
kind: DataProduct
id: receipts
name: receipts
version: 1.0.0
status: active
domain: assortment
team: {name: till}
-- consumers/till/board.yaml --
apiVersion: meshwright/v1
kind: AccessAgreement
port: assortment/articles/current@1
consumer: {team: till, use: board}
purpose: x
role: y
expires: "2027-01-01"
"""
WRITTEN = f"""\
{BEGIN}
# Domains: their products, contracts and meanings
/products/assortment/ @shop/shelf
/products/assortment/receipts/ @shop/till
# Governance: registries, policies, waivers, and this file
/governance/ @shop/council
/policies/ @shop/council
/.github/CODEOWNERS @shop/council
# Entities: their stewards
/governance/entities/article.yaml @shop/shelf
# Agreements: only the port's owner, because any one owner on a line may approve
/consumers/till/ @shop/shelf
{END}
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh whose agreement is in the folder of the consumer."""
    return write(unpacked(MESH), tmp_path / "mesh")


def test_each_document_lists_its_required_reviewer(mesh: Path, capsys: Capture) -> None:
    """For an agreement, the port's owner, not the consumer whose folder it is in; one team per line."""
    assert main(["codeowners", "--mesh", str(mesh)]) == 0
    assert (mesh / ".github/CODEOWNERS").read_text() == WRITTEN
    assert capsys.readouterr().out == "wrote .github/CODEOWNERS\n"


def test_second_run_and_check_find_nothing_to_do(mesh: Path, capsys: Capture) -> None:
    """Before, the check shows the difference, writes nothing and ends with 1."""
    assert main(["codeowners", "--check", "--mesh", str(mesh)]) == 1
    assert "+/products/assortment/ @shop/shelf\n" in capsys.readouterr().out
    assert not (mesh / ".github").exists()
    main(["codeowners", "--mesh", str(mesh)])
    capsys.readouterr()

    assert main(["codeowners", "--mesh", str(mesh)]) == 0
    assert main(["codeowners", "--check", "--mesh", str(mesh)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("behind", ["", "/docs/ @writers\n"])
def test_rest_of_the_file_is_unchanged(mesh: Path, newline: str, behind: str) -> None:
    """Byte for byte, before and after the section, in the path that the forge reads first."""
    file = mesh / "CODEOWNERS"
    old = f"* @everyone # all\n{BEGIN} (of an older release)\n/gone/ @shop/gone\n{END}\n{behind}"
    file.write_bytes(old.replace("\n", newline).encode())

    assert main(["codeowners", "--mesh", str(mesh)]) == 0
    made = WRITTEN.replace("/.github/CODEOWNERS", "/CODEOWNERS")
    assert file.read_bytes().decode() == f"* @everyone # all\n{made}{behind}".replace("\n", newline)


def test_patterns_start_at_the_top_of_the_repository(tmp_path: Path) -> None:
    """The file is there, because a forge reads it there."""
    git(tmp_path, "init", "--quiet")
    write(unpacked(MESH), tmp_path / "data mesh")

    assert main(["codeowners", "--mesh", str(tmp_path / "data mesh")]) == 0
    assert "/data?mesh/products/assortment/ @shop/shelf\n" in (tmp_path / ".github/CODEOWNERS").read_text()


def test_gitlab_gets_a_separate_section(mesh: Path) -> None:
    """The group is that of the repository, or of the flag."""
    (mesh / ".gitlab-ci.yml").write_text("x: {}\n")

    assert main(["codeowners", "--mesh", str(mesh), "--organisation", "@group/data"]) == 0
    lines = (mesh / ".gitlab/CODEOWNERS").read_text().splitlines()
    assert lines[1] == "[Data mesh]"
    assert "/products/assortment/ @group/data/shelf" in lines


def test_unknown_owners_are_refused_or_noted(mesh: Path, capsys: Capture) -> None:
    """Without an organisation, a name could be a person's; without an owner of the mesh, policies have none."""
    file = mesh / "governance/mesh.yaml"
    file.write_text("apiVersion: meshwright/v1\nkind: Mesh\nname: grocer\n")

    assert main(["codeowners", "--mesh", str(mesh)]) == 2
    assert "the organisation of the teams is unknown" in capsys.readouterr().err
    assert main(["codeowners", "--mesh", str(mesh), "--organisation", "sh op"]) == 2
    assert "`sh op` is not the name of an organisation" in capsys.readouterr().err
    assert main(["codeowners", "--mesh", str(mesh), "--organisation", "shop"]) == 0
    assert "no team owns the mesh" in capsys.readouterr().err
    assert "/policies/" not in (mesh / ".github/CODEOWNERS").read_text()


def test_nothing_is_written_without_all_documents(mesh: Path, capsys: Capture) -> None:
    """An unreadable file may have owners; an agreement on ports of two owners is noted."""
    (mesh / "products/broken.odps.yaml").write_text("a: [\n")

    assert main(["codeowners", "--mesh", str(mesh)]) == 2
    assert "unreadable files" in capsys.readouterr().err
    assert not (mesh / ".github").exists()


def test_a_file_that_no_forge_would_read_is_refused(mesh: Path, capsys: Capture) -> None:
    """It has a hole of a terabyte, so it takes no room on the disk."""
    (mesh / "CODEOWNERS").touch()
    os.truncate(mesh / "CODEOWNERS", 1 << 40)

    assert main(["codeowners", "--mesh", str(mesh)]) == 2
    assert "`CODEOWNERS` is not a plain file of at most 3 MiB" in capsys.readouterr().err


@pytest.mark.parametrize("old", [BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}\n{BEGIN}\n{END}"])
def test_unpaired_marks_are_refused(old: str) -> None:
    """Otherwise lines of others could be taken for ours."""
    with pytest.raises(DraftError, match="two marks is missing"):
        replaced(old, ["x"])


@pytest.mark.parametrize(
    ("file", "edit", "place"),
    [
        ("products/assortment/receipts/product.odps.yaml", "name: till > name: tills", "/receipts/"),
        ("governance/registries.yaml", "owner: shelf > owner: shelve", "products/assortment/"),
        ("governance/entities/article.yaml", "steward: shelf > steward: ghosts", "article.yaml"),
        ("governance/mesh.yaml", "owner: council > owner: nobody", "governance/"),
    ],
)
def test_unregistered_owner_is_refused(mesh: Path, capsys: Capture, file: str, edit: str, place: str) -> None:
    """A forge ignores a line with an unknown team, so there would be no review."""
    changed = (mesh / file).read_text().replace(*edit.split(" > "))
    (mesh / file).write_text(changed)

    assert main(["codeowners", "--mesh", str(mesh)]) == 2
    err = capsys.readouterr().err
    assert place in err
    assert f"unknown team `{edit.rpartition(': ')[2]}`" in err
    assert not (mesh / ".github").exists()
    assert main(["codeowners", "--check", "--mesh", str(mesh)]) == 2


def test_teams_are_used_as_stated_without_a_registry(mesh: Path, capsys: Capture) -> None:
    """This is noted, and so are documents without an owner, because one is unreadable."""
    registries = mesh / "governance/registries.yaml"
    registries.write_text(registries.read_text().split("---\n")[-1])

    assert main(["codeowners", "--mesh", str(mesh)]) == 0
    assert "no team is registered" in capsys.readouterr().err
    registries.write_text(registries.read_text().replace("owner: shelf", 'owner: "???"'))
    assert main(["codeowners", "--mesh", str(mesh)]) == 0
    assert "no single team is known to own `consumers/till/board.yaml`, `products/assortment/articles/" in (
        capsys.readouterr().err
    )


def test_lines_below_the_section_are_noted(mesh: Path, capsys: Capture) -> None:
    """The last matching line names the owners of a file."""
    (mesh / "CODEOWNERS").write_text(f"{BEGIN}\n{END}\n\n# all\n* @shop/everyone\n")

    assert main(["codeowners", "--mesh", str(mesh)]) == 0
    assert "`CODEOWNERS` has 1 line below the section" in capsys.readouterr().err


def test_section_is_found_with_any_line_ends() -> None:
    """In a file with both kinds of line ends, and after a byte order mark, only the section changes."""
    mixed = f"* @all\r\n/docs/ @x\n{BEGIN}\n/old/ @y\n{END}\n/z @z\r\n"

    assert replaced(mixed, ["x"]) == f"* @all\r\n/docs/ @x\n{BEGIN}\r\nx\r\n{END}\n/z @z\r\n"
    assert replaced(f"\ufeff{BEGIN}\n{END}\n", ["x"]) == f"\ufeff{BEGIN}\nx\n{END}\n"


def test_special_characters_in_paths_are_escaped() -> None:
    """Characters with a meaning in a pattern are matched literally."""
    assert pattern("products/a b/[x]*#!.yaml") == "/products/a?b/?x????.yaml"
