"""One command run repeatedly, and ended before each of its file operations in turn.

Runs as a separate program that forks, so that no thread and nothing else of a test's process interferes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

WRITING = {
    "os.mkdir",
    "os.rmdir",
    "os.remove",
    "os.rename",
    "os.link",
    "os.chmod",
    "fcntl.flock",
    "killing.fsync",
}
"""Audit events of operations that change the disk, or wait; `open` counts if it may write."""
PYTHON = "python"
"""A prefix of Python code, instead of a command of ours."""
IN_VAIN = ("/dev/", "/proc/")


class Ending(NamedTuple):
    """The state after a run that ended at one moment, and after the next run."""

    moment: int
    event: str
    code: int
    """The exit code; a signal's number below 0."""
    words: str
    state: dict[str, str]
    next_code: int
    next_words: str
    next_state: dict[str, str]
    journals: list[str]
    """The remaining journals after the next run."""


def endings(
    folder: Path,
    mesh: Path,
    *arguments: str,
    how: str = "SIGKILL",
    then: tuple[str, ...] | None = None,
    **more: Any,
) -> list[Ending]:
    """Run a command on copies of a mesh, each time ended at a later moment, until it ends by itself.

    After each run another command is run, or the same. `more`: `step` leaves out moments, `events` counts only
    these, `moves` makes folders be moved instead of exchanged.
    """
    wanted = {
        "folder": str(folder),
        "mesh": str(mesh),
        "arguments": arguments,
        "how": how,
        "then": then,
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-B", __file__],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Ending(*each) for each in json.loads(done.stdout)]


def state_of(folder: Path) -> dict[str, str]:
    """Return everything below a folder: links with targets, files with permissions and digest."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_dir():
            found[name] = "folder"
        else:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            found[name] = f"{path.stat().st_mode & 0o777:o} {digest}"
    return found


def _is_file(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


class _Ender:
    """An audit hook that ends the process, or interrupts it, at one of its file operations."""

    def __init__(self, moment: int, how: str, events: list[str] | None, report: int) -> None:
        self.left = moment
        self.how = how
        self.events = events
        self.report = report

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.left < 0 or not self._counts(event, arguments):
            return
        self.left -= 1
        if self.left >= 0:
            return
        os.write(self.report, f"{event} {arguments}"[:300].encode())
        if self.how == "SIGKILL":
            if event == "killing.fsync" and _is_file(arguments[0]):  # it may be on the disk in part
                os.ftruncate(arguments[0], os.fstat(arguments[0]).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how == "ENOSPC":
            raise OSError(28, "No space left on device", str(arguments[0]))
        os.kill(os.getpid(), getattr(signal, self.how))

    def _counts(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if self.events is not None and not any(event.startswith(each) for each in self.events):
            return False
        if event == "open":
            name, mode, flags = arguments
            is_writing = any(letter in (mode or "") for letter in "wax+") or flags & (os.O_WRONLY | os.O_RDWR)
            is_counted = _is_file(name) if isinstance(name, int) else not str(name).startswith(IN_VAIN)
            return bool(is_writing) and is_counted
        return event in WRITING


def _run(arguments: list[str], mesh: Path, log: Path, ender: tuple[Any, ...] | None) -> tuple[int, str, str]:
    """Run a command in a separate process; return its ending, its output, and the event at which it ended."""
    end, report = os.pipe()
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.chdir(mesh)
            output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.close(end)
            code = _as_program(arguments, ender, report)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    os.close(report)
    with os.fdopen(end, "rb") as events:
        event = events.read().decode()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), log.read_text(), event


def _as_program(arguments: list[str], ender: tuple[Any, ...] | None, report: int) -> int:
    from meshwright.cli import main

    os.set_inheritable(report, False)
    if ender is not None:
        settle = os.fsync

        def fsync(descriptor: int) -> None:
            sys.audit("killing.fsync", descriptor)
            settle(descriptor)

        os.fsync = fsync
        sys.addaudithook(_Ender(*ender, report))
    main._heed_signals()
    try:
        if arguments[0] == PYTHON:
            exec(arguments[1], {})
            return 0
        return main.main(arguments)
    except KeyboardInterrupt as end:
        return main._code_of(end)


def _main() -> None:
    wanted = json.load(sys.stdin)
    folder = Path(wanted["folder"])
    from meshwright.workspace import output_folder

    if wanted.get("moves"):
        output_folder.exchange = lambda *_: False
    if wanted["arguments"][0] != PYTHON:
        from meshwright.rulekit.registry import all_rules

        all_rules()  # loaded once, before anything is forked
    found = []
    moment = 0
    while True:
        here = folder / str(moment)
        mesh = Path(shutil.copytree(wanted["mesh"], here / "mesh", symlinks=True))
        os.environ["XDG_STATE_HOME"] = str(here / "state")
        ender = (moment, wanted["how"], wanted.get("events"))
        code, words, event = _run(wanted["arguments"], mesh, here / "log", ender)
        state = state_of(mesh)
        next_code, next_words, _ = _run(wanted["then"] or wanted["arguments"], mesh, here / "log", None)
        journals = [path.name for path in (here / "state").rglob("*") if path.is_file()]
        found.append((moment, event, code, words, state, next_code, next_words, state_of(mesh), journals))
        shutil.rmtree(here)
        if not event:
            break
        moment += wanted.get("step", 1)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    _main()
