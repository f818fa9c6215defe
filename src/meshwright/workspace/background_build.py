"""A command of this program in a process of its own, in the background, which may be ended early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.workspace.isolation import start_logged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_PREFIX = "meshwright: "


class BackgroundBuild:
    """A running or ended command."""

    def __init__(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        """Start it; its output goes into a file of the folder. Raises OSError."""
        self._log = (folder / "log").open("w+", encoding="utf-8")
        self._process = start_logged("meshwright", arguments, folder, self._log, environment, None)

    @property
    def is_running(self) -> bool:
        """Return whether it has not ended."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask it to end; it first removes the files that it has made."""
        self._process.terminate()

    def wait(self) -> str:
        """Wait for its end, and return the reason why it failed; empty if it did not."""
        code = self._process.wait()
        with self._log as log:
            log.seek(0)
            said = [line.strip() for line in log if line.startswith(_PREFIX)]
        if code == 0:
            return ""
        return said[-1].removeprefix(_PREFIX) if said else f"the build ended with code {code}"
