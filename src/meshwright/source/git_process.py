"""Git processes: their start, and time limits for their responses.

Git runs with fixed settings and a clean environment: neither the checked repository nor an enclosing hook can make
it execute, fetch or write anything.
"""

# ruff: noqa: PTH112, PTH113 - os.path returns False where Path would raise

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, NamedTuple

from meshwright.source.git_program import git_program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

PATIENCE = 120.0
"""The time limit for one response in seconds; a pattern in a .gitignore can keep Git busy forever."""
_SETTINGS = (
    "safe.bareRepository=explicit",  # a folder of the tree may be a repository, with commands in its config
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "protocol.allow=never",  # a partial clone would fetch missing objects
    "core.checkStat=default",  # a file is clean only if its whole `stat` is unchanged
    "core.trustctime=true",
    "log.diffMerges=separate",  # a merge is compared with its first parent
)
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # replacement refs would return other bytes for an id
    "GIT_TERMINAL_PROMPT": "0",
    "NoDefaultCurrentDirectoryInExePath": "1",  # Windows searches the current folder for programs first
}


class GitError(Exception):
    """Git is missing, or lacks the requested item; the message is a single line for users."""


class GitTimeoutError(Exception):
    """Git did not respond in time. This is not a GitError, because callers continue without Git after a GitError."""

    def __init__(self) -> None:
        super().__init__(
            f"no response from git for {PATIENCE / 60:g} minutes;"
            " check .gitignore for patterns with many `*`, and the disk for errors"
        )


class Answer(NamedTuple):
    """The output of a process."""

    code: int
    text: str
    """The output as text; bytes that are not UTF-8 are surrogates (PEP 383), here and in every path."""
    complaints: str


def answer(process: subprocess.Popen[bytes]) -> Answer:
    """Wait until a process ends, and return its whole output; raises GitTimeoutError."""
    with process:
        try:
            text, complaints = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            raise GitTimeoutError from error
    return Answer(
        process.returncode,
        text.decode("utf-8", "surrogateescape"),
        complaints.decode("utf-8", "surrogateescape"),
    )


def start(
    root: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    complaints: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Start Git in a folder; external arguments must follow --end-of-options."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    where = ["-C", str(root), *(["--git-dir=."] if is_bare(root) else [])]
    arguments = [*where, *settings, "--no-pager", "--no-optional-locks", *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.Popen(  # noqa: S603 - no shell; arguments from outside follow --end-of-options
            [git_program(root), *arguments],
            env={**kept, **_ENVIRONMENT, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
    except LookupError as error:
        raise GitError(str(error)) from error
    except OSError as error:  # an argument may be too long
        raise GitError(f"cannot run git: {str(error).lower()}") from error


def is_bare(root: Path) -> bool:
    """Return whether the folder itself is a bare repository, which Git may use only if `--git-dir` names it."""
    return os.path.isfile(root / "HEAD") and os.path.isdir(root / "objects") and os.path.isdir(root / "refs")


class Talk:
    """A process that answers many queries, and is terminated if it does not respond in time."""

    def __init__(self, process: subprocess.Popen[bytes], complaints: IO[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.requests: IO[bytes] = process.stdin
        self.answers: IO[bytes] = process.stdout
        self._process = process
        self._complaints = complaints
        self._request_count = 0
        self._answered = 0
        self._is_over = threading.Event()
        self._is_late = False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait for one response, up to the time limit."""
        self._request_count += 1
        yield
        self._answered += 1
        if self._is_late:
            raise GitTimeoutError

    def watch(self) -> None:
        """Terminate the process if the same query is still pending at the next check."""
        waiting_for = 0
        while not self._is_over.wait(PATIENCE):
            request_count, answered = self._request_count, self._answered
            if request_count > answered and request_count == waiting_for:
                self._is_late = True
                self._process.kill()
                return
            waiting_for = request_count

    def complaint(self) -> str:
        """Return the last line of Git's error output."""
        self._process.wait(PATIENCE)
        self._complaints.seek(0)
        text = self._complaints.read().decode("utf-8", "surrogateescape").strip()
        return text.rpartition("\n")[2].removeprefix("fatal: ").removeprefix("error: ")

    def end(self) -> None:
        """Stop the watcher and the process."""
        self._is_over.set()
        self._process.kill()
        with suppress(BrokenPipeError):  # discard pending queries
            self.requests.close()


@contextmanager
def talk(root: Path, *arguments: str) -> Iterator[Talk]:
    """Start Git for many queries."""
    with tempfile.TemporaryFile() as complaints, start(root, arguments, {}, complaints) as process:
        talking = Talk(process, complaints)
        watcher = threading.Thread(target=talking.watch, daemon=True)
        watcher.start()
        try:
            yield talking
        finally:
            talking.end()
            watcher.join()
