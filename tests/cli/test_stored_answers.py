"""Stored answers of commands that query a mesh: the same bytes as without them."""

from __future__ import annotations

import shutil
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

pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def run(mesh: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in this process."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = exit_code(*(str(mesh) if each == "MESH" else each for each in arguments))
        return (code, *capsys.readouterr())

    return run


def plain(run: Run, monkeypatch: pytest.MonkeyPatch, *question: str) -> tuple[int, str, str]:
    """Answer without anything stored."""
    with monkeypatch.context() as patch:
        patch.delenv(VARIABLE)
        return run(*question)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda words: " ".join(words[:2]))
def test_the_second_answer_is_the_stored_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, question: list[str]
) -> None:
    """It links nothing."""
    first = plain(run, monkeypatch, *question)
    assert run(*question) == first
    assert first[0] in (0, 1)
    monkeypatch.setattr("meshwright.mesh.link.link", lambda *_: pytest.fail("linked"))
    assert run(*question) == first


@pytest.mark.parametrize("seed", range(2))
def test_answers_are_the_same_over_random_edits(
    mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Exit codes and messages included."""
    editor = Editor(mesh, seed)
    for number in range(8):
        question = editor.chance.choice(QUESTIONS)
        expected = plain(run, monkeypatch, *question)
        assert run(*question) == expected, f"step {number}, first run"
        assert run(*question) == expected, f"step {number}, second run"
        editor.step()


def test_an_incomplete_answer_is_not_stored(mesh: Path, run: Run, cache: Cache) -> None:
    """Nor are those of a mesh with a secret, of a revision, or refused ones."""
    (mesh / CONTRACT).write_text("kind: DataContract\n: [")
    assert run(*QUESTIONS[3])[0] == 2
    shutil.copy(MINIMAL / CONTRACT, mesh / CONTRACT)
    assert run("resolve", "player/none", "MESH")[0] == 2
    text = (mesh / CONTRACT).read_text()
    (mesh / CONTRACT).write_text(f"tags: [ghp_a8Kf3LqZ9xVt2RwYb7NcJd4MhS6PeG1uT0oX]\n{text}")
    assert run(*QUESTIONS[3])[0] == 0
    assert not list(cache.folder.glob("check-*"))


def test_a_path_counts_from_the_current_folder(mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words mean another file elsewhere."""
    other = mesh / "products/payments"
    monkeypatch.chdir(mesh / "products/player/play-events")
    name = "product.odps.yaml"
    here = run("resolve", name, "MESH")
    assert "play-events" in here[1]
    monkeypatch.chdir(next(path.parent for path in other.rglob(name)))
    assert run("resolve", name, "MESH") == plain(run, monkeypatch, "resolve", name, "MESH") != here
