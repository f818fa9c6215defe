"""Mutants through the command line: a documented exit code, readable output, no bug of ours."""

from __future__ import annotations

import io
import json
import random
import shutil
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mutants import Material

from cpu import within
from meshwright.cli.main import main
from meshwright.report.formats import FORMATS
from meshwright.source.tree import parse
from repositories import commit, git, start

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
DOMAINS = ("player", "payments", "labels", "catalogue", "listeners", "store", "recommendations")
"""Few files, so that no workers are needed, but with everything that the commands below name."""
AS_OF = "--as-of 2026-11-01"
PLAYS, STATEMENTS = "player/play-events/daily@1", "payments/royalties/statements@1"
CROSSWALK = "labels/artist-identities/current@1"
COMPARING = (
    *(f"diff HEAD --format {name} {AS_OF}" for name in ("text", "json", "markdown")),
    *(f"impact HEAD --format {name} {AS_OF}" for name in ("text", "json", "markdown")),
    *(f"check --changed-since HEAD --format {name} {AS_OF}" for name in ("text", "json")),
    f"report --base HEAD {AS_OF}",
    f"fix --changed-since HEAD --diff {AS_OF}",
)
"""Commands that compare the files with the last commit."""
COMMANDS = (
    *COMPARING,
    *(f"check --format {name} {AS_OF}" for name in FORMATS),
    *(
        f"graph upstream {STATEMENTS} --columns --format {name}"
        for name in ("text", "json", "mermaid", "dot")
    ),
    *(f"graph impact {PLAYS} --format {name}" for name in ("text", "json", "mermaid", "dot")),
    f"graph upstream {STATEMENTS} --format openlineage",
    f"join {STATEMENTS} {PLAYS} --accept-meaning",
    f"join {STATEMENTS} {PLAYS} --accept-meaning --sql",
    f"join {CROSSWALK} {PLAYS} --format json",
    *(f"entity artist --format {name}" for name in ("text", "json")),
    *(f"trace {STATEMENTS} --format {name}" for name in ("text", "json")),
    *(f"resolve {PLAYS} --format {name}" for name in ("text", "json")),
    *(f"score --format {name} {AS_OF}" for name in ("text", "json")),
    f"fix --diff {AS_OF}",
    f"fix --unsafe {AS_OF}",
    f"baseline create {AS_OF}",
)
MUTANTS = 6
"""Mutants of one run; they are changed together, like in one pull request."""
SECONDS = 60
"""Processor time of one command; an idle machine needs at most five seconds."""
IN_ROUND = 6
"""Commands of one run, in turn, so that a few runs cover all of them."""


@cache
def material() -> Material:
    """Return the sources of the mutants: documents and samples."""
    folders = [ROOT / "governance", *(ROOT / "products" / domain for domain in DOMAINS)]
    paths = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".yaml", ".csv", ".jsonl"}
    ]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    trees = {path: parse(data.decode()) for path, data in files.items() if path.endswith(".yaml")}
    return Material(files, {path: [each.value for each in tree.documents] for path, tree in trees.items()})


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a part of the example, in which the program runs."""
    folder = tmp_path / "mesh"
    shutil.copytree(ROOT / "governance", folder / "governance")
    shutil.copytree(ROOT / "policies", folder / "policies")
    for domain in DOMAINS:
        shutil.copytree(ROOT / "products" / domain, folder / "products" / domain)
    start(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MESHWRIGHT_TRACEBACK", "1")
    return folder


def fault_of(command: str) -> str:
    """Run the program; return what is wrong with its result, or an empty text."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace") for _ in range(2))
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(command.split())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - any is a fault, and the next mutants tell more
        return repr(error)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    if code not in {0, 1, 2}:
        return f"exit code {code}"
    if "\x1b" in "".join(texts) or "rule-failed" in "".join(texts):
        return "an escape sequence, or a rule that failed"
    if code == 2 and not any(texts):
        return "exit code 2 without a word"
    if code < 2 and any(f"--format {name}" in command for name in ("json", "sarif", "gitlab", "openlineage")):
        for text in texts[0].splitlines() if "openlineage" in command else texts[:1]:
            json.loads(text)
    return ""


def is_base_at_fault(number: int) -> bool:
    """Return whether the mutants of a change are committed and then removed."""
    return number % 3 == 2


def commands_of(number: int) -> list[str]:
    """Return the commands of a change, the next ones in turn."""
    commands = COMPARING if is_base_at_fault(number) else COMMANDS
    turn = number // 3 if is_base_at_fault(number) else number - (number + 1) // 3
    return [commands[(turn * IN_ROUND + each) % len(commands)] for each in range(IN_ROUND)]


def hold(mesh: Path, kept: Path, numbers: Sequence[int]) -> None:
    """Make a change for each number, and run some commands; in every third, the commit contains the mutants."""
    faults = []
    first = git(mesh, "rev-parse", "HEAD")
    for number in numbers:
        chance = random.Random(f"command line {number}")
        paths = chance.sample(material().paths, MUTANTS)
        made = {path: material().mutant(path, chance)[1] for path in paths}
        files = made
        if is_base_at_fault(number):
            write(mesh, made)
            commit(mesh)
            files = {path: material().files[path] for path in made}
        for command in commands_of(number):
            write(mesh, files)
            try:
                with within(SECONDS):
                    fault = fault_of(command)
            except pytest.fail.Exception as late:
                fault = str(late)
            if fault:
                faults.append(f"{number}: {command}: {fault[:300]}: {paths}")
                write(kept / str(number), made)
            git(mesh, "reset", "--quiet", "--hard")
            git(mesh, "clean", "--quiet", "--force", "-d")
        git(mesh, "reset", "--quiet", "--hard", first)

    assert faults == []


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_the_first_changes_cover_all_commands() -> None:
    """In both directions, if a command compares."""
    numbers = range(12)

    assert {each for number in numbers if not is_base_at_fault(number) for each in commands_of(number)} == {
        *COMMANDS
    }
    assert {each for number in numbers if is_base_at_fault(number) for each in commands_of(number)} == {
        *COMPARING
    }


@pytest.mark.slow
@pytest.mark.parametrize("number", range(0, 12, 2))
def test_mutants_cause_no_crash(number: int, mesh: Path, tmp_path: Path) -> None:
    """72 of them in twelve changes, the same in every run."""
    hold(mesh, tmp_path / "kept", range(number, number + 2))


@pytest.mark.nightly
@pytest.mark.parametrize("number", range(12, 336, 12))
def test_many_mutants_cause_no_crash(number: int, mesh: Path, tmp_path: Path) -> None:
    """Together with those above, 2,016 in 336 changes."""
    hold(mesh, tmp_path / "kept", range(number, number + 12))
