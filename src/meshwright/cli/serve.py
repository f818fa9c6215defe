"""`meshwright catalog serve`: the site, rebuilt whenever a file of the mesh changes."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

PAUSE = 0.7
"""Seconds between two checks of the files."""


def serve(options: argparse.Namespace) -> int:
    """Build the site and show it until the user ends it; if the mesh cannot be built, the last site stays in
    place.
    """
    from meshwright.cli.catalog_build import OUTPUT, build
    from meshwright.cli.main import UsageError
    from meshwright.cli.request import request_whole_mesh
    from meshwright.cli.site_server import HOST, SiteServer

    root = request_whole_mesh(options.path, options.as_of).project.root
    output = Path(options.output or root / OUTPUT).absolute()
    with _refusing(options.port):
        server = SiteServer(options.port, output)
    seen = _state(root, output)
    build(options)
    with _refusing(options.port):  # of two that wait for their first build, one is too late
        server.server_activate()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _say(f"http://{HOST}:{server.server_port}/ shows {root}; Ctrl-C ends it")
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(PAUSE)
            now = _state(root, output)
            if now == seen:
                continue
            seen = now
            try:
                build(options)
                _say("built again")
            except (UsageError, OSError) as error:
                _say(f"not built again: {error}")
    server.shutdown()
    return 0


@contextlib.contextmanager
def _refusing(port: int) -> Iterator[None]:
    from meshwright.cli.main import UsageError

    try:
        yield
    except (OSError, OverflowError) as error:
        why = str(getattr(error, "strerror", None) or error).rstrip(".")
        raise UsageError(f"port {port} cannot be used: {why}; choose another with `--port`") from error


def _state(root: Path, output: Path) -> dict[str, int]:
    """Return the modification time of each file from which the site is made."""
    return {str(path): changed for path, changed in _changes(root, output)}


def _changes(folder: Path, output: Path) -> Iterator[tuple[Path, int]]:
    pending = [folder]
    while pending:
        try:
            entries = sorted(pending.pop().iterdir())
        except OSError:
            continue
        for path in entries:
            with contextlib.suppress(OSError):  # a name may be too long
                if path.name.startswith(".") or path == output or path.is_symlink():
                    continue
                if path.is_dir():
                    pending.append(path)
                else:
                    yield path, path.stat().st_mtime_ns


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
