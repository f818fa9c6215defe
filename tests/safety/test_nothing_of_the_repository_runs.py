"""No code in the checked repository ever runs: neither by a name that Python or Git looks up, nor by a setting."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from traps import STARTING, booby_trapped

from meshwright.cli.main import BUG, COMMANDS, _parser

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PORT = "player/play-events/daily@1"
MISTAKES = """\
apiVersion: meshwright/v1
kind: Domain
name: shelf-life
purpose: Has a mistake, which can be waived.
owner: nobody
---
apiVersion: meshwright/v1
kind: Domain
name: shelf-room
purpose: Has another one.
owner: nobody-else
"""
MISTAKEN = "governance/mistakes.yaml"
WAIVER = [
    *("--reason", "x", "--expires", "2027-01-01"),
    *("--owner", "player-squad", "--approved-by", "payments-squad"),
]
LINES = {
    "access": [
        ["who", PORT],
        ["what", "analysts"],
        ["plan", "HEAD"],
        ["compile", "--target", "postgresql", "--database", "royalties", "--accept-broken"],
        ["compile", "--target", "snowflake", "--database", "royalties", "--accept-broken"],
        ["drift", "--target", "postgresql", "--database", "royalties", "--query"],
        ["identity", "import", "groups.csv", "--to", "groups.json"],
        ["identity", "report", "groups.json"],
        ["usage", "reads.csv"],
        ["prove", "--target", "snowflake"],
    ],
    "approvals": [["HEAD"]],
    "baseline": [["create"], ["shrink"]],
    "cache": [["info"], ["clear"]],
    "catalog": [["build"], ["serve", "--port", "0"]],
    "check": [
        [],
        ["--statistics", "--output-file", "json=x"],
        ["--changed-since", "HEAD", "--format", "json"],
        ["--format", "sarif"],
        ["--cache"],
        ["--cache"],
        ["--watch"],
    ],
    "codeowners": [["--check", "--organisation", "shop"], ["--organisation", "shop"]],
    "completion": [["bash"], ["fish"], ["zsh"]],
    "config": [["show"]],
    "convert": [["legacy.yaml"], ["--output", "build/converted/", "legacy.yaml"]],
    "diff": [["HEAD"], ["HEAD", "--staged"]],
    "doctor": [[]],
    "entity": [["artist"]],
    "evidence": [["--from", "2026-11-01", "--to", "2100-01-01"]],  # the commit is of today
    "explain": [["unknown-team"]],
    "fix": [["--unsafe"], ["--diff", "--changed-since", "HEAD"]],
    "generate": [["--rows", "5", "--to", "build/data", "--format", "jsonl"]],
    "graph": [["upstream", PORT], ["downstream", PORT], ["path", PORT, PORT], ["impact", PORT]],
    "impact": [["HEAD"]],
    "init": [[], ["--yes"]],
    "join": [[PORT, PORT, "--sql", "--samples"]],
    "measure": [["--dry-run"], ["--environment", "sample"]],
    "new": [
        ["team", "shelf-squad", "--owner", "ann", "--channel", "#shelf"],
        ["domain", "shelf", "--owner", "shelf-squad", "--purpose", "Sells."],
        ["product", "shelf/top", "--archetype", "aggregate", "--purpose", "Sells."],
        ["port", "shelf/top/daily", "--column", PORT],
        ["entity", "article", "--definition", "x", "--steward", "shelf-squad", "--scheme", "gtin"],
        [
            "agreement",
            PORT,
            "--team",
            "shelf-squad",
            "--use",
            "board",
            "--role",
            "analyst",
            "--purpose",
            "analytics",
        ],
        ["version", PORT],
    ],
    "observations": [["compact", "."], ["export", "--format", "prometheus-rules"]],
    "policy": [["new", "x-policy"], ["test"], ["impact", "x-policy", "--last", "2"]],
    "query": [["SELECT count(*) FROM field"], ["SELECT address FROM port", "--at", "HEAD"]],
    "report": [["--base", "HEAD"]],
    "resolve": [[PORT]],
    "rules": [[], ["--docs", "build/rules"]],
    "schema": [["DataContract"]],
    "score": [[]],
    "trace": [[PORT]],
    "waive": [
        [f"{MISTAKEN}:5", *WAIVER],
        [f"{MISTAKEN}:11", *WAIVER, "--observations", "."],
    ],
}
"""Every command, with arguments that make it work."""
REFUSED = (["access", "prove", "--target", "snowflake"], ["init"])
"""Commands that end with exit code 2 by design: a server that is never queried, and a plan that is not confirmed."""
LONGEST = 600
"""Seconds after which a run prints where it hangs, and ends."""
DRIVER = (
    f"""\
import faulthandler
faulthandler.dump_traceback_later({LONGEST}, exit=True)
"""
    """\
import json, os, signal, sys, threading
from meshwright.cli import main

def hear(event, arguments, log=open(sys.argv[1], "a")):
    if event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "webbrowser.open"}:
        print(json.dumps([event, [str(each) for each in arguments[:2]]]), file=log, flush=True)

class Words:
    def write(self, words):
        sys.__stderr__.write(words)
        if "http://127.0.0.1" in words or "press Ctrl-C to stop" in words:
            threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
    def __getattr__(self, name):
        return getattr(sys.__stderr__, name)

sys.addaudithook(hear)
sys.stderr = Words()
main.restrict_imports()
from meshwright.workspace import pools, workers
workers.FEWEST_FOR_PROCESSES = 1
workers.processors = lambda: 2
pools.CAN_FORK = sys.argv[2] == "fork"
codes = [main.main(line) for line in json.loads(sys.argv[3])]
sys.__stderr__.write(f"codes: {codes}")
"""
)
"""A program that runs commands one after the other, with workers for each file, and lists the processes that they start.

It imports a module once; the import path is the same for all commands.
"""


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """Return the folder in which traps leave their names."""
    return tmp_path / "ran"


@pytest.fixture
def mesh(tmp_path: Path, ran: Path) -> Path:
    """Return a mesh full of traps."""
    made = booby_trapped(tmp_path / "mesh", ran)
    (made / MISTAKEN).write_text(MISTAKES)
    return made


def parts(command: str) -> Iterator[str]:
    """Yield the names of a command's parts, from its parser."""
    for action in _commands()[command]._actions:
        if action.choices is not None and not action.option_strings:
            yield from action.choices


def _commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = (
        each for each in _parser(list(COMMANDS))._actions if isinstance(each, argparse._SubParsersAction)
    )
    return found.choices


def test_every_command_is_tried() -> None:
    """A new command, or a new part of one, gets a line here."""
    tried = {name: {line[0] for line in lines if line} for name, lines in LINES.items()}

    assert LINES.keys() == COMMANDS.keys()
    assert {name: set(parts(name)) - tried[name] for name in COMMANDS} == {name: set() for name in COMMANDS}


def run(program: list[str], mesh: Path) -> str:
    """Run in the folder of the mesh, with the folder in PATH; return a description of the run."""
    environment = os.environ | {
        "PATH": f".{os.pathsep}{os.pathsep}{os.environ['PATH']}",
        "MESHWRIGHT_CACHE": str(mesh.parent / "cache"),
    }
    more: dict[str, Any] = {"cwd": mesh, "env": environment, "timeout": 2 * LONGEST}
    done = subprocess.run(program, capture_output=True, text=True, check=False, **more)

    assert "Timeout (" not in done.stderr, done.stderr
    assert done.returncode in (0, 1, 2)
    assert BUG not in done.stderr
    return done.stderr


def all_of(lines: dict[str, list[list[str]]]) -> list[list[str]]:
    """Return commands with their arguments."""
    return [[name, *arguments] for name, each in lines.items() for arguments in each]


def left_by(traps: Path) -> list[str]:
    """Return the names of the traps that ran."""
    return sorted(path.name for path in traps.iterdir())


FEW = [["check"], ["diff", "HEAD"], ["catalog", "build"]]
"""Enough to start every kind of process."""


@pytest.mark.slow
@pytest.mark.parametrize(("way", "lines"), [("fork", all_of(LINES)), ("start", FEW)], ids=["all", "few"])
def test_no_command_runs_anything_in_the_mesh(mesh: Path, ran: Path, tmp_path: Path, way: str, lines) -> None:
    """With both kinds of workers; the only processes are Git and isolated Python."""
    script, log = tmp_path / "program/driver.py", tmp_path / "program/log"
    script.parent.mkdir()
    script.write_text(DRIVER)
    said = run([sys.executable, str(script), str(log), way, json.dumps(lines)], mesh)
    started = [json.loads(line) for line in log.read_text().splitlines()]

    assert left_by(ran) == []
    codes = json.loads(
        said.rpartition("codes: ")[2].partition("]")[0] + "]"
    )  # libraries may complain after it
    refused = [line for line, code in zip(lines, codes, strict=True) if code not in {0, 1}]
    assert refused == [line for line in lines if line in REFUSED], said
    assert ("http://127.0.0.1:" in said) is (way == "fork")
    events = {event for event, _ in started}
    assert events in (
        {"subprocess.Popen"},
        {"subprocess.Popen", "os.posix_spawn"},
    )  # Popen's means from 3.13 on
    for _, (executable, arguments) in started:
        assert Path(executable).is_absolute()
        assert not Path(executable).is_relative_to(mesh)
        assert Path(executable).name == "git" or "'-I'" in arguments
    modules = {
        found for _, (_, arguments) in started for found in re.findall(r"run_module\('(.+?)'", arguments)
    }
    assert modules == {
        "mkdocs",
        "meshwright.workspace.worker" if way == "start" else "meshwright.workspace.measuring.process",
    }


@pytest.mark.slow
def test_python_m_meshwright_runs_nothing_in_the_mesh(mesh: Path, ran: Path) -> None:
    """Python searches the current folder for `meshwright` itself and its requirements, and for nothing else."""
    for name in STARTING:
        (mesh / f"{name}.py").unlink(missing_ok=True)
        shutil.rmtree(mesh / name, ignore_errors=True)

    for line in FEW:
        run([sys.executable, "-m", "meshwright", *line], mesh)
    assert left_by(ran) == []


@pytest.mark.slow
def test_program_and_hooks_run_nothing_in_the_mesh(mesh: Path, ran: Path) -> None:
    """Their entries are run like pre-commit does, in the repository's folder."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    programs = Path(sys.executable).parent
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert hook["language"] == "python"
        run([str(programs / program), *arguments, *hook.get("args", [])], mesh)
    run([str(programs / "meshwright"), "catalog", "build"], mesh)

    assert left_by(ran) == []


STARTERS = re.compile(
    r"\b(subprocess|multiprocessing|concurrent\.futures|webbrowser|pty|asyncio|os\.(system|popen|exec\w+|spawn\w+|"
    r"fork\w*|posix_spawn\w*|startfile)|importlib|pkgutil|runpy|__import__|exec|eval)\b(?=[\s.(]| import)"
)
SEEN = {
    "catalog/html/compiled_templates.py": {"importlib"},  # the folder of the package's compiled code
    "catalog/html/diagrams.py": {"importlib"},  # files of the package
    "cli/catalog_build.py": {"importlib"},  # whether MkDocs is there
    "cli/main.py": {"importlib"},  # commands
    "cli/memory_watch.py": {"os.fork"},  # our own code goes on in it
    "report/formats.py": {"importlib"},
    "rulekit/registry.py": {"importlib", "pkgutil"},  # rules of the package
    "source/git_process.py": {"subprocess"},
    "source/parquet.py": {"importlib"},  # the extra `data`
    "standards/governance/__init__.py": {"importlib"},
    "standards/versions.py": {"importlib"},
    "workspace/authoring/installed.py": {"importlib"},  # our own metadata
    "workspace/isolation.py": {"runpy", "subprocess"},
    "workspace/parquet_process.py": {
        "importlib",
        "subprocess",
    },  # the extra `data`; the type of its end alone
    "workspace/measuring/engine.py": {"subprocess"},  # the type alone
    "workspace/measuring/engines.py": {"importlib"},  # whether an engine is there
    "workspace/measuring/run.py": {"concurrent.futures"},  # threads
    "workspace/measuring/spark_session.py": {"importlib"},  # the extra `data`
    "workspace/pools.py": {"concurrent.futures", "multiprocessing", "subprocess"},  # the type alone
    "workspace/schema_import/process.py": {
        "importlib",
        "subprocess",
    },  # the extra `data`; the type of its end alone
    "workspace/site.py": {"importlib"},  # files of the package
    "workspace/site_theme.py": {"importlib"},  # files of the theme
}
"""Reviewed modules that start processes or import by name; a new one must be reviewed, too."""


def test_no_other_module_starts_processes_or_imports_by_name() -> None:
    """This covers code that the commands of this test do not reach."""
    package = ROOT / "src/meshwright"
    found = {
        path.relative_to(package).as_posix(): names
        for path in package.rglob("*.py")
        if (names := {name for name, _ in STARTERS.findall(_code(path))})
    }

    assert found == SEEN


def _code(path: Path) -> str:
    """Return a module without its comments, strings and docstrings, except those that are formatted or run."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    return "".join(
        f"{token.string} " if token.type in (tokenize.NAME, tokenize.OP) or "runpy" in token.string else ""
        for token in tokens
        if token.type != tokenize.COMMENT
    ).replace(" . ", ".")
