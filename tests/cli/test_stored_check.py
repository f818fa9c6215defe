"""Stored results of `check`: the same bytes as without them, or nothing stored."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from exit_codes import exit_code
from meshwright.cli.main import main
from meshwright.source.cache import VARIABLE, Cache
from meshwright.source.run_guard import RunGuard
from meshwright.source.snapshot import Snapshot, of_folder
from meshwright.source.store import FolderStore
from meshwright.workspace import stored_results, workers
from meshwright.workspace.run_inputs import RunInputs
from meshwright.workspace.settings_files import SettingsFiles
from minimal_mesh import CONTRACT, PRODUCT, edit
from random_edits import Editor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.facts.unit import Unit

ROOT = Path(__file__).parents[2]
USUAL = ("--as-of", "2026-11-29", "--preset", "standard")
Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("cache")


class Ran(NamedTuple):
    """The output and exit code of a run."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: Capture) -> Callable[..., Ran]:
    """Return a function that runs `check` in this process."""

    def check(mesh: Path, *arguments: str) -> Ran:
        code = exit_code("check", str(mesh), *USUAL, *arguments)
        return Ran(code, *capsys.readouterr())

    return check


def results(cache: Cache) -> set[str]:
    """Return the names of the stored results."""
    return {each.name for each in cache.folder.glob("check-*")} if cache.folder.exists() else set()


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Record whether each run with a store found a result."""
    hits: list[bool] = []
    stored = stored_results.ResultStore.stored

    def noted(self: stored_results.ResultStore) -> object:
        found = stored(self)
        hits.append(found is not None)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(stored_results.ResultStore, "stored", noted)
        yield hits


def test_second_run_gives_the_stored_answer(
    mesh: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It neither links nor checks."""
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    plain = run(mesh, "--no-cache")
    assert plain.code == 1
    assert run(mesh) == plain
    monkeypatch.setattr("meshwright.workspace.pipeline.link", lambda *_: pytest.fail("linked"))
    assert run(mesh) == plain


def test_without_the_variable_nothing_is_stored(
    mesh: Path, run: Callable[..., Ran], cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the option, the user's own folder is used."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    run(mesh)
    assert not (tmp_path / "home").exists()
    run(mesh, "--cache")
    assert len(results(Cache(tmp_path / "home/meshwright"))) == 1
    assert not cache.folder.exists()


def test_folder_must_be_named_in_ci(
    mesh: Path, run: Callable[..., Ran], cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that jobs share may contain results of other jobs."""
    monkeypatch.setenv("CI", "true")
    assert run(mesh, "--cache").code == 0
    assert results(cache)
    monkeypatch.delenv(VARIABLE)
    assert run(mesh, "--cache") == Ran(
        2,
        "",
        "meshwright: in CI, `--cache` needs a folder that only this job uses; set MESHWRIGHT_CACHE to its path\n",
    )
    assert run(mesh).code == 0


def test_folder_in_the_mesh_is_refused(
    mesh: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pull request could add a result."""
    monkeypatch.setenv(VARIABLE, str(mesh / ".cache"))
    ran = run(mesh)
    assert ran.code == 2
    assert ran.err.endswith("cannot be used: is inside the mesh being checked\n")
    assert not (mesh / ".cache").exists()


SOUND = {"output": "forged", "code": 0, "files": [], "notices": [], "closing": [], "folders": {}}
FLAGS = (
    (),
    ("--format", "json"),
    ("--preset", "strict", "--all"),
    ("--statistics",),
    ("--select", "addressable"),
)


def edited(mesh: Path, seed: int, steps: int, run: Callable[..., Ran]) -> None:
    """Compare runs with and without stored results, over random edits."""
    edit(
        mesh,
        CONTRACT,
        "version: 1.0.0",
        "version: 1.0.0\nauthoritativeDefinitions:\n  - {type: x, url: ../docs/guide.md}",
    )
    editor = Editor(mesh, seed)
    for number in range(steps):
        flags = FLAGS[editor.chance.randrange(len(FLAGS))]
        plain = run(mesh, "--no-cache", *flags)
        assert run(mesh, *flags) == plain, f"step {number}, first run"
        assert run(mesh, *flags) == plain, f"step {number}, second run"
        editor.step()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("has_git", [False, True])
def test_output_is_the_same_with_and_without_results(
    mesh: Path, run: Callable[..., Ran], seed: int, monkeypatch: pytest.MonkeyPatch, *, has_git: bool
) -> None:
    """Over edits and their reversal; some runs find a result."""
    if has_git:
        subprocess.run(["git", "init", "--quiet", mesh], check=True)
        subprocess.run(["git", "-C", mesh, "add", "."], check=True)
    with counted(monkeypatch) as hits:
        edited(mesh, seed, 8, run)
    assert sum(hits) >= 3


def test_stale_result_would_be_noticed(
    mesh: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the key omits the ids of files, the test of equal output fails."""
    key = RunInputs.key

    def without_ids(self: RunInputs) -> str:
        entries = {path: entry._replace(blob="") for path, entry in self.snapshot.entries.items()}
        settings = SettingsFiles(None, None)
        return key(
            dataclasses.replace(
                self, snapshot=dataclasses.replace(self.snapshot, entries=entries), settings=settings
            )
        )

    monkeypatch.setattr(RunInputs, "key", without_ids)
    with pytest.raises(AssertionError, match=r"step \d+, first run"):
        edited(mesh, 7, 8, run)


def test_planted_result_would_be_noticed(mesh: Path, run: Callable[..., Ran], cache: Cache) -> None:
    """A stored result is trusted, so the tests of equal output see a wrong one."""
    plain = run(mesh, "--no-cache")
    assert run(mesh) == plain
    (name,) = results(cache)
    cache.write(name.removesuffix(".json"), SOUND)
    assert run(mesh) == Ran(0, "forged", "") != plain


def test_run_that_reads_something_else_is_not_stored(
    mesh: Path, run: Callable[..., Ran], cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file outside of its inputs would change the answer, but not the key."""
    outside = tmp_path / "outside.txt"
    outside.write_text("x")
    monkeypatch.setattr("meshwright.workspace.pipeline.missing_files", lambda *_: outside.read_text()[1:])
    assert run(mesh).code == 0
    assert results(cache) == set()


@pytest.mark.parametrize(
    "act",
    [
        lambda mesh: os.listdir(mesh / "products"),  # noqa: PTH208 - what is tested
        lambda mesh: list(os.scandir(mesh)),
        lambda mesh: (mesh / CONTRACT).read_bytes(),
        lambda _: subprocess.run(["git", "--version"], check=True, capture_output=True),
    ],
)
def test_every_access_of_a_run_counts(
    mesh: Path,
    run: Callable[..., Ran],
    cache: Cache,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[Path], object],
) -> None:
    """Files of the mesh that are not read through its snapshot, folders, programs."""

    def reach(*_: object) -> tuple[()]:
        act(mesh)
        return ()

    monkeypatch.setattr("meshwright.workspace.pipeline.missing_files", reach)
    assert run(mesh).code == 0
    assert results(cache) == set()


def test_reads_of_workers_count(
    mesh: Path, run: Callable[..., Ran], cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents are compiled in other processes."""
    outside, compiled = tmp_path / "outside.txt", workers.compile_unit

    def reading(*arguments: Any) -> Unit:
        outside.read_text()
        return compiled(*arguments)

    monkeypatch.setattr(workers, "FEWEST_FOR_PROCESSES", 1)
    assert run(mesh, "--jobs", "2").code == 0
    assert len(results(cache)) == 1
    cache.clear()
    outside.write_text("x")
    monkeypatch.setattr(workers, "compile_unit", reading)
    assert run(mesh, "--jobs", "2").code == 0
    assert results(cache) == set()


def test_bytecode_in_another_folder_is_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python reads it from the folder of PYTHONPYCACHEPREFIX; it is not an input of a run."""
    (tmp_path / "x.pyc").write_bytes(b"x")
    for prefix, is_surprised in ((None, True), (str(tmp_path), False)):
        monkeypatch.setattr(sys, "pycache_prefix", prefix)
        guard = RunGuard(str(tmp_path.parent / "mesh"))
        with guard.watching():
            (tmp_path / "x.pyc").read_bytes()
        assert guard.is_surprised == is_surprised


def test_file_that_changes_during_a_run_is_not_stored(
    mesh: Path, run: Callable[..., Ran], cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is of the earlier bytes, the answer of the later ones."""
    taken = stored_results.of_folder

    def changed(root: Path, exclude: tuple[str, ...]) -> Snapshot:
        snapshot = taken(root, exclude)
        edit(mesh, PRODUCT, "player-squad", "player-squadd")
        return snapshot

    monkeypatch.setattr(stored_results, "of_folder", changed)
    assert run(mesh).code == 1
    assert results(cache) == set()


def test_settings_that_change_during_a_run_are_not_stored(
    mesh: Path, run: Callable[..., Ran], cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are read before anything else."""
    read = stored_results.read_settings

    def changed(root: Path, *rest: Callable[[Path], bytes]) -> SettingsFiles:
        found = read(root, *rest)
        (root / "pyproject.toml").write_text(
            f"# {len(results(cache))} {(root / 'pyproject.toml').exists()}\n"
        )
        return found

    monkeypatch.setattr(stored_results, "read_settings", changed)
    run(mesh)
    assert results(cache) == set()


def test_link_counts_with_its_target(mesh: Path, run: Callable[..., Ran], cache: Cache) -> None:
    """The target is not a document of the mesh."""
    edit(
        mesh,
        CONTRACT,
        "version: 1.0.0",
        "version: 1.0.0\nauthoritativeDefinitions:\n  - {type: x, url: guide.md}",
    )
    missing = run(mesh)
    assert "missing-linked-file" in missing.out
    assert results(cache)
    (mesh / CONTRACT).with_name("guide.md").write_text("# Guide\n")
    assert run(mesh) == run(mesh, "--no-cache") != missing
    assert run(mesh) != missing
    (mesh / CONTRACT).with_name("guide.md").unlink()
    assert run(mesh) == missing


def test_incomplete_run_is_not_stored(mesh: Path, run: Callable[..., Ran], cache: Cache) -> None:
    """Exit code 2 is never repeated."""
    (mesh / "governance/mesh.yaml").unlink()
    for path in mesh.rglob("*.y*ml"):
        path.write_text("kind: DataContract\n: [")
    assert run(mesh).code == 2
    assert results(cache) == set()


def test_mesh_with_a_secret_is_not_stored(mesh: Path, run: Callable[..., Ran], cache: Cache) -> None:
    """Its reports blank secrets; their context stays out of the folder, too."""
    edit(mesh, CONTRACT, "version: 1.0.0", "version: 1.0.0\ntags: [ghp_a8Kf3LqZ9xVt2RwYb7NcJd4MhS6PeG1uT0oX]")
    ran = run(mesh)
    assert "secret-in-document" in ran.out
    assert results(cache) == set()


def test_parquet_is_not_stored(mesh: Path, run: Callable[..., Ran], cache: Cache) -> None:
    """Whether it can be read depends on the load of the machine."""
    samples = (mesh / CONTRACT).parent / "samples"
    samples.mkdir()
    (samples / "plays.parquet").write_bytes(b"PAR1")
    run(mesh)
    assert results(cache) == set()


def test_comparison_uses_no_stored_results(mesh: Path, run: Callable[..., Ran], cache: Cache) -> None:
    """A gate for changes is computed each time."""
    git = ["git", "-C", str(mesh), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", "init", "--quiet", mesh], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "x"], check=True)
    assert run(mesh, "--changed-since", "HEAD", "--cache").code == 0
    assert results(cache) == set()


def test_reports_are_written_again(mesh: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    """With the stored text, and still not over a file of the mesh."""
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    target = tmp_path / "report.json"
    first = run(mesh, "--output-file", f"json={target}")
    text = target.read_text()
    assert json.loads(text)["diagnostics"]
    target.unlink()
    assert run(mesh, "--output-file", f"json={target}") == first
    assert target.read_text() == text
    other = tmp_path / "other.xml"
    run(mesh, "--output-file", f"junit={other}")
    assert other.read_text().startswith("<?xml")
    refused = run(mesh, "--output-file", f"json={mesh / PRODUCT}")
    assert refused.code == 2
    assert "is a file of the mesh" in refused.err


def test_flags_days_and_paths_have_separate_results(
    mesh: Path, run: Callable[..., Ran], cache: Cache
) -> None:
    """Each answer is that of a run without stored results."""
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    link = mesh / "link"
    variants = [
        [],
        ["--preset", "strict"],
        ["--format", "json"],
        ["--ignore", "unknown-team"],
        ["--fail-on", "notice"],
        ["--color", "always"],
        ["--all"],
        ["--statistics"],
        ["--as-of", "2020-01-01"],
    ]
    for _ in range(2):
        for each in variants:
            assert run(mesh, *each) == run(mesh, *each, "--no-cache")
        for path in (mesh / "products/payments", mesh / "products/player", mesh / PRODUCT):
            assert run(path) == run(path, "--no-cache")
    assert len(results(cache)) == len(variants) + 3
    for target in (mesh / "products/player", mesh / "products/payments"):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        assert run(link) == run(link, "--no-cache")
    assert run(mesh, "--jobs", "-1").code == 2


def test_colours_of_the_environment_count(
    mesh: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer for a terminal differs from that for a pipe."""
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    plain = run(mesh)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run(mesh).out
    monkeypatch.delenv("FORCE_COLOR")
    assert run(mesh) == plain


def test_damaged_or_outdated_records_give_right_answers(
    mesh: Path, run: Callable[..., Ran], cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most, a run is slower."""
    plain = run(mesh, "--no-cache")
    assert run(mesh) == plain
    (name,) = results(cache)
    for text in (b"", b"{}", (cache.folder / name).read_bytes()[:-1]):
        (cache.folder / name).write_bytes(text)
        assert run(mesh) == plain
        assert run(mesh) == plain
    cache.write(name.removesuffix(".json"), {**SOUND, "code": True})
    assert run(mesh) == plain
    monkeypatch.setattr(stored_results, "tool_identity", lambda: "another")
    monkeypatch.setattr("meshwright.workspace.pipeline.missing_files", lambda *_: pytest.fail("checked"))
    with pytest.raises(pytest.fail.Exception, match="checked"):
        run(mesh)


def test_concurrent_runs_give_right_answers(mesh: Path, run: Callable[..., Ran], cache: Cache) -> None:
    """They write the same record."""
    edit(mesh, PRODUCT, "player-squad", "player-squadd")
    plain = run(mesh, "--no-cache")
    command = [sys.executable, "-m", "meshwright", "check", str(mesh), *USUAL]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0] for process in running] == [plain.out] * 3
    assert len(results(cache)) == 1
    assert run(mesh) == plain


def test_every_input_is_in_the_key(mesh: Path) -> None:
    """Every part of a snapshot and of the inputs: another value has another key."""
    snapshot = of_folder(mesh)
    inputs = RunInputs("tool", SettingsFiles(b"x", None), {"day": "2026-11-29"}, snapshot, "")
    entry = next(iter(snapshot.entries.values()))
    others = [
        dataclasses.replace(inputs, tool="another"),
        dataclasses.replace(inputs, settings=SettingsFiles(b"y", None)),
        dataclasses.replace(inputs, settings=SettingsFiles(None, b"x")),
        dataclasses.replace(inputs, options={"day": "2026-11-30"}),
        dataclasses.replace(inputs, place="mesh/"),
    ]
    assert isinstance(snapshot.store, FolderStore)
    values = {
        "origin": dataclasses.replace(snapshot.origin, name="elsewhere"),
        "store": dataclasses.replace(snapshot.store, root="/elsewhere"),
        "counted": snapshot.counted + 1,
        "nested": ("x",),
        "unapplied": (("x", "y"),),
    }
    for field in dataclasses.fields(snapshot):
        old = getattr(snapshot, field.name)
        new = values.get(
            field.name,
            {**old, "x": entry} if isinstance(old, dict) else (*old, "x") if isinstance(old, tuple) else None,
        )
        assert new is not None, f"a new field of a snapshot: {field.name}"
        others.append(
            dataclasses.replace(inputs, snapshot=dataclasses.replace(snapshot, **{field.name: new}))
        )
    keys = {each.key() for each in (inputs, *others)}
    assert len(keys) == len(others) + 1


def test_cache_commands_show_and_remove_what_is_stored(
    mesh: Path, run: Callable[..., Ran], cache: Cache, capsys: Capture
) -> None:
    """The folder is named before it is removed."""
    assert main(["cache", "info"]) == 0
    assert capsys.readouterr().out == f"{cache.folder}: 0 records, 0.0 MiB\n"
    run(mesh)
    assert main(["cache", "info"]) == 0
    count = len(list(cache.folder.iterdir()))
    assert capsys.readouterr().out == f"{cache.folder}: {count} records, 0.0 MiB\n"
    assert main(["cache", "clear"]) == 0
    assert capsys.readouterr().out == f"{cache.folder}: removed {count} records, 0.0 MiB\n"
    assert results(cache) == set()


def test_cache_refuses_an_impossible_folder(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line."""
    monkeypatch.setenv(VARIABLE, "relative")
    assert main(["cache", "info"]) == 2
    assert (
        capsys.readouterr().err
        == "meshwright: there is no cache folder; set MESHWRIGHT_CACHE to an absolute path\n"
    )
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file"))
    assert main(["cache", "info"]) == 2
    assert capsys.readouterr().err == f"meshwright: `{tmp_path / 'file'}` is not a folder\n"
