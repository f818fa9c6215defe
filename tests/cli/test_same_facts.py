"""Results that are repeated because the edited documents state the same facts, and runs that are not."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpora import FOLDER
from exit_codes import exit_code
from meshwright.facts import unit_json
from meshwright.workspace import workers
from meshwright.workspace.stored_results import ResultStore
from minimal_mesh import CONTRACT, PRODUCT, edit
from policy_of import policy
from random_edits import Editor

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.source.cache import Cache
    from meshwright.workspace.compiled import CompiledSnapshot

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parents[2]
USUAL = ("--as-of", "2026-11-29", "--preset", "essential")

pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs `check` in this process."""

    def check(mesh: Path, *arguments: str) -> tuple[int, str, str]:
        code = exit_code("check", str(mesh), *USUAL, *arguments)
        return (code, *capsys.readouterr())

    return check


@pytest.fixture
def links(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Record each time that a mesh is linked."""
    from meshwright.workspace import pipeline

    linked: list[object] = []
    link = pipeline.link

    def noted(*arguments: object) -> object:
        linked.append(arguments)
        return link(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "link", noted)
    return linked


def test_new_wording_repeats_the_result(mesh: Path, run: Run, links: list[object]) -> None:
    """Descriptions, comments and moved lines are not facts; the presence of a description is."""
    plain = run(mesh)
    links.clear()
    edit(mesh, CONTRACT, "Identifies the play.", "Identifies one play of the player.")
    assert run(mesh) == plain
    edit(mesh, CONTRACT, "kind: DataContract", "# daily\n\nkind: DataContract")
    edit(mesh, PRODUCT, "kind: DataProduct", "kind: DataProduct  # of the player")
    assert run(mesh) == plain
    assert links == []
    edit(mesh, CONTRACT, "        description: Identifies one play of the player.\n", "")
    assert run(mesh) == plain
    assert len(links) == 1


def test_finding_moves_with_its_line(mesh: Path, run: Run, links: list[object]) -> None:
    """A run reads the location of a finding, so its file must be unchanged."""
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    first = run(mesh)
    edit(mesh, PRODUCT, "kind: DataProduct", "\nkind: DataProduct")
    second = run(mesh)
    assert second == run(mesh, "--no-cache") != first
    links.clear()
    edit(mesh, CONTRACT, "Identifies the play.", "Identifies one play.")
    assert run(mesh) == second
    assert links == []


def test_values_that_a_policy_reads_count(mesh: Path, run: Run) -> None:
    """Policies read values that no fact has."""
    (mesh / "governance/policy.yaml").write_text(
        policy(
            sql="SELECT address, description FROM field WHERE description LIKE '%bad%'",
            message="is described as {description}",
            status="enforced",
            owner="player-squad",
            tests=None,
        )
    )
    first = run(mesh)
    edit(mesh, CONTRACT, "Identifies the play.", "Is a bad description.")
    second = run(mesh)
    assert second == run(mesh, "--no-cache") != first
    assert "is described as Is a bad description." in second[1]


def test_added_secret_is_found(mesh: Path, run: Run, cache: Cache) -> None:
    """A description with a secret is a finding, and nothing of the run is stored."""
    run(mesh)
    kept = {each.name for each in cache.folder.glob("check-*")}
    edit(mesh, CONTRACT, "Identifies the play.", "ghp_a8Kf3LqZ9xVt2RwYb7NcJd4MhS6PeG1uT0oX")
    ran = run(mesh)
    assert "secret-in-document" in ran[1]
    assert ran == run(mesh, "--no-cache")
    assert {each.name for each in cache.folder.glob("check-*")} == kept


def edited(mesh: Path, seed: int, steps: int, run: Run, *flags: str) -> None:
    """Compare runs with and without stored results, over random edits."""
    editor = Editor(mesh, seed)
    for number in range(steps):
        these = (*flags, "--preset", editor.chance.choice(("essential", "standard")))
        plain = run(mesh, "--no-cache", *these)
        assert run(mesh, *these) == plain, f"step {number}, first run"
        assert run(mesh, *these) == plain, f"step {number}, second run"
        editor.step()


@pytest.mark.parametrize(("seed", "jobs"), [(1, "1"), (2, "2")])
def test_output_is_the_same_over_random_edits(
    mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch, seed: int, jobs: str
) -> None:
    """With one process and with two; the nightly lane uses the example."""
    monkeypatch.setattr(workers, "FEWEST_FOR_PROCESSES", 8)
    edited(mesh, seed, 10, run, "--jobs", jobs)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20))
def test_output_of_the_example_is_the_same(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Two hundred edits; the example has samples, policies, schemas and links."""
    monkeypatch.setattr(workers, "FEWEST_FOR_PROCESSES", 8)
    for part in ("products", "governance", "policies"):
        shutil.copytree(ROOT / part, tmp_path / "mesh" / part)
    edited(tmp_path / "mesh", seed, 10, run, "--format", "json", "--jobs", str(1 + seed % 2))


@pytest.mark.nightly
def test_output_of_the_corpora_is_the_same(tmp_path: Path, run: Run) -> None:
    """Valid and invalid documents of others."""
    shutil.copytree(FOLDER, tmp_path / "corpora")
    edited(tmp_path / "corpora", 1, 5, run, "--format", "json")


def test_wrongly_equal_units_would_be_noticed(mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """If all units have the same digest, the test of random edits fails."""
    monkeypatch.setattr(unit_json, "sha256", lambda _: sha256(b""))
    with pytest.raises(AssertionError, match=r"step \d+, first run"):
        edited(mesh, 7, 8, run)


def test_unrecorded_reads_would_be_noticed(mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """If no file counts as read, findings stay at their former lines."""

    def unwatched(self: ResultStore, source: CompiledSnapshot) -> CompiledSnapshot:
        assert self._store is not None
        self._store.looked_at.clear()
        return source

    monkeypatch.setattr(ResultStore, "watched", unwatched)
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    with pytest.raises(AssertionError, match=r"step \d+, first run"):
        edited(mesh, 0, 8, run, "--format", "json")
