"""`meshwright check --watch`: checks again whenever a file of the mesh changes, until the user stops the command.

Compiled files are kept in memory, or with `--cache` in the store, so that a round compiles only edited files.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.cli.main import Stopped, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchfiles import Change

    from meshwright.facts.unit import Unit

    Round = Callable[[argparse.Namespace, dict[str, Unit]], int]

CLEAR = "\x1b[H\x1b[2J\x1b[3J"
"""The escape sequence that clears the terminal before each round."""
LATENCY = 200
"""The delay before the first round, in milliseconds; later changes start another round."""
MOST_UNITS = 3
"""The maximum number of compiled files in memory, as a multiple of those in the first round."""


def watch(options: argparse.Namespace, check: Round) -> int:
    """Check the mesh, and check it again after each change; raises UsageError if the first round fails."""
    from meshwright.source.discovery import find_root

    try:
        from watchfiles import DefaultFilter
    except ModuleNotFoundError as error:
        raise UsageError(f"`--watch` needs the extra `watch` ({error.name} is missing)") from error
    roots = {find_root(Path(path).absolute()) for path in options.paths or ["."] if path}
    root = os.path.realpath(roots.pop()) if len(roots) == 1 else None
    written = {os.path.realpath(each.partition("=")[2]) for each in options.output_file}
    of_others = DefaultFilter()

    def counts(change: Change, path: str) -> bool:
        return of_others(change, path) and os.path.realpath(path) not in written

    if root is None or not Path(root).is_dir():  # the same error as without `--watch`
        return check(options, {})
    try:
        rounds = _Rounds(options, check, root)
        for _ in _reasons(root, counts):
            rounds.make()
    except KeyboardInterrupt as end:
        # While it waits, watchfiles replaces the exception of a signal with a plain KeyboardInterrupt.
        if Stopped.last is not None:
            raise Stopped.last from end
        sys.stderr.write("\n")
    return 0


def _reasons(root: str, counts: Callable[[Change, str], bool]) -> Iterator[None]:
    """Yield for the first round, after each change, and when new folders are watched; raises UsageError."""
    from watchfiles import watch as changes_in

    while True:
        folders = _folders(root)
        is_new = True
        watcher = changes_in(
            *(folders or [root]),
            watch_filter=counts,
            rust_timeout=LATENCY,
            yield_on_timeout=True,
            raise_interrupt=True,
            recursive=not folders,
        )
        while True:
            try:
                changes = next(watcher, None)
            except FileNotFoundError:  # a folder was removed since it was listed
                time.sleep(LATENCY / 1_000)
                break
            except OSError as error:
                raise UsageError(f"`--watch` cannot watch the mesh: {error}") from error
            if changes is None:
                return
            if changes or is_new:
                is_new = False
                yield
                if folders and set(_folders(root)) != set(folders):
                    break
        watcher.close()
        if not Path(root).is_dir():
            raise UsageError(f"the mesh `{root}` no longer exists")


def _folders(root: str) -> list[str]:
    """Return the folders to watch individually; empty if the whole tree can be watched.

    On Linux, a watched tree includes the targets of links, which can form a cycle or cover the whole disk.
    """
    if sys.platform != "linux":
        return []
    from watchfiles import DefaultFilter

    found, left = [], [root]
    while left:
        folder = left.pop()
        found.append(folder)
        with suppress(OSError), os.scandir(folder) as entries:
            left += (
                each.path
                for each in entries
                if each.is_dir(follow_symlinks=False)
                and each.name not in DefaultFilter.ignore_dirs
                and _is_text(each.name)
            )
    return found


def _is_text(name: str) -> bool:
    """Return whether watchfiles can handle a name; its bytes must be valid UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Rounds:
    """The rounds of one run, and the settings that they share."""

    def __init__(self, options: argparse.Namespace, check: Round, root: str) -> None:
        self.options = options
        self.check = check
        self.root = root
        self.count = 0
        self._memo: dict[str, Unit] = {}
        self._most = 0

    def make(self) -> None:
        """Check once; from the second round on, print an error and wait for the next change."""
        from meshwright.report.terminal import one_line

        if sys.stdout.isatty():
            sys.stdout.write(CLEAR)
        try:
            self.check(argparse.Namespace(**vars(self.options)), self._memo)
        except (UsageError, OSError) as error:
            if self.count == 0 or isinstance(error, BrokenPipeError):
                raise
            sys.stderr.write(f"meshwright: {one_line(str(error))}\n")
        self.count += 1
        sys.stdout.flush()
        sys.stderr.write(f"watching {one_line(self.root)}; press Ctrl-C to stop\n")
        sys.stderr.flush()
        self._most = self._most or MOST_UNITS * len(self._memo)
        if len(self._memo) > self._most:
            self._memo.clear()
        gc.collect()
