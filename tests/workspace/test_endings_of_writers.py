"""Whenever a writing run is ended, the state is the old or the new one, and nothing else remains after the next run."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from killing import PYTHON, Ending, endings, state_of
from meshwright.cli.main import BUG

MINIMAL = Path(__file__).parents[1] / "meshes/minimal"
PLAYER = "products/player/play-events/product.odps.yaml"
PAYMENTS = "products/payments/royalties/product.odps.yaml"
AS_OF = ("--as-of", "2026-11-22")
NOTHING = ("fix", "--ignore", "unknown-team", *AS_OF)
"""A command that writes, but has nothing to write here."""
COMMANDS = {
    "fix": ("fix", "--unsafe", *AS_OF),
    "baseline create": ("baseline", "create", *AS_OF),
    "waive": (
        *("waive", f"{PLAYER}:9", "--reason", "Next week.", "--expires", "2026-12-20"),
        *("--owner", "player-squad", "--approved-by", "payments-squad", *AS_OF),
    ),
    "convert --write": ("convert", "--write", "legacy.yaml"),
    "new product": (
        *("new", "product", "payments/payouts", "--archetype", "aggregate", "--purpose", "Pays."),
        *("--port", "weekly", "--column", "player/play-events/daily@1", *AS_OF),
    ),
    "codeowners": ("codeowners", "--organisation", "x", *AS_OF),
    "rules --docs": ("rules", "--docs", "pages"),
}
SET = """\
import os
from meshwright.workspace.file_set import write
write(os.getcwd(), {"a.txt": b"new", "in/b.txt": b"new", "far/off/new.txt": b"new", "gone.txt": None})
"""
KILLED = """\
import subprocess, sys
subprocess.run([sys.executable, "-c", '''
import os, signal, sys
left = {moment}
def hook(event, arguments):
    global left
    if event == "{event}":
        left -= 1
        if left == -1:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
{script}'''])
"""
RECOVERY = "import os\nfrom meshwright.workspace.file_set import recover\nrecover(os.getcwd())\n"
FOLDER = """\
from pathlib import Path
from meshwright.workspace.output_folder import put_in_place, work_folder
output = Path("build/site")
with work_folder(output) as (work, _):
    made = work / "site"
    made.mkdir()
    (made / "index.html").write_bytes(b"new")
    put_in_place(made, output, work)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a few files, one with its own permissions, one behind a link."""
    root = tmp_path / "some"
    (root / "in").mkdir(parents=True)
    for name in ("a.txt", "real.txt", "gone.txt"):
        (root / name).write_bytes(b"old")
    (root / "a.txt").chmod(0o640)
    (root / "in/b.txt").symlink_to("../real.txt")
    return root


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh with a mistake in each of two files."""
    root = Path(shutil.copytree(MINIMAL, tmp_path / "spoilt"))
    for path in (PLAYER, PAYMENTS):
        text = (root / path).read_text()
        (root / path).write_text(re.sub(r"(?m)^(team:\n  name: \S+)$", r"\1x", text, count=1))
    (root / ".gitignore").write_text("legacy.yaml\n")
    (root / "legacy.yaml").write_text("dataContractSpecification: 1.2.1\nid: legacy\n")
    return root


def mesh_for(command: tuple[str, ...], mesh: Path) -> Path:
    """Return the mesh; for `codeowners` without the mistakes, because it lists only registered teams."""
    if command[0] == "codeowners":
        for path in (PLAYER, PAYMENTS):
            shutil.copy(MINIMAL / path, mesh / path)
    return mesh


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder with an earlier output folder."""
    root = tmp_path / "some"
    (root / "build/site").mkdir(parents=True)
    (root / "build/site/index.html").write_bytes(b"old")
    return root


def assert_all_or_nothing(found: list[Ending], old: dict[str, str]) -> None:
    """Check that the next run leaves the old or the new state of all files, and nothing else."""
    new = found[-1].state
    assert (found[-1].event, found[-1].code) == ("", 0)
    assert old != new
    for each in found:
        assert each.next_state in (old, new), each
        assert each.journals == [], each
    assert {each.next_state == new for each in found} == {False, True}


@pytest.mark.slow
def test_killed_file_set_is_old_or_new(tmp_path: Path, folder: Path) -> None:
    """Killed before each file operation in turn; permissions and links are kept, created folders are removed again."""
    found = endings(tmp_path, folder, PYTHON, SET, then=(PYTHON, RECOVERY))

    assert_all_or_nothing(found, state_of(folder))
    assert len(found) > 30
    assert found[-1].state["a.txt"].startswith("640 ")
    assert found[-1].state["in/b.txt"] == "-> ../real.txt"
    assert "gone.txt" not in found[-1].state


@pytest.mark.slow
@pytest.mark.parametrize(("event", "moment"), [("os.rename", 0), ("os.rename", 2)])
def test_killed_recovery_can_be_repeated(tmp_path: Path, folder: Path, event: str, moment: int) -> None:
    """Undoing and completing are idempotent."""
    script = KILLED.format(event=event, moment=moment, script=SET) + RECOVERY
    found = endings(tmp_path, folder, PYTHON, script, then=(PYTHON, RECOVERY))

    assert len(found) > 5
    for each in found:
        assert (each.next_state, each.journals) == (found[-1].state, []), each
    assert (found[-1].state == state_of(folder)) == (moment == 0)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM"])
def test_interrupted_file_set_is_old_or_new_at_once(tmp_path: Path, folder: Path, how: str) -> None:
    """It is undone or completed before the run ends, so that no next run is needed."""
    old = state_of(folder)
    found = endings(tmp_path, folder, PYTHON, SET, how=how, then=(PYTHON, RECOVERY))

    assert {each.code for each in found[:-1]} == {{"SIGINT": 130, "SIGTERM": 143}[how]}
    for each in found:
        assert each.state in (old, found[-1].state), each
        assert each.next_state == each.state, each


@pytest.mark.slow
def test_full_disk_leaves_the_old_state(tmp_path: Path, folder: Path) -> None:
    """Whatever could not be created, written or renamed."""
    events = ["open", "os.mkdir", "os.rename", "os.link", "killing.fsync"]
    old = state_of(folder)
    found = endings(tmp_path, folder, PYTHON, SET, how="ENOSPC", events=events, then=(PYTHON, RECOVERY))

    assert_all_or_nothing(found, old)
    for each in found:
        assert each.state == (found[-1].state if each.code == 0 else old), each


@pytest.mark.slow
@pytest.mark.parametrize("moves", [False, True])
def test_killed_output_folder_is_old_or_new(tmp_path: Path, site: Path, *, moves: bool) -> None:
    """The next run removes the work folder. If nothing can be exchanged, the folder may be missing until then."""
    old = state_of(site)
    found = endings(tmp_path, site, PYTHON, FOLDER, moves=moves)
    new = found[-1].state

    for each in found:
        there = {name: what for name, what in each.state.items() if name.startswith("build/site")}
        assert there in (*({name: every[name] for name in there} for every in (old, new)), {}), each
        assert there or moves, each
        assert each.next_state == new, each
    assert len(found) > 10


@pytest.mark.slow
@pytest.mark.parametrize("moves", [False, True])
def test_old_output_folder_is_restored_first(tmp_path: Path, site: Path, *, moves: bool) -> None:
    """If the next run fails, there would otherwise be no folder."""
    old = state_of(site)
    failing = FOLDER.partition("    made = ")[0] + "    raise KeyboardInterrupt\n"
    found = endings(tmp_path, site, PYTHON, FOLDER, moves=moves, then=(PYTHON, failing))

    assert_all_or_nothing(found, old)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM"])
@pytest.mark.slow
@pytest.mark.parametrize("moves", [False, True])
def test_interrupted_output_folder_leaves_nothing(
    tmp_path: Path, site: Path, how: str, *, moves: bool
) -> None:
    """Neither a work folder nor a missing folder."""
    old = state_of(site)
    found = endings(tmp_path, site, PYTHON, FOLDER, how=how, moves=moves)

    for each in found:
        assert each.state in (old, found[-1].state), each


@pytest.mark.nightly
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_killed_commands_write_all_or_nothing(tmp_path: Path, mesh: Path, command) -> None:
    """As users run them."""
    then = command if command[0] == "rules" else NOTHING
    mesh = mesh_for(command, mesh)
    found = endings(tmp_path, mesh, *command, then=then, step=60 if command[0] == "rules" else 1)

    assert all(each.next_state in (state_of(mesh), found[-1].state) for each in found)
    assert all(each.journals == [] for each in found)


@pytest.mark.slow
@pytest.mark.parametrize("command", list(COMMANDS.values())[:3], ids=list(COMMANDS)[:3])
def test_commands_recover_after_a_killed_run(tmp_path: Path, mesh: Path, command) -> None:
    """And report it."""
    events = ["os.rename", "os.link"]
    found = endings(tmp_path, mesh, *command, events=events, then=NOTHING)
    files = "1 file" if command[0] == "waive" else "2 files"
    said = "meshwright: an earlier run was interrupted while writing; {} {}\n"

    assert_all_or_nothing(found, state_of(mesh))
    assert [each.next_words.startswith(said.format(files, "undone")) for each in found] == [
        True,
        *([False] * (len(found) - 1)),
    ]
    assert all(each.next_words.startswith(said.format(files, "completed")) for each in found[1:-1])


def program(mesh: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start our program in a mesh."""
    return subprocess.Popen(
        [sys.executable, "-m", "meshwright", *arguments],
        cwd=mesh,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def taken(mesh: Path, *arguments: str) -> float:
    """Run our program to its end, and return the elapsed seconds."""
    start = time.monotonic()
    program(mesh, *arguments).communicate()
    return time.monotonic() - start


def end_some_time(mesh: Path, arguments: tuple[str, ...], seconds: float) -> None:
    """Run our program, and kill it after some time; its children continue, as after a real kill."""
    run = program(mesh, *arguments)
    time.sleep(seconds)
    run.kill()
    run.communicate()


@pytest.mark.nightly
@pytest.mark.parametrize("command", list(COMMANDS.values())[:3], ids=list(COMMANDS)[:3])
def test_commands_killed_at_any_time_write_all_or_nothing(tmp_path: Path, mesh: Path, command) -> None:
    """A hundred times, mostly near the end, when files are written."""
    chance = random.Random(8)
    new = Path(shutil.copytree(mesh, tmp_path / "new"))
    longest = taken(new, *command)
    states = (state_of(mesh), state_of(new))
    here = tmp_path / "here"
    for number in range(100):
        shutil.copytree(mesh, here)
        end_some_time(here, command, longest * chance.uniform(0.7 if number % 4 else 0, 1.1))
        program(here, *NOTHING).communicate()
        assert state_of(here) in states
        shutil.rmtree(here)


@pytest.mark.nightly
def test_site_killed_at_any_time_is_old_or_new(tmp_path: Path, mesh: Path) -> None:
    """Forty times; only if MkDocs outlives its run may something remain."""
    chance = random.Random(8)
    build = ("catalog", "build", *AS_OF)
    site = mesh / "build/site"
    taken(mesh, *build)
    old = state_of(site)
    edited = (mesh / PLAYER).read_text()
    (mesh / PLAYER).write_text(edited.replace("name: play-events", "name: plays", 1))
    new = Path(shutil.copytree(mesh, tmp_path / "new"))
    longest = taken(new, *build)
    states = (old, state_of(new / "build/site"))
    assert states[0] != states[1]
    for number in range(40):
        end_some_time(mesh, build, longest * chance.uniform(0.6 if number % 4 else 0, 1.1))
        assert state_of(site) in states
    taken(mesh, *build)
    assert state_of(site) == states[1]
    assert [path.name for path in site.parent.iterdir()] == ["site"]


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_concurrent_runs_give_the_result_of_one(tmp_path: Path, mesh: Path, name: str) -> None:
    """They do not mix; the later one may be refused."""
    mesh = mesh_for(COMMANDS[name], mesh)
    alone = Path(shutil.copytree(mesh, tmp_path / "alone"))
    taken(alone, *COMMANDS[name])
    runs = [program(mesh, *COMMANDS[name]) for _ in range(3)]
    endings_of_all = [(run.communicate()[0], run.returncode) for run in runs]

    assert state_of(mesh) == state_of(alone)
    assert all(BUG not in words for words, _ in endings_of_all)
    assert {code for _, code in endings_of_all} in ({0}, {0, 1}, {0, 2}), endings_of_all
