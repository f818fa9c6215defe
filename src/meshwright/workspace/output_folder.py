"""Atomic replacement of an output folder, using a work folder next to it in which the new content is created.

After a killed run, either the old or the new folder exists, and the next run removes the work folder. If the system
cannot exchange two folders atomically, the output folder may be missing for a moment; the next run then restores the
old one.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.source import lock
from meshwright.source.exchange import exchange
from meshwright.workspace.interrupts import ENDING, delayed

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = ".meshwright-work"
"""The file that identifies a work folder; a process that fills the folder holds a lock on it."""
_OLD = "old"
_MOST_TRIES = 100


@contextmanager
def work_folder(output: Path) -> Iterator[tuple[Path, int]]:
    """Create a work folder for an output folder, and yield it with the descriptor of its lock, which child processes
    inherit.

    Afterwards, the work folder and those of killed runs are removed. Raises OSError.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    _clean(output)
    made: tuple[Path, int] | None = None
    try:
        with delayed(*ENDING):  # a folder that this process does not know yet would remain
            made = _made(output)
        yield made
    finally:
        try:
            if made is not None:
                _remove(*made, output)
        except KeyboardInterrupt:  # Ctrl-C during the removal, which takes a moment
            if made is not None:
                with suppress(OSError):
                    os.close(made[1])
            _clean(output)
            raise
        _clean(output)


def put_in_place(made: Path, output: Path, work: Path) -> None:
    """Replace the output folder with a folder from a work folder. Raises OSError."""
    for _ in range(_MOST_TRIES):  # another run can put its own folder there in the meantime
        if os.path.lexists(output) and exchange(str(made), str(output)):
            return
        if _moved(made, output, work / _OLD):
            return
    raise FileExistsError(errno.EEXIST, "other runs keep replacing it", str(output))


def _moved(made: Path, output: Path, old: Path) -> bool:
    """Move the output folder away and the new folder into its place; return False if another run was faster.

    If the move fails, the output folder is restored when the work folder is removed.
    """
    _delete(old)
    with suppress(FileNotFoundError):
        output.rename(old)
    try:
        made.rename(output)
    except OSError:
        if os.path.lexists(output):
            return False
        raise
    return True


def _made(output: Path) -> tuple[Path, int]:
    """Create and lock a work folder; try again if another run removes the folder before it is locked."""
    for _ in range(_MOST_TRIES):
        work = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
        name = str(work / LOCK)
        try:
            descriptor = lock.take(name)
        except FileNotFoundError:
            continue
        except OSError:  # a system without locks, where no other run can regard the folder as unused
            descriptor = os.open(name, os.O_RDWR | os.O_CREAT)
        if descriptor is not None:
            return work, descriptor
    raise FileExistsError(errno.EEXIST, "no work folder can be created next to it", str(output))


def _clean(output: Path) -> None:
    """Remove the work folders of processes that have ended."""
    pattern = re.compile(rf"\.{re.escape(output.name)}-[a-z0-9_]{{8}}")
    for work in sorted(output.parent.iterdir()):
        if not pattern.fullmatch(work.name) or work.is_symlink():
            continue
        with suppress(OSError):  # another run is removing it
            if not (work / LOCK).is_file():
                work.rmdir()  # killed before there was a lock file; another program's folder is not empty
            elif (descriptor := lock.take(str(work / LOCK))) is not None:
                _remove(work, descriptor, output)


def _remove(work: Path, descriptor: int, output: Path) -> None:
    """Remove a work folder, its lock file last; restore an output folder that was moved away without a replacement."""
    old = work / _OLD
    if os.path.lexists(old) and not os.path.lexists(output):
        old.rename(output)
    for path in work.iterdir():
        if path.name != LOCK:
            _delete(path)
    lock.drop(descriptor, str(work / LOCK))
    with suppress(OSError):
        work.rmdir()


def _delete(path: Path) -> None:
    """Delete a file or folder by name, even without permissions on it."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        for folder, _, files in os.walk(path):
            for each in (Path(folder, name) for name in ("", *files)):
                if not each.is_symlink():
                    each.chmod(stat.S_IRWXU)
        shutil.rmtree(path)
