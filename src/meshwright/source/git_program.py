"""Search for Git in the folders of PATH, except those that may belong to the checked repository.

By default, Windows also searches the current folder, and so does an empty part of PATH anywhere.
"""

# ruff: noqa: PTH113, PTH117, PTH118 - os.path returns False where Path would raise

from __future__ import annotations

import os
from pathlib import Path

_NAME = "git.exe" if os.name == "nt" else "git"


def git_program(root: Path) -> str:
    """Return the path of Git; raises LookupError with one line for users."""
    found = [
        folder
        for folder in os.get_exec_path()
        if os.access(program := os.path.join(folder, _NAME), os.X_OK) and os.path.isfile(program)
    ]
    for folder in found:
        if _is_outside(folder, root):
            return os.path.join(folder, _NAME)
    inside = f"git is installed only in `{found[0]}`, from which programs are never run" if found else ""
    raise LookupError(inside or "git is not installed")


def _is_outside(folder: str, root: Path) -> bool:
    """Return whether a folder of PATH is neither the current one nor in `root`."""
    if not os.path.isabs(folder):
        return False
    real, checked = Path(os.path.realpath(folder)), Path(os.path.realpath(root))
    is_system = checked == Path(checked.anchor)  # contains everything
    return real != Path(os.path.realpath(os.curdir)) and (is_system or not real.is_relative_to(checked))
