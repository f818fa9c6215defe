import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Repository:
    """A real Git repository in its own folder."""

    root: Path

    def git(self, *arguments: str | bytes) -> str:
        """Run Git as a user would, and return its output."""
        done = subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True)
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str, content: str | bytes = "") -> None:
        """Write a file, and create its folders."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, message: str = "Change") -> str:
        """Commit everything, and return the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def new_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Repository]:
    """Return a function that makes repositories below `tmp_path`, without the user's Git settings."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    settings = '[user]\nname = A\nemail = a@example.com\n[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n'
    (home / ".gitconfig").write_text(settings)

    def make(name: str = "mesh", *options: str) -> Repository:
        repository = Repository(tmp_path / name)
        repository.root.mkdir()
        repository.git("init", "--quiet", *options)
        return repository

    return make


@pytest.fixture
def repository(new_repository: Callable[..., Repository]) -> Repository:
    """A repository without commits."""
    return new_repository()
