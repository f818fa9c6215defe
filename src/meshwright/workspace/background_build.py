"""A command of this program that runs in a background process and can be stopped early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.workspace.isolation import start_logged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_PREFIX = "meshwright: "


class BackgroundBuild:
    """A running or finished command."""

    def __init__(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        """Start the command; its output goes to a file in the folder. Raises OSError."""
        self._log = (folder / "log").open("w+", encoding="utf-8")
        self._process = start_logged("meshwright", arguments, folder, self._log, environment, None)

    @property
    def is_running(self) -> bool:
        """Whether the command is still running."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask the process to stop. Before it ends, it removes its files."""
        self._process.terminate()

    def wait(self) -> str:
        """Wait until the command ends, and return the reason for a failure; empty for success."""
        code = self._process.wait()
        with self._log as log:
            log.seek(0)
            said = [line.strip() for line in log if line.startswith(_PREFIX)]
        if code == 0:
            return ""
        return said[-1].removeprefix(_PREFIX) if said else f"the build ended with code {code}"
