"""A journal for changes to several files: after a killed run, the next run completes or undoes all of them.

A journal lists the changes. A *plan* is undone, a *commit* is completed. A file with neither its old nor its new
content was changed by another process, and is kept. This module does not lock anything or decide where journals
are.
"""

# ruff: noqa: PTH102, PTH105, PTH106, PTH108, PTH110, PTH116, PTH119, PTH120, PTH123 - file names can contain arbitrary
# bytes

from __future__ import annotations

import errno
import json
import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from meshwright.source import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Step:
    """The change to one file."""

    path: str
    """The requested path, relative to the root."""
    target: str
    """The real path of the file, with links resolved."""
    draft: str
    """The temporary path of the new content; empty for a removed file."""
    old: str | None
    """The digest of the old content; None for a new file."""
    new: str | None
    """The digest of the new content; None for a removed file."""


@dataclass(frozen=True, slots=True)
class _Plan:
    steps: tuple[Step, ...]
    folders: tuple[str, ...]
    """The folders to create, outermost first."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """The result of recovering the changes of a killed run."""

    is_completed: bool
    """Whether the changes were completed rather than undone."""
    count: int
    left: tuple[str, ...]
    """The files that another process has changed since then; they are left as they are."""


def names(journal: str) -> tuple[str, str]:
    """Return the names of a journal's plan file and commit file."""
    return f"{journal}.plan", f"{journal}.commit"


def step_for(path: str, target: str, old: str | None, new: str | None) -> Step:
    """Return the step for a file, with a name for its draft."""
    return Step(path, target, "" if new is None else atomic.draft_of(target), old, new)


def _missing_folders(steps: Sequence[Step]) -> tuple[str, ...]:
    missing = set()
    for step in steps:
        folder = os.path.dirname(step.target)
        while step.draft and not os.path.lexists(folder):
            missing.add(folder)
            folder = os.path.dirname(folder)
    return tuple(sorted(missing))


def perform(journal: str, steps: Sequence[Step], contents: Mapping[str, bytes | None]) -> list[str]:
    """Perform all steps or none; return the files that another process changed in the meantime. Raises OSError."""
    before = {step.path: _content(step.target) for step in steps}
    folders = _missing_folders(steps)
    try:
        return _perform(journal, steps, contents)
    except OSError:  # some systems cannot replace an open file
        with suppress(FileNotFoundError):
            os.replace(*reversed(names(journal)))  # without a commit, a later run does not complete anything
        done = [step for step in steps if digest(step.target) == step.new]
        back = [step_for(step.path, step.target, step.new, step.old) for step in done]
        _undo(journal, _Plan(tuple(steps), ()))
        _perform(journal, back, before)
        _drop_folders(folders)
        raise


def _perform(journal: str, steps: Sequence[Step], contents: Mapping[str, bytes | None]) -> list[str]:
    if not steps:
        return []
    plan = _Plan(tuple(steps), _missing_folders(steps))
    noted, committed = names(journal)
    try:
        atomic.write(noted, json.dumps(asdict(plan)).encode())
        for folder in plan.folders:
            os.mkdir(folder)
        for step in plan.steps:
            data = contents[step.path]
            if data is not None:
                with _about(step):
                    atomic.write(step.draft, data, atomic.mode_for(step.target))
        os.replace(noted, committed)
    except BaseException:
        if os.path.exists(noted) or not os.path.exists(committed):
            _undo(journal, plan)
        else:
            _completed(journal, plan)
        raise
    return _completed(journal, plan)


def _undo(journal: str, plan: _Plan) -> None:
    for step in plan.steps:
        _drop(step)
    _drop_folders(plan.folders)
    _forget(journal)


def _completed(journal: str, plan: _Plan) -> list[str]:
    """Move each draft into place, and return the files that another process has changed in the meantime."""
    try:
        return _complete(journal, plan)
    except KeyboardInterrupt:  # Ctrl-C after all contents are written and only renames remain
        _complete(journal, plan)
        raise


def _complete(journal: str, plan: _Plan) -> list[str]:
    atomic.settle(os.path.dirname(journal))
    left = [step.path for step in plan.steps if not _is_done(step)]
    for step in plan.steps:
        _drop(step)
    for folder in {os.path.dirname(step.target) for step in plan.steps}:
        atomic.settle(folder)
    _forget(journal)
    return left


def _is_done(step: Step) -> bool:
    """Perform a step unless it is already done; return whether the file has its new content."""
    if os.path.realpath(step.target) != step.target:
        return False
    found = digest(step.target)
    if found == step.new:
        return True
    if found != step.old:
        return False
    if step.new is not None and digest(step.draft) != step.new:  # cleaned up in the meantime
        return False
    try:
        with _about(step):
            if step.new is None:
                os.unlink(step.target)
            else:
                atomic.put(step.draft, step.target, is_new=step.old is None)
    except FileExistsError:
        return False
    return True


def recover(journal: str) -> Recovery | None:
    """Complete a commit or undo a plan, if there is one. Raises OSError."""
    noted, committed = names(journal)
    plan = _read(committed)
    if plan is not None:
        left = _completed(journal, plan)
        return Recovery(True, len(plan.steps) - len(left), tuple(left))
    plan = _read(noted)
    if plan is not None:
        _undo(journal, plan)
        return Recovery(False, len(plan.steps), ())
    _forget(journal)
    return None


def _read(name: str) -> _Plan | None:
    """Return the plan in a journal; None if the journal is missing or incomplete; in that case, no change was made."""
    try:
        with open(name, "rb") as file:
            noted = json.load(file)
    except (FileNotFoundError, ValueError):
        return None
    return _Plan(tuple(Step(**step) for step in noted["steps"]), tuple(noted["folders"]))


def _forget(journal: str) -> None:
    for name in names(journal):
        with suppress(FileNotFoundError):
            os.unlink(name)


def _drop(step: Step) -> None:
    if os.path.basename(step.draft).startswith(atomic.PREFIX):
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(step.draft)


def _drop_folders(folders: tuple[str, ...]) -> None:
    for folder in reversed(folders):
        with suppress(OSError):  # another process put something else there
            os.rmdir(folder)


def _content(name: str) -> bytes | None:
    """Return the content of a file; None if it does not exist. Raises OSError unless it is a regular file."""
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):
            raise OSError(errno.EPERM, "it is not a regular file", name)
        with open(name, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def digest(name: str) -> str | None:
    """Return the digest of a file's content; None if the file does not exist. Raises OSError."""
    return digest_of(_content(name))


def digest_of(data: bytes | None) -> str | None:
    """Return the digest of a file's content; None for a missing file."""
    return None if data is None else sha256(data).hexdigest()


@contextmanager
def _about(step: Step) -> Iterator[None]:
    """Replace the name of a draft in an OSError with that of the requested file."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = step.path, None
        raise
