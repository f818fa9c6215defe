"""Files that Git or the file system hides are read from elsewhere, or reported as not examined."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from meshwright.source import limits
from repositories import commit, git, start

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

CONTRACT = (
    "apiVersion: v3.1.0\nkind: DataContract\nid: {0}\nversion: 1.0.0\nstatus: active\nteam: {{name: x}}\n"
)
BIG = b"# nothing\n" * (limits.FILE_BYTES // 10 + 1)


@pytest.fixture(params=[False, True], ids=["folder", "repository"])
def mesh(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a folder with one contract, with and without Git."""
    folder = tmp_path / "mesh"
    folder.mkdir()
    (folder / "a.odcs.yaml").write_text(CONTRACT.format("a"))
    if request.param:
        start(folder)
    return folder


def checked(mesh: Path, capsys: Capture) -> tuple[int, list[dict[str, object]], str]:
    """Return the exit code of a check, the unexamined files, and the last lines of its text."""
    capsys.readouterr()
    code = main(["check", str(mesh), "--format", "json"])
    unexamined = json.loads(capsys.readouterr().out)["unexamined"]
    main(["check", str(mesh)])
    return code, unexamined, capsys.readouterr().out


def test_fully_examined_mesh_has_no_note(mesh: Path, capsys: Capture) -> None:
    """Unrelated YAML is only counted."""
    (mesh / "other.yaml").write_text("kind: Deployment\n")
    code, unexamined, text = checked(mesh, capsys)
    assert (code, unexamined) == (0, [])
    assert "not examined" not in text
    assert "all clear" in text


def test_links_outside_are_counted(mesh: Path, capsys: Capture) -> None:
    """The targets are a file and a folder with arbitrary names."""
    outside = mesh.parent / "outside"
    outside.mkdir()
    for name in ("b", "c"):
        (outside / f"{name}.yaml").write_text(CONTRACT.format(name))
    (mesh / "b.yaml").symlink_to(outside / "b.yaml")
    (mesh / "data").symlink_to(outside)
    (mesh / "nowhere.yaml").symlink_to(outside / "nowhere.yaml")

    _, unexamined, text = checked(mesh, capsys)
    reason = "a link that does not lead to a file of the mesh"
    assert unexamined == [{"reason": reason, "count": 3, "paths": ["b.yaml", "data", "nowhere.yaml"]}]
    assert f"not examined, {reason}: b.yaml, data, nowhere.yaml" in text
    assert "all clear" not in text


def test_large_files_are_counted(mesh: Path, capsys: Capture) -> None:
    """The marker may be after the searched part; the first locations are named."""
    for number in range(5):
        (mesh / f"big{number}.yaml").write_bytes(BIG + CONTRACT.encode())

    _, unexamined, text = checked(mesh, capsys)
    paths = ["big0.yaml", "big1.yaml", "big2.yaml"]
    assert unexamined == [{"reason": "larger than 2 MiB", "count": 5, "paths": paths}]
    assert "not examined, larger than 2 MiB: big0.yaml, big1.yaml, big2.yaml and 2 more" in text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_marker_in_another_encoding_is_found(mesh: Path, capsys: Capture, encoding: str) -> None:
    """Then the file belongs to the mesh, and is an error; without a marker it is counted."""
    (mesh / "b.yaml").write_bytes(CONTRACT.format("b").encode(encoding))
    (mesh / "c.yaml").write_bytes("x: y\n".encode(encoding))
    code, unexamined, text = checked(mesh, capsys)
    assert code == 1
    assert "error[not-utf8]" in text or "error[yaml-syntax]" in text
    assert unexamined == [{"reason": "not UTF-8", "count": 1, "paths": ["c.yaml"]}]


def test_nested_meshes_and_repositories_are_named(mesh: Path, capsys: Capture) -> None:
    """They are checked separately."""
    (mesh / "data/governance").mkdir(parents=True)
    (mesh / "data/governance/mesh.yaml").write_text("apiVersion: meshwright/v1\nkind: Mesh\nname: m\n")
    _, unexamined, _ = checked(mesh, capsys)
    assert unexamined == [{"reason": "a mesh or repository of its own", "count": 1, "paths": ["data"]}]


def test_every_command_names_a_submodule(tmp_path: Path, capsys: Capture) -> None:
    """A moved commit states nothing about its contents."""
    inner, outer = tmp_path / "inner", tmp_path / "outer"
    for folder in (inner, outer):
        folder.mkdir()
        git(folder, "init", "--quiet")
        (folder / "a.odcs.yaml").write_text(CONTRACT.format(folder.name))
        commit(folder)
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "lib")
    commit(outer)
    (outer / "lib/a.odcs.yaml").write_text(CONTRACT.format("other"))
    commit(outer / "lib")
    commit(outer)

    assert main(["diff", "HEAD~1", "HEAD", "--mesh", str(outer)]) == 0
    assert "lib is a mesh or repository of its own: not compared" in capsys.readouterr().out
    _, unexamined, _ = checked(outer, capsys)
    assert unexamined == [{"reason": "a mesh or repository of its own", "count": 1, "paths": ["lib"]}]


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged", "both"])
def test_files_hidden_by_git_are_read_from_the_index(tmp_path: Path, capsys: Capture, flag: str) -> None:
    """A file that is not on disk because of a Git setting is part of the next commit."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a.odcs.yaml").write_text(CONTRACT.format("a"))
    (tmp_path / "b.odcs.yaml").write_text("kind: DataContract\nid: [\n")
    commit(tmp_path)
    for each in ("--skip-worktree", "--assume-unchanged") if flag == "both" else (flag,):
        git(tmp_path, "update-index", each, "b.odcs.yaml")
    (tmp_path / "b.odcs.yaml").unlink()

    assert main(["check", str(tmp_path)]) == 1
    assert "b.odcs.yaml" in capsys.readouterr().out


def test_sparse_checkout_is_read_completely(tmp_path: Path, capsys: Capture) -> None:
    """Both if names show the type of a file, and if only its bytes do."""
    git(tmp_path, "init", "--quiet")
    for path in ("in/a.odcs.yaml", "out/b.odcs.yaml", "out/c.yaml"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(
            CONTRACT.format(path[-6]) if "a." in path else "kind: DataContract\nid: [\n"
        )
    commit(tmp_path)
    git(tmp_path, "sparse-checkout", "set", "in")
    assert not (tmp_path / "out").exists()

    assert main(["check", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "out/b.odcs.yaml" in told
    assert "out/c.yaml" in told
