"""Odd machines and arguments have clear messages, and never cause the report of a bug."""

from __future__ import annotations

import argparse
import errno
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from meshwright.cli import main as program
from meshwright.cli.endings import shortage
from meshwright.cli.main import BUG, COMMANDS, main
from repositories import start
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Iterator

PRODUCT = "apiVersion: v1.1.0\nkind: DataProduct\nid: plays\nname: plays\nversion: 1.0.0\nstatus: active\n"
CLEAN = "(?:|meshwright: .*\n)"
LIMITED = """\
import resource, sys
from meshwright.cli.main import entry
taken = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + int({more} * 2**20),) * 2)
sys.argv = ["meshwright", "check"]
entry()
"""


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a repository with one product."""
    (tmp_path / "plays.odps.yaml").write_text(PRODUCT)
    start(tmp_path)
    return tmp_path


def options(command: str, parser: argparse.ArgumentParser) -> Iterator[tuple[list[str], str]]:
    """Yield each option of a command that takes a value, with the words before it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from (([command, *line], flag) for line, flag in options(name, inner))
        elif action.option_strings and action.nargs is None:
            yield from (([command], flag) for flag in action.option_strings)


def every_option() -> list[tuple[list[str], str]]:
    """Return the options of every command."""
    (commands,) = (
        each
        for each in program._parser(list(COMMANDS))._actions
        if isinstance(each, argparse._SubParsersAction)
    )
    return [each for name, parser in commands.choices.items() for each in options(name, parser)]


@pytest.mark.parametrize("value", ["", "--"])
@pytest.mark.parametrize(("line", "flag"), every_option(), ids=str)
def test_option_without_its_value_is_reported(
    line: list[str], flag: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty variable in a script is the usual reason."""
    assert main([*line, f"{flag}={value}"]) == 2
    assert capsys.readouterr() == ("", f"meshwright: `{flag}` has no value; is a variable unset?\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["diff", ""], "an argument is empty; is a variable unset?"),
        (["catalog", "build", ""], "an argument is empty; is a variable unset?"),
        (["check", "--mesh", ""], "an argument is empty; is a variable unset?"),
        (["explain", "--", "--"], "`--` is given twice; write `./--` for a file of that name"),
        (["join", "--", "a", "--"], "`--` is given twice; write `./--` for a file of that name"),
        (["explain", "--", "--x=--"], "unknown rule `--x=--`; `meshwright rules` lists them"),
    ],
)
def test_meaningless_arguments_are_refused(line, words, capsys: pytest.CaptureFixture[str]) -> None:
    """After `--` there are no options."""
    assert main(line) == 2
    assert capsys.readouterr() == ("", f"meshwright: {words}\n")


ODD = {
    "no home": ("env -u HOME meshwright check >/dev/null", 0, CLEAN),
    "no PATH": ("PATH= meshwright diff HEAD", 2, "meshwright: git is not installed\n"),
    "no place for temporary files": ("TMPDIR=/nowhere meshwright check >/dev/null", 0, CLEAN),
    "an old encoding": ("LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 meshwright check >/dev/null", 0, CLEAN),
    "ASCII": ("PYTHONIOENCODING=ascii meshwright explain ä", 2, r"meshwright: .* `\\xe4`; .*\n"),
    "bytes that are no text": (r"meshwright explain $(printf '\377')", 2, r"meshwright: .*\n"),
    "no input": ("meshwright check <&- >/dev/null", 0, CLEAN),
    "nothing open": ("meshwright check <&- >&- 2>&-", 0, ""),
    "nothing open for a refusal": ("meshwright check nowhere <&- >&- 2>&-", 2, ""),
    "a full disk for help": (
        "meshwright --help >/dev/full",
        2,
        "meshwright: the output .*: No space left on device\n",
    ),
    "a full disk for words": ("meshwright check nowhere 2>/dev/full", 2, ""),
    "a full disk for all": ("meshwright check >/dev/full 2>/dev/full", 2, ""),
    "few files": (
        "ulimit -n 6; meshwright check --changed-since HEAD",
        2,
        r"meshwright: (cannot run git: .*too many open files|the limit of open files is too low.*)\n",
    ),
    "small files": (
        "ulimit -f 1; meshwright catalog build",
        2,
        "meshwright: `.*` cannot be read or written: .*File too large.*\n",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("script", "code", "words"), ODD.values(), ids=ODD)
def test_odd_machine_is_reported(mesh: Path, script: str, code: int, words: str) -> None:
    """With the right exit code, and without a traceback."""
    requires("Linux")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    ours = f"{sys.executable} -m meshwright"
    command = ["bash", "-c", script.replace("meshwright", ours, 1)]
    done = subprocess.run(command, cwd=mesh, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == code, done.stderr
    assert re.fullmatch(words, done.stderr), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("more", [1, 4, 8])
def test_lack_of_memory_is_reported(mesh: Path, more: int) -> None:
    """Also while modules are loaded."""
    requires("Linux")
    command = [sys.executable, "-c", LIMITED.format(more=more)]
    done = subprocess.run(command, cwd=mesh, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", "meshwright: there is too little memory\n")


@pytest.mark.slow
@pytest.mark.parametrize("more", [0, 0.5, 6.55, 10.9, 30.6, 32.3, 34.9])
def test_lack_of_memory_always_has_the_same_message(mesh: Path, more: float) -> None:
    """Even if Python has no memory for a message, or libraries continue without a part or abort."""
    requires("Linux")
    command = [sys.executable, "-c", LIMITED.format(more=more)]
    done = subprocess.run(command, cwd=mesh, capture_output=True, text=True, check=False)

    if done.returncode != 0:  # the last one may suffice on another machine
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith("meshwright: there is too little memory\n")
        assert "Traceback" not in done.stderr


WATCHED = """\
import logging, os, resource, signal, sys, time
import meshwright.cli.main as program
if {is_limited}:
    resource.setrlimit(resource.RLIMIT_AS, (2**45, 2**45))
def fail(error):
    raise error
def run(_):
    {act}
program.main = run
program.entry()
"""
SCARCE = "meshwright: there is too little memory\n"
ENDED = "meshwright: a process ended unexpectedly, usually because of too little memory\n"
ENDS = {
    "code 0": ("print('found', flush=True); return 0", 0, "found\n", ""),
    "code 1": ("print('found'); return 1", 1, "found\n", ""),
    "an interrupt": ("os.kill(os.getpid(), signal.SIGINT)", 130, "", ""),
    "a signal to stop": ("os.kill(os.getppid(), signal.SIGTERM); time.sleep(60)", 143, "", ""),
    "a limit of time": ("os.kill(os.getpid(), signal.SIGXCPU)", 152, "", ""),
    "an abort": ("os.abort()", 2, "", SCARCE),
    "a crash": ("os.kill(os.getpid(), signal.SIGSEGV)", 2, "", ENDED),
    "the system": ("os.kill(os.getpid(), signal.SIGKILL)", 2, "", ENDED),
    "words of a library": ("logging.error('x'); return 0", 0, "", ""),
}


@pytest.mark.slow
@pytest.mark.parametrize(("act", "code", "out", "words"), ENDS.values(), ids=ENDS)
def test_watching_process_ends_like_the_command(act: str, code: int, out: str, words: str) -> None:
    """It writes the message if the command could not."""
    requires("Linux")
    command = [sys.executable, "-c", WATCHED.format(is_limited=True, act=act)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (code, out, words)


@pytest.mark.slow
@pytest.mark.parametrize("is_limited", [True, False])
@pytest.mark.parametrize("unsayable", ["shortage", "_cannot"])
def test_memory_may_lack_for_the_message(unsayable: str, *, is_limited: bool) -> None:
    """It follows when the error and its references are released, or comes from the watching process."""
    requires("Linux")
    act = f"program.{unsayable} = lambda _: fail(MemoryError()); raise MemoryError"
    command = [sys.executable, "-c", WATCHED.format(is_limited=is_limited, act=act)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    is_silent = unsayable == "_cannot" and not is_limited
    expected = (86, "", "") if is_silent else (2, "", SCARCE)
    assert (done.returncode, done.stdout, done.stderr) == expected


def test_unexpected_error_close_to_the_memory_limit_is_a_lack_of_memory() -> None:
    """A library continues without the parts for which it got no memory; far from the limit, it is our bug."""
    requires("Linux")
    import resource

    bounds = resource.getrlimit(resource.RLIMIT_AS)
    with Path("/proc/self/status").open() as status:
        (peak,) = (int(line.split()[1]) * 1024 for line in status if line.startswith("VmPeak:"))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (peak + 2**25, bounds[1]))
        assert shortage(AttributeError("sha256")) == "there is too little memory"
        resource.setrlimit(resource.RLIMIT_AS, (peak + 2**32, bounds[1]))
        assert shortage(AttributeError("sha256")) is None
    finally:
        resource.setrlimit(resource.RLIMIT_AS, bounds)


def test_syntax_error_is_a_lack_of_memory_only_with_a_limit() -> None:
    """CPython's parser raises one if it gets no memory; without a limit, it is our bug."""
    requires("Linux")
    import resource

    bounds = resource.getrlimit(resource.RLIMIT_AS)
    assert bounds[0] == resource.RLIM_INFINITY
    assert shortage(SyntaxError("invalid syntax")) is None
    resource.setrlimit(resource.RLIMIT_AS, (2**46, bounds[1]))
    try:
        assert shortage(SyntaxError("invalid syntax")) == "there is too little memory"
    finally:
        resource.setrlimit(resource.RLIMIT_AS, bounds)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "there is too little memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "there is too little memory"),
        (SystemError("error return without exception set"), "there is too little memory"),
        (ImportError("x.so: failed to map segment from shared object"), "there is too little memory"),
        (
            OSError(errno.ECHILD, "a process ended early"),
            "a process ended unexpectedly, usually because of too little memory",
        ),
        (
            RuntimeError("can't start new thread"),
            "the system cannot start another process; too many are running, or too little memory is left",
        ),
        (
            OSError(errno.EMFILE, "Too many open files", "a.yaml"),
            "the limit of open files is too low; `ulimit -n` shows it",
        ),
        (
            ModuleNotFoundError("No module named 'yaml'", name="yaml"),
            "`yaml` cannot be loaded, so the installation is incomplete; install meshwright again",
        ),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else "",
)
def test_limit_of_the_machine_is_not_reported_as_a_bug(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever raises it."""

    def fail(_: object) -> int:
        raise error

    monkeypatch.setattr("meshwright.cli.explain.run", fail)
    monkeypatch.setattr("meshwright.cli.main.write_nowhere", lambda _: None)

    assert main(["explain", "unknown-team"]) == 2
    assert capsys.readouterr().err == f"meshwright: {words}\n"


@pytest.mark.parametrize(
    "error", [KeyError("memory"), ImportError("cannot import name", name="meshwright.x")]
)
def test_bug_is_reported_as_one(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line."""

    def fail(_: object) -> int:
        raise error

    monkeypatch.setattr("meshwright.cli.explain.run", fail)

    assert main(["explain", "unknown-team"]) == 2
    assert BUG in capsys.readouterr().err


def test_wrapped_memory_error_is_recognised() -> None:
    """The cause counts."""
    error = ValueError("wrapped")
    error.__cause__ = MemoryError()

    assert shortage(error) == "there is too little memory"
    assert shortage(ValueError("wrapped")) is None
