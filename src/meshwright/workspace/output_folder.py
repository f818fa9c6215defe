"""A folder that is replaced as a whole, and the work folder next to it in which the new one is made.

A killed run leaves the old folder or the new one, and its work folder, which the next run removes. If the
system cannot exchange two folders at once, there may be no folder for a moment: the next run restores the old
one.
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

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = ".meshwright-work"
"""The file that identifies a work folder; locked while a process fills it."""
_OLD = "old"
_MOST_TRIES = 100


@contextmanager
def work_folder(output: Path) -> Iterator[tuple[Path, int]]:
    """Make a work folder for an output folder, with the descriptor of its lock, for child processes that work
    in it.

    Remove it afterwards, together with those of killed runs. Raises OSError.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    _clean(output)
    work, descriptor = _made(output)
    try:
        yield work, descriptor
    finally:
        try:
            _remove(work, descriptor, output)
        except KeyboardInterrupt:  # pressed while it is being removed, which takes a moment
            with suppress(OSError):
                os.close(descriptor)
            _clean(output)
            raise
        _clean(output)


def put_in_place(made: Path, output: Path, work: Path) -> None:
    """Replace the output folder with a folder that was made in a work folder. Raises OSError."""
    for _ in range(_MOST_TRIES):  # another run may put its own there meanwhile
        if os.path.lexists(output) and exchange(str(made), str(output)):
            return
        if _moved(made, output, work / _OLD):
            return
    raise FileExistsError(errno.EEXIST, "other runs keep replacing it", str(output))


def _moved(made: Path, output: Path, old: Path) -> bool:
    """Move the output folder away and the new folder in its place; return False if another run was faster.

    An output folder that was moved away in vain is restored when the work folder is removed.
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
    """Make a work folder and lock it; until then, another run may remove it."""
    for _ in range(_MOST_TRIES):
        work = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
        name = str(work / LOCK)
        try:
            descriptor = lock.take(name)
        except FileNotFoundError:
            continue
        except OSError:  # no locks here: another run cannot take it for unused
            descriptor = os.open(name, os.O_RDWR | os.O_CREAT)
        except BaseException:
            _delete(work)
            raise
        if descriptor is not None:
            return work, descriptor
    raise FileExistsError(errno.EEXIST, "no work folder can be made next to it", str(output))


def _clean(output: Path) -> None:
    """Remove the work folders whose processes have ended."""
    pattern = re.compile(rf"\.{re.escape(output.name)}-[a-z0-9_]{{8}}")
    for work in sorted(output.parent.iterdir()):
        if not pattern.fullmatch(work.name) or work.is_symlink():
            continue
        with suppress(OSError):  # another run removes it
            if not (work / LOCK).is_file():
                work.rmdir()  # killed before there was a lock; a folder of another program is not empty
            elif (descriptor := lock.take(str(work / LOCK))) is not None:
                _remove(work, descriptor, output)


def _remove(work: Path, descriptor: int, output: Path) -> None:
    """Remove a work folder, its lock last, because the lock identifies it; restore a folder that was moved
    away in vain.
    """
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
    """Delete the file or folder with a name, even a folder without permissions."""
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
