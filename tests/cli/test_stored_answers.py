"""Stored answers of commands that query a mesh: the same bytes as without them."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from exit_codes import exit_code
from meshwright.source.cache import VARIABLE, Cache
from minimal_mesh import CONTRACT, MINIMAL
from random_edits import Editor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

QUESTIONS = (
    ["graph", "downstream", "player/play-events", "--mesh", "MESH"],
    ["graph", "impact", "player/play-events/daily@1/plays/play_id", "--mesh", "MESH", "--format", "json"],
    ["graph", "path", "payments/royalties", "player/play-events", "--mesh", "MESH"],
    ["query", "SELECT address, description FROM field", "--mesh", "MESH"],
    ["query", "SELECT * FROM diagnostic", "--mesh", "MESH", "--as-of", "2026-11-29"],
    ["resolve", "player/play-events/daily@1", "MESH"],
    ["resolve", CONTRACT, "MESH", "--format", "json"],
)

COMPARISONS = (
    ["impact", "HEAD", "--mesh", "MESH"],
    ["impact", "HEAD~1..", "--mesh", "MESH", "--format", "json", "--approved-by", "player-squad"],
    ["diff", "HEAD~1", "--mesh", "MESH", "--as-of", "2026-11-29"],
    ["diff", "side", "--mesh", "MESH", "--format", "json"],
    ["report", "--base", "HEAD~1", "--mesh", "MESH"],
)
"""`side` is a branch that left the main one at its first commit."""

pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def run(mesh: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in this process."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = exit_code(*(str(mesh) if each == "MESH" else each for each in arguments))
        return (code, *capsys.readouterr())

    return run


def holds_twice(run: Run, monkeypatch: pytest.MonkeyPatch, question: list[str]) -> None:
    """Check that a command answers as without the store, when it stores its answer and when it repeats it."""
    expected = plain(run, monkeypatch, *question)
    assert run(*question) == expected
    assert run(*question) == expected


def git(mesh: Path, *arguments: str) -> None:
    """Run Git in a mesh."""
    author = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", "-C", str(mesh), *author, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(mesh: Path) -> Path:
    """Make the mesh a repository with two commits, and a branch that differs from both."""
    git(mesh, "init", "--quiet", "--initial-branch", "main")
    text = (mesh / CONTRACT).read_text()

    def commit(content: str) -> None:
        (mesh / CONTRACT).write_text(content)
        git(mesh, "add", ".")
        git(mesh, "commit", "--quiet", "--message", "x")

    commit(text)
    git(mesh, "switch", "--quiet", "--create", "side")
    commit(text.replace("play_id", "play_key", 1))
    git(mesh, "switch", "--quiet", "main")
    commit(text.replace("1.0.0", "1.0.1", 1))
    (mesh / CONTRACT).write_text(text.replace("logicalType: string", "logicalType: integer", 1))
    return mesh


def plain(run: Run, monkeypatch: pytest.MonkeyPatch, *question: str) -> tuple[int, str, str]:
    """Answer without stored results."""
    with monkeypatch.context() as patch:
        patch.delenv(VARIABLE)
        return run(*question)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda words: " ".join(words[:2]))
def test_second_answer_is_the_stored_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, question: list[str]
) -> None:
    """It does not link the mesh."""
    first = plain(run, monkeypatch, *question)
    assert run(*question) == first
    assert first[0] in (0, 1)
    monkeypatch.setattr("meshwright.mesh.link.link", lambda *_: pytest.fail("linked"))
    assert run(*question) == first


@pytest.mark.parametrize("seed", range(2))
def test_answers_are_the_same_over_random_edits(
    mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Including exit codes and messages."""
    editor = Editor(mesh, seed)
    for _ in range(8):
        holds_twice(run, monkeypatch, editor.chance.choice(QUESTIONS))
        editor.step()


def test_incomplete_answer_is_not_stored(mesh: Path, run: Run, cache: Cache) -> None:
    """Nor are those of a mesh with a secret, of a revision, or refused ones."""
    (mesh / CONTRACT).write_text("kind: DataContract\n: [")
    assert run(*QUESTIONS[3])[0] == 2
    shutil.copy(MINIMAL / CONTRACT, mesh / CONTRACT)
    assert run("resolve", "player/none", "MESH")[0] == 2
    text = (mesh / CONTRACT).read_text()
    (mesh / CONTRACT).write_text(f"tags: [ghp_a8Kf3LqZ9xVt2RwYb7NcJd4MhS6PeG1uT0oX]\n{text}")
    assert run(*QUESTIONS[3])[0] == 0
    assert not list(cache.folder.glob("check-*"))


def test_path_is_relative_to_the_current_folder(
    mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words mean another file elsewhere."""
    other = mesh / "products/payments"
    monkeypatch.chdir(mesh / "products/player/play-events")
    name = "product.odps.yaml"
    here = run("resolve", name, "MESH")
    assert "play-events" in here[1]
    monkeypatch.chdir(next(path.parent for path in other.rglob(name)))
    assert run("resolve", name, "MESH") == plain(run, monkeypatch, "resolve", name, "MESH") != here


@pytest.mark.parametrize("question", COMPARISONS, ids=lambda words: " ".join(words[:2]))
def test_second_comparison_is_the_stored_one(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch, question: list[str]
) -> None:
    """Until a file, or the commit that a name means, changes."""
    first = plain(run, monkeypatch, *question)
    assert first[0] in (0, 1)
    assert run(*question) == first
    with monkeypatch.context() as patch:
        patch.setattr("meshwright.mesh.link.link", lambda *_: pytest.fail("linked"))
        patch.setattr("meshwright.workspace.comparison.link", lambda *_: pytest.fail("linked"))
        assert run(*question) == first
    text = (repository / CONTRACT).read_text()
    (repository / CONTRACT).write_text(text.replace("description: ", "description: also ", 1))
    reworded = plain(run, monkeypatch, *question)
    assert run(*question) == reworded != first
    (repository / CONTRACT).write_text(text)
    git(repository, "commit", "--all", "--quiet", "--message", "x")
    git(repository, "branch", "--force", "side", "HEAD")
    moved = plain(run, monkeypatch, *question)
    assert run(*question) == moved != first
    assert run(*question) == moved


@pytest.mark.parametrize("seed", range(2))
def test_comparisons_are_the_same_over_random_edits(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Of the files, and of the meaning of names."""
    editor = Editor(repository, seed)
    for _ in range(8):
        holds_twice(run, monkeypatch, editor.chance.choice(COMPARISONS))
        editor.step()
        if editor.chance.random() < 0.2:
            git(repository, "add", ".")
            git(repository, "commit", "--allow-empty", "--quiet", "--message", "x")


@pytest.mark.usefixtures("repository")
def test_comparison_names_its_base_like_the_user(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two names of one commit are two answers."""
    for name in ("HEAD~1", "main~1"):
        question = ("diff", name, "--mesh", "MESH")
        expected = plain(run, monkeypatch, *question)
        assert name in expected[1]
        assert run(*question) == expected


@pytest.mark.usefixtures("repository")
def test_comparison_that_reads_more_is_not_stored(mesh: Path, run: Run, cache: Cache, tmp_path: Path) -> None:
    """Files with approvals or measurements may change alone; the head may be something else than the working tree."""
    (tmp_path / "approved").write_text("player-squad\n")
    assert run("impact", "HEAD", "--mesh", "MESH", "--approvals", str(tmp_path / "approved"))[0] in (0, 1)
    assert run("report", "--base", "HEAD", "--mesh", "MESH", "--observations", str(tmp_path))[0] == 0
    for words in (["HEAD~1", "HEAD"], ["HEAD~1..HEAD"], ["HEAD", "--staged"], [str(MINIMAL)]):
        assert run("diff", *words, "--mesh", "MESH")[0] in (0, 1)
    (mesh / CONTRACT).write_text("kind: DataContract\n: [")
    assert run("diff", "HEAD", "--mesh", "MESH")[0] == 2
    assert not list(cache.folder.glob("check-*"))


def test_comparison_with_a_secret_is_not_stored(repository: Path, run: Run, cache: Cache) -> None:
    """Whichever side has it."""
    text = (repository / CONTRACT).read_text()
    (repository / CONTRACT).write_text(f"tags: [ghp_a8Kf3LqZ9xVt2RwYb7NcJd4MhS6PeG1uT0oX]\n{text}")
    assert run(*COMPARISONS[0])[0] in (0, 1)
    git(repository, "commit", "--all", "--quiet", "--message", "x")
    (repository / CONTRACT).write_text(text)
    assert run(*COMPARISONS[0])[0] in (0, 1)
    assert not list(cache.folder.glob("check-*"))
