"""Results that are repeated because the edited documents state what they did, and runs that are not."""

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
    """Note each time that a mesh is linked."""
    from meshwright.workspace import pipeline

    linked: list[object] = []
    link = pipeline.link

    def noted(*arguments: object) -> object:
        linked.append(arguments)
        return link(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "link", noted)
    return linked


def test_a_new_wording_repeats_the_result(mesh: Path, run: Run, links: list[object]) -> None:
    """Descriptions, comments and moved lines are not facts; one that is gone is."""
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


def test_a_finding_moves_with_its_line(mesh: Path, run: Run, links: list[object]) -> None:
    """A run has looked for the place of a finding, so that its file has to stay as it is."""
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    first = run(mesh)
    edit(mesh, PRODUCT, "kind: DataProduct", "\nkind: DataProduct")
    second = run(mesh)
    assert second == run(mesh, "--no-cache") != first
    links.clear()
    edit(mesh, CONTRACT, "Identifies the play.", "Identifies one play.")
    assert run(mesh) == second
    assert links == []


def test_what_a_policy_reads_is_looked_at(mesh: Path, run: Run) -> None:
    """Policies see values that no fact has."""
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


def test_another_secret_is_looked_for(mesh: Path, run: Run, cache: Cache) -> None:
    """A description with a secret is a finding, and nothing of the run is kept."""
    run(mesh)
    kept = {each.name for each in cache.folder.glob("check-*")}
    edit(mesh, CONTRACT, "Identifies the play.", "ghp_a8Kf3LqZ9xVt2RwYb7NcJd4MhS6PeG1uT0oX")
    ran = run(mesh)
    assert "secret-in-document" in ran[1]
    assert ran == run(mesh, "--no-cache")
    assert {each.name for each in cache.folder.glob("check-*")} == kept


def edited(mesh: Path, seed: int, steps: int, run: Run, *flags: str) -> None:
    """Hold runs with and without what is stored to each other, over random edits."""
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
    """In one process and in two; the nightly lane has the example."""
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


def test_units_taken_for_equal_would_be_noticed(
    mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If all units share a digest, the test of random edits fails."""
    monkeypatch.setattr(unit_json, "sha256", lambda _: sha256(b""))
    with pytest.raises(AssertionError, match=r"step \d+, first run"):
        edited(mesh, 7, 8, run)


def test_places_that_were_not_noted_would_be_noticed(
    mesh: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If no file counts as looked at, findings stay at their former lines."""

    def unwatched(self: ResultStore, source: CompiledSnapshot) -> CompiledSnapshot:
        assert self._store is not None
        self._store.looked_at.clear()
        return source

    monkeypatch.setattr(ResultStore, "watched", unwatched)
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    with pytest.raises(AssertionError, match=r"step \d+, first run"):
        edited(mesh, 0, 8, run, "--format", "json")
