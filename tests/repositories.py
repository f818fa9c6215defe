"""Real Git repositories for tests, without the user's Git settings."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import minimal_mesh
from minimal_mesh import CONTRACT

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(folder: Path, *arguments: str) -> str:
    """Run Git in a folder, and return its output."""
    environment = {**os.environ, **IDENTITY}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, message: str = "Change") -> str:
    """Commit everything, and return the commit's id."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def start(folder: Path) -> None:
    """Make a folder a repository whose `main` has all of its files."""
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)


def edit(folder: Path, old: str, new: str, path: str = CONTRACT) -> None:
    """Replace a text in a file."""
    minimal_mesh.edit(folder, path, old, new)
