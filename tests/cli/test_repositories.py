"""Unusual repositories: the right exit code, no bug, and nothing is fetched."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from repositories import commit, git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "daily.odcs.yaml"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: daily
version: 1.0.0
status: active
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: The play.}
      - {name: artist, logicalType: string, description: Who played.}
"""
Run = tuple[str, int, str]


@pytest.fixture
def origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository of two commits, the second of which removes a field."""
    monkeypatch.setenv("MESHWRIGHT_TRACEBACK", "1")
    return made(tmp_path / "origin")


def made(folder: Path, *options: str) -> Path:
    """Create such a repository."""
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main", *options)
    (folder / FILE).write_text(CONTRACT)
    commit(folder)
    (folder / FILE).write_text(CONTRACT[: CONTRACT.index("      - {name: artist")])
    commit(folder)
    return folder


def cloned(origin: Path, *options: str) -> Path:
    """Clone it through a transport that supports shallow and partial clones."""
    git(origin, "config", "uploadpack.allowFilter", "true")
    git(origin.parent, "clone", "--quiet", *options, origin.as_uri(), "clone")
    git(origin.parent / "clone", "config", "remote.origin.uploadpack", f"touch {origin.parent}/fetched #")
    return origin.parent / "clone"


def bare(origin: Path) -> Path:
    """A repository without files."""
    return cloned(origin, "--bare")


def shallow(origin: Path) -> Path:
    """Return a clone with only the last commit."""
    return cloned(origin, "--depth=1")


def partial(origin: Path) -> Path:
    """Return a clone with all commits, but only the checked-out files."""
    return cloned(origin, "--filter=blob:none")


def unfilled(origin: Path) -> Path:
    """Return a clone with all commits and no file."""
    return cloned(origin, "--filter=blob:none", "--no-checkout")


def nested(origin: Path) -> Path:
    """Put a second contract into a separate folder."""
    (origin / "sub").mkdir()
    (origin / "sub/other.yaml").write_text(CONTRACT.replace("id: daily", "id: other"))
    commit(origin)
    return origin


def sparse(origin: Path) -> Path:
    """Return a clone in which the folder with the second contract is not checked out."""
    clone = cloned(nested(origin))
    git(clone, "sparse-checkout", "set", "nothing")
    return clone


def sparse_and_partial(origin: Path) -> Path:
    """Return the same clone without the contents of files that are not checked out."""
    clone = cloned(nested(origin), "--filter=blob:none", "--no-checkout")
    git(clone, "config", "remote.origin.uploadpack", "git-upload-pack")
    git(clone, "sparse-checkout", "set", "nothing")
    git(clone, "checkout", "--quiet", "main")
    git(clone, "config", "remote.origin.uploadpack", f"touch {origin.parent}/fetched #")
    return clone


def worktree(origin: Path) -> Path:
    """Return a second work tree, whose `.git` is a file."""
    git(origin, "worktree", "add", "--quiet", "--detach", "../tree")
    return origin.parent / "tree"


def submodule(origin: Path) -> Path:
    """Return a repository that has the other one as a submodule, and only one file."""
    folder = made(origin.parent / "above")
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(origin), "below")
    git(folder, "commit", "--quiet", "--amend", "--no-edit")
    return folder


def grafted(origin: Path) -> Path:
    """Return a repository whose history ends at the last commit because a file states it."""
    (origin / ".git/info").mkdir(exist_ok=True)
    (origin / ".git/info/grafts").write_text(git(origin, "rev-parse", "HEAD") + "\n")
    return origin


def replaced(origin: Path) -> Path:
    """Return a repository with a replaced blob."""
    (origin / "broken").write_text("x: [\n")
    other = git(origin, "hash-object", "-w", "broken")
    (origin / "broken").unlink()
    git(origin, "replace", git(origin, "rev-parse", f"HEAD~1:{FILE}"), other)
    return origin


def sha256(origin: Path) -> Path:
    """Return a repository with SHA-256 names."""
    return made(origin.parent / "sha256", "--object-format=sha256")


def conflict(origin: Path) -> Path:
    """Return a repository with an unfinished merge."""
    git(origin, "checkout", "--quiet", "-b", "other", "HEAD~1")
    (origin / FILE).write_text(CONTRACT.replace("name: artist", "name: performer"))
    commit(origin)
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")
    subprocess.run(
        ["git", *identity, "merge", "--quiet", "main"], cwd=origin, capture_output=True, check=False
    )
    return origin


def unborn(origin: Path) -> Path:
    """Return a repository without a commit."""
    git(origin, "update-ref", "-d", "HEAD")
    return origin


def undatable(origin: Path) -> Path:
    """Return a repository with dates outside of any calendar."""
    tree, above = git(origin, "rev-parse", "HEAD^{tree}"), git(origin, "rev-parse", "HEAD~1")
    for when in ("9223372036854775807 +0000", "abc"):
        author = f"x <x@example.invalid> {when}"
        words = f"tree {tree}\nparent {above}\nauthor {author}\ncommitter {author}\n\nm\n"
        (origin / "commit").write_text(words)
        made = git(origin, "hash-object", "-t", "commit", "-w", "--literally", "commit")
        git(origin, "update-ref", "refs/heads/main", made)
    (origin / "commit").unlink()
    return origin


def damaged(origin: Path) -> Path:
    """Return a repository in whose history the object of a file is damaged."""
    blob = git(origin, "rev-parse", f"HEAD~1:{FILE}")
    stored = origin / ".git/objects" / blob[:2] / blob[2:]
    stored.chmod(0o600)
    stored.write_bytes(b"x")
    return origin


def headless(origin: Path) -> Path:
    """Return a repository whose HEAD names nothing."""
    (origin / ".git/HEAD").write_text("ref: refs/heads/none/../x\n")
    return origin


def cut_index(origin: Path) -> Path:
    """Return a repository with a truncated index."""
    index = origin / ".git/index"
    index.write_bytes(index.read_bytes()[:40])
    return origin


CHANGED = (
    ("check", 0, "1 document"),
    ("diff HEAD~1 HEAD", 1, "artist"),
    ("diff HEAD", 0, ""),
    ("impact HEAD~1 HEAD", 0, ""),
    ("check --changed-since HEAD~1", 1, "artist"),
)
CUT_OFF = (
    ("check", 0, "1 document"),
    ("diff HEAD", 0, ""),
    *(
        (f"{command} HEAD~1", 2, "`HEAD~1`")
        for command in ("diff", "impact", "check --changed-since", "report --base")
    ),
)
WAY_OUT = "git fetch --refetch --no-filter"
KINDS: dict[Callable[[Path], Path], tuple[Run, ...]] = {
    worktree: CHANGED,
    submodule: CHANGED,
    replaced: CHANGED,
    sha256: CHANGED,
    grafted: CUT_OFF,
    shallow: (*CUT_OFF, ("diff HEAD~1", 2, "git fetch --unshallow")),
    bare: (
        ("check", 2, "in this folder"),
        ("diff HEAD~1 HEAD", 1, "artist"),
        ("diff HEAD", 2, "head"),
        ("impact HEAD~1 HEAD", 0, ""),
    ),
    partial: (
        ("check", 0, "1 document"),
        ("diff HEAD", 0, ""),
        *(
            (f"{command} HEAD~1", 2, WAY_OUT)
            for command in ("diff", "impact", "check --changed-since", "report --base")
        ),
    ),
    sparse: (
        ("check", 0, "2 documents"),
        ("diff HEAD", 0, "no differences"),
        ("diff HEAD~2", 1, "artist"),
        ("score", 0, ""),
    ),
    sparse_and_partial: (("check", 2, WAY_OUT), ("diff HEAD", 2, WAY_OUT), ("score", 2, WAY_OUT)),
    unfilled: (("check", 2, "in this folder"), ("diff HEAD~1 HEAD", 2, WAY_OUT), ("impact HEAD", 2, WAY_OUT)),
    conflict: (
        ("check", 2, FILE),
        ("diff HEAD~1 HEAD", 1, "artist"),
        ("diff HEAD", 2, FILE),
        ("diff HEAD --staged", 2, FILE),
        ("check --changed-since HEAD", 2, FILE),
    ),
    undatable: CHANGED,
    damaged: (("check", 0, "1 document"), ("diff HEAD~1", 2, "git fsck"), ("impact HEAD~1", 2, "git fsck")),
    headless: (("check", 0, "1 document"), ("diff main", 2, "`HEAD`"), ("diff HEAD", 2, "`HEAD`")),
    cut_index: (("check", 0, "1 document"), ("diff HEAD~1 HEAD", 1, "artist"), ("diff HEAD", 0, "")),
    unborn: (("check", 0, "1 document"), ("diff HEAD", 2, "`HEAD`"), ("impact HEAD", 2, "`HEAD`")),
}
"""The commands for each, the exit code, and a part of the answer."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_unusual_repository_is_read_or_refused(
    kind: Callable[[Path], Path],
    origin: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An unreadable one ends with exit code 2 and a reason; others have findings and changes like any repository."""
    monkeypatch.chdir(kind(origin))

    for command, code, words in KINDS[kind]:
        assert (command, main(f"{command} --as-of 2026-11-01".split())) == (command, code)
        assert words in "".join(capsys.readouterr())
    assert not (origin.parent / "fetched").exists()
