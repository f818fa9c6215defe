"""`meshwright catalog serve`: serves the site of a mesh, and updates it when files change.

After an edit, product pages are rendered on request while a background process rebuilds the whole site. The next edit
cancels that process.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from meshwright.cli.catalog_build import Prepared
    from meshwright.cli.site_server import SiteServer
    from meshwright.facts.unit import Unit
    from meshwright.workspace.background_build import BackgroundBuild
    from meshwright.workspace.site import Frame

PAUSE = 0.2
"""The minimum number of seconds between two scans of the files."""
SHARE = 10
"""The pause after a scan, as a multiple of its duration."""
MOST_UNITS = 3
"""The maximum number of compiled files in memory, as a multiple of those in the first build."""
OTHER_INPUTS = ("pull_requests", "observations", "audience")
"""The options that require the mesh to be checked again after each edit."""
OPTIONS = ("site_url", "pull_requests", "observations", "audience")


def serve(options: argparse.Namespace) -> int:
    """Build the site and serve it until the user stops the command. If a later build fails, the last site remains."""
    from meshwright.cli.catalog_build import OUTPUT
    from meshwright.cli.request import request_whole_mesh
    from meshwright.cli.site_server import HOST, SiteServer

    root = request_whole_mesh(options.path, options.as_of).project.root
    output = Path(options.output or root / OUTPUT).absolute()
    with _refusing(options.port):
        server = SiteServer(options.port, output)
    with contextlib.closing(_Rounds(options, root, output, server)) as rounds:
        rounds.begin()
        with _refusing(options.port):  # another process may have opened the port during the first build
            server.server_activate()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _say(f"http://{HOST}:{server.server_port}/ serves {root}; press Ctrl-C to stop")
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                rounds.look()
    server.shutdown()
    return 0


class _Rounds:
    """The builds of one run, and the state that they share."""

    def __init__(self, options: argparse.Namespace, root: Path, output: Path, server: SiteServer) -> None:
        self._options, self._root, self._output, self._server = options, root, output, server
        self._memo: dict[str, Unit] = {}
        self._most = 0
        self._seen: dict[str, int] = {}
        self._frame: Frame | None = None
        self._last: Prepared | None = None
        self._work = Path(tempfile.mkdtemp(prefix=".meshwright-"))
        self._building: BackgroundBuild | None = None
        self._stopped: list[BackgroundBuild] = []

    def begin(self) -> None:
        """Build the site; raises UsageError."""
        from meshwright.cli.catalog_build import prepare

        self._seen = _state(self._root, self._output)
        self._last = prepare(self._options, self._memo)
        self._build(self._last)
        self._most = MOST_UNITS * len(self._memo)

    def look(self) -> None:
        """Scan the files and show changes; without changes, report a finished build and wait until the next scan."""
        began = time.monotonic()
        now = _state(self._root, self._output)
        if now != self._seen:
            changed = {path for path, _ in now.items() ^ self._seen.items()}
            self._seen = now
            self._show(changed)
            return
        self._end_build(early=False)
        for build in [each for each in self._stopped if not each.is_running]:
            build.wait()
            self._stopped.remove(build)
        time.sleep(max(PAUSE, SHARE * (time.monotonic() - began)))

    def close(self) -> None:
        """Cancel the running build and remove its files."""
        self._end_build(early=True)
        for build in self._stopped:
            build.wait()
        shutil.rmtree(self._work, ignore_errors=True)

    def _show(self, changed: set[str]) -> None:
        from meshwright.cli.catalog_build import prepare
        from meshwright.cli.main import UsageError
        from meshwright.workspace.edited_site import edited_site

        is_site = any(Path(path).is_relative_to(self._root / "site") for path in changed)
        last, self._last = (self._last if self._are_documents(changed) else None), None
        self._end_build(early=True)
        try:
            self._last = prepared = prepare(self._options, self._memo, last)
            edited = None
            if self._frame is not None and not is_site:
                edited = edited_site(prepared.run.source, prepared.own, self._frame)
            if edited is None:
                self._build(prepared)
                self._server.edited = lambda _: None
                _say("built again")
            else:
                self._server.edited = edited.file
                _say("product pages show the change")
                self._start_build()
        except (UsageError, OSError) as error:
            _say(f"not rebuilt: {error}")
        if len(self._memo) > self._most:
            self._memo.clear()

    def _are_documents(self, changed: set[str]) -> bool:
        """Return whether all changed files are documents of the mesh; other files affect the whole site."""
        if self._last is None or any(getattr(self._options, name) for name in OTHER_INPUTS):
            return False
        entries = self._last.compiled.snapshot.entries
        return all(Path(path).relative_to(self._root).as_posix() in entries for path in changed)

    def _build(self, prepared: Prepared) -> None:
        from meshwright.cli.catalog_build import finish

        self._frame = finish(prepared).frame
        gc.unfreeze()
        gc.collect()

    def _start_build(self) -> None:
        """Build the whole site in a separate process, which reuses the unchanged pages of its last build."""
        from meshwright.source.cache import VARIABLE
        from meshwright.workspace.background_build import BackgroundBuild

        options = vars(self._options)
        arguments = ["catalog", "build", str(self._root), "--output", str(self._output)]
        for name in OPTIONS:
            if options[name]:
                value = options[name]
                path = str(Path(value).absolute()) if name in ("pull_requests", "observations") else value
                arguments.append(f"--{name.replace('_', '-')}={path}")
        if self._options.trend:
            arguments.append("--trend")
        if self._options.as_of:
            arguments.append(f"--as-of={self._options.as_of.isoformat()}")
        own = str(self._work / "cache")
        is_outside = not Path(os.path.realpath(own)).is_relative_to(os.path.realpath(self._root))
        cache = os.environ.get(VARIABLE) or (own if is_outside else "")
        self._building = BackgroundBuild(arguments, self._work, {VARIABLE: cache})

    def _end_build(self, *, early: bool) -> None:
        """Report the result of a finished build; with `early`, cancel a running build."""
        if self._building is None or (not early and self._building.is_running):
            return
        build, self._building = self._building, None
        if early:
            build.stop()  # it removes its files while the edited pages are shown
            self._stopped.append(build)
            return
        why = build.wait()
        if why:
            _say(f"not rebuilt: {why}")
            return
        self._server.edited = lambda _: None
        _say("built again")
        gc.collect()


@contextlib.contextmanager
def _refusing(port: int) -> Iterator[None]:
    from meshwright.cli.main import UsageError

    try:
        yield
    except (OSError, OverflowError) as error:
        why = str(getattr(error, "strerror", None) or error).rstrip(".")
        raise UsageError(f"port {port} cannot be used: {why}; choose another with `--port`") from error


def _state(root: Path, output: Path) -> dict[str, int]:
    """Return the modification time of each source file of the site."""
    found: dict[str, int] = {}
    pending, left_out = [str(root)], str(output)
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    with contextlib.suppress(OSError):
                        if entry.name.startswith(".") or entry.path == left_out or entry.is_symlink():
                            continue
                        if entry.is_dir():
                            pending.append(entry.path)
                        else:
                            found[entry.path] = entry.stat().st_mtime_ns
        except OSError:  # a folder that was removed or cannot be read
            continue
    return found


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
