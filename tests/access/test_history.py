"""The fields of earlier contract versions come from Git, and only from trusted commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinic import files
from exit_codes import exit_code
from mesh_of import TODAY, mesh_of
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.assembly.readers import readers_of
from meshwright.rulekit.configuration import Configuration
from meshwright.source.snapshot import of_folder
from meshwright.workspace.catalog_run import catalogued
from meshwright.workspace.compiled import compiled
from meshwright.workspace.contract_history import ContractHistory, has_versions
from repositories import commit, git, start

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
PORT = "care/ward/stays@1"
MESH = b"apiVersion: meshwright/v1\nkind: Mesh\nname: clinic\nowner: data-office\n"
ADDED = "      - {name: bed, logicalType: string, classification: person}\n"
AFTER = "      - {name: ward, logicalType: string, classification: open}\n"


def history(folder: Path, revision: str) -> ContractHistory:
    return ContractHistory(folder, revision, mesh_of(files()))


def test_earlier_versions_have_their_fields(tmp_path: Path) -> None:
    """A version that is missing, or only in untrusted commits, is unknown."""
    for path, data in files().items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    start(tmp_path)
    first = git(tmp_path, "rev-parse", "HEAD").strip()
    text = (tmp_path / CONTRACT).read_text()
    later = text.replace('version: "1.1.0"\nstatus', 'version: "1.2.0"\nstatus').replace(AFTER, AFTER + ADDED)
    assert later != text
    (tmp_path / CONTRACT).write_text(later)
    commit(tmp_path, "Add a column")

    known = history(tmp_path, "HEAD")
    before, after = known("ward.stays", "1.1.0"), known("ward.stays", "1.2.0")
    assert before is not None
    assert after is not None
    assert after - before == {"stays/bed"}
    assert known("ward.stays", "1.0.0") is None
    assert known("ward.other", "1.1.0") is None
    assert history(tmp_path, first)("ward.stays", "1.2.0") is None


def test_a_version_of_several_commits_has_their_common_fields(tmp_path: Path) -> None:
    """A column that was added without a new version is not part of it."""
    target = tmp_path / CONTRACT
    target.parent.mkdir(parents=True)
    target.write_bytes(files()[CONTRACT])
    start(tmp_path)
    target.write_text(target.read_text().replace(AFTER, AFTER + ADDED))
    commit(tmp_path, "Add a column in silence")

    found = history(tmp_path, "HEAD")("ward.stays", "1.1.0")
    assert found is not None
    assert "stays/bed" not in found
    assert "stays/ward" in found


def test_without_a_repository_no_version_is_known(tmp_path: Path) -> None:
    assert history(tmp_path, "HEAD")("ward.stays", "1.1.0") is None
    assert has_versions(mesh_of(files()))


def test_the_catalog_shows_the_columns_of_an_earlier_version(tmp_path: Path) -> None:
    """A new version that changes nothing revokes nothing."""
    for path, data in files().items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.replace(b"defaultOpenLevel: clinical", b"defaultOpenLevel: open"))
    start(tmp_path)
    before = _readers(tmp_path)
    for path in files():
        text = (tmp_path / path).read_text()
        later = text.replace('version: "1.1.0"\nstatus', 'version: "1.2.0"\nstatus')
        (tmp_path / path).write_text(
            later.replace('version: "1.1.0", contractId', 'version: "1.2.0", contractId')
        )
    commit(tmp_path, "Raise the version")

    assert _readers(tmp_path) == before
    assert before["nurses"]


def _readers(folder: Path) -> dict[str, int]:
    """Return the number of columns that each reader of the stays sees, as shown in the catalog."""
    source = catalogued(folder, compiled(of_folder(folder), {}), Configuration(), TODAY).source
    contract = next(each for each in source.mesh.contracts if each.fact.id == "ward.stays")
    return {each.name: each.clear for each in readers_of(contract, Overview(source).access)}


def stating_an_earlier_version(folder: Path) -> str:
    """Write a mesh in which a role and an agreement state an earlier version of the contract; return their commit."""
    for path, data in files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.replace(b"defaultOpenLevel: clinical", b"defaultOpenLevel: open"))
    (folder / "governance/mesh.yaml").write_bytes(MESH)
    start(folder)
    _raise_version(folder, "1.1.0", "1.2.0")
    return commit(folder, "Raise the version")


def _raise_version(folder: Path, old: str, new: str) -> None:
    for path in files():
        target = folder / path
        if target.exists():
            text = target.read_text().replace(f'version: "{old}"\nstatus', f'version: "{new}"\nstatus')
            target.write_text(text.replace(f'version: "{old}", contractId', f'version: "{new}", contractId'))


def asked(folder: Path, question: str, *arguments: str) -> int:
    return exit_code("access", question, *arguments, "--mesh", str(folder), "--on", "2026-11-22")


QUESTIONS = {
    "compile": ("compile", "--target", "cedar"),
    "compile-base": ("compile", "--target", "cedar", "--base", "HEAD"),
    "plan": ("plan", "HEAD"),
    "drift": ("drift", "--target", "postgresql", "--dump", "none.json"),
    "prove": ("prove", "--target", "postgresql"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_shallow_clone_grants_and_revokes_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It lacks the earlier version, so its roles would lose the columns."""
    stating_an_earlier_version(tmp_path / "whole")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/whole", "shallow")

    assert asked(tmp_path / "shallow", *QUESTIONS[name]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert (
        "earlier contract versions, which are unknown (`ward.stays` 1.1.0): the clone is shallow" in seen.err
    )


@pytest.mark.parametrize("question", [("who", PORT), ("what", "nurse")])
def test_answers_in_a_shallow_clone_state_what_is_unknown(
    question: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stating_an_earlier_version(tmp_path / "whole")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/whole", "shallow")

    assert asked(tmp_path / "whole", *question) == 0
    assert capsys.readouterr().err == ""
    assert asked(tmp_path / "shallow", *question) == 0
    assert "unknown contract versions (`ward.stays` 1.1.0): the clone is shallow" in capsys.readouterr().err


def test_the_catalog_of_a_shallow_clone_states_what_its_pages_lack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stating_an_earlier_version(tmp_path / "whole")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/whole", "shallow")
    notes = {}
    for name in ("whole", "shallow"):
        exit_code("catalog", "build", str(tmp_path / name), "--as-of", "2026-11-22")
        notes[name] = "pages show fewer columns" in capsys.readouterr().err

    assert notes == {"whole": False, "shallow": True}


def test_accept_broken_revokes_what_a_shallow_clone_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stating_an_earlier_version(tmp_path / "whole")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/whole", "shallow")

    assert asked(tmp_path / "shallow", "compile", "--target", "cedar", "--accept-broken") == 0
    assert "the clone is shallow" in capsys.readouterr().err


def test_a_shallow_clone_gives_no_version_more_than_the_whole_history(tmp_path: Path) -> None:
    """Its only commit with a version may have a column that was added without a new version."""
    target = tmp_path / "whole" / CONTRACT
    target.parent.mkdir(parents=True)
    target.write_bytes(files()[CONTRACT])
    start(tmp_path / "whole")
    target.write_text(target.read_text().replace(AFTER, AFTER + ADDED))
    commit(tmp_path / "whole", "Add a column in silence")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/whole", "shallow")

    assert history(tmp_path / "shallow", "HEAD")("ward.stays", "1.1.0") is None


def test_a_clone_whose_roles_state_the_current_version_may_be_shallow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "whole"
    stating_an_earlier_version(folder)
    text = (folder / CONTRACT).read_text().replace('value: "1.1.0"', 'value: "1.2.0"')
    (folder / CONTRACT).write_text(text)
    commit(folder, "Agree")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{folder}", "shallow")

    assert asked(tmp_path / "shallow", "compile", "--target", "cedar") == 0
    assert capsys.readouterr().err == ""


def test_a_version_that_no_commit_has_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stating_an_earlier_version(tmp_path)
    text = (tmp_path / CONTRACT).read_text().replace('value: "1.1.0"', 'value: "0.9.0"')
    (tmp_path / CONTRACT).write_text(text)

    assert asked(tmp_path, "compile", "--target", "cedar") == 0
    assert "unknown contract versions (`ward.stays` 0.9.0): no commit" in capsys.readouterr().err


def test_a_renamed_file_keeps_its_versions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its readers lose nothing, and no plan shows a difference."""
    before = stating_an_earlier_version(tmp_path)
    assert asked(tmp_path, "compile", "--target", "cedar") == 0
    wanted = capsys.readouterr().out.splitlines()[1:]
    git(tmp_path, "mv", CONTRACT, CONTRACT.replace("stays.v1", "ward-stays.v1"))
    git(tmp_path, "mv", "products/care/ward", "products/care/station")
    after = commit(tmp_path, "Rename the contract and its folder")

    assert asked(tmp_path, "plan", before) == 0
    capsys.readouterr()
    assert asked(tmp_path, "plan", after) == 0
    capsys.readouterr()
    assert asked(tmp_path, "compile", "--target", "cedar") == 0
    seen = capsys.readouterr()
    assert seen.err == ""
    assert seen.out.splitlines()[1:] == wanted


def test_a_rename_hides_no_commit_of_a_version(tmp_path: Path) -> None:
    """A column that the rename adds without a new version is not part of the version."""
    target = tmp_path / CONTRACT
    target.parent.mkdir(parents=True)
    target.write_bytes(files()[CONTRACT])
    start(tmp_path)
    text = target.read_text().replace(AFTER, AFTER + ADDED)
    target.unlink()
    target.with_name("other.yaml").write_text(text)
    commit(tmp_path, "Rename and add a column")
    found = files()
    renamed = found | {CONTRACT.replace("stays.v1.odcs", "other"): found[CONTRACT]}
    del renamed[CONTRACT]

    known = ContractHistory(tmp_path, "HEAD", mesh_of(renamed))("ward.stays", "1.1.0")
    assert known is not None
    assert "stays/ward" in known
    assert "stays/bed" not in known


def test_a_plan_names_the_new_version_that_a_role_does_not_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The role states no other columns, so the plan does not report changed ones."""
    before = stating_an_earlier_version(tmp_path)
    text = (tmp_path / CONTRACT).read_text().replace('value: "1.1.0"', 'value: "1.2.0"')
    (tmp_path / CONTRACT).write_text(text.replace(AFTER, AFTER + ADDED.replace("person", "clinical")))
    middle = commit(tmp_path, "Agree, and add a column")
    _raise_version(tmp_path, "1.2.0", "1.3.0")

    assert asked(tmp_path, "plan", middle) == 1
    seen = capsys.readouterr().out
    assert "the contract version changes from 1.2.0 to 1.3.0, which role nurse does not state" in seen
    assert "the columns of" not in seen
    assert before != middle


def test_the_declaration_that_limits_the_version_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An agreement that states the contract's version is limited by its role, which states another."""
    stating_an_earlier_version(tmp_path)
    (tmp_path / CONTRACT).write_text((tmp_path / CONTRACT).read_text().replace(AFTER, AFTER + ADDED))
    agreement = tmp_path / "products/care/ward/agreements/bed-board.yaml"
    listed = "columns: [stays/ward, stays/patient]"
    for stated, words in (
        ('contractVersion: "1.2.0"', "role nurse does not state this contract version"),
        ('contractVersion: "1.1.0"', "agreement bed-board and role nurse do not state this contract version"),
        ("columns: [stays/bed, stays/ward]", "role nurse does not state this contract version"),
        (listed, "agreement bed-board does not cover it"),
    ):
        text = files()["products/care/ward/agreements/bed-board.yaml"].decode()
        agreement.write_text(text.replace(listed, stated).replace("2026-12-01", "2026-11-01"))
        assert asked(tmp_path, "who", f"{PORT}/stays/bed") == 0
        seen = capsys.readouterr().out
        board = seen[seen.index("service account bed-board") :].split("\n\n")[0]
        assert words in board, board
