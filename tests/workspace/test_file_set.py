"""Files are written together, at the right path, and never over edits of others."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from killing import state_of
from meshwright.source import atomic, state
from meshwright.workspace import file_set, journal

NEW = {"a.yaml": b"new a", "b.yaml": b"new b"}


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of journals."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "notes"))
    return tmp_path / "notes/meshwright"


@pytest.fixture
def root(tmp_path: Path, notes: Path) -> Path:
    """Return a folder with two files."""
    assert not notes.exists()
    folder = tmp_path.resolve() / "mesh"
    folder.mkdir()
    for name in NEW:
        (folder / name).write_bytes(b"old")
    return folder


def contents(root: Path) -> dict[str, bytes]:
    """Return all files below a folder, whatever their names."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def interrupted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write, and end like a killed process after the first file is in place."""
    put = atomic.put
    calls = []

    def end(*arguments: str, **more: bool) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise SystemExit
        put(*arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "put", end)
        with pytest.raises(SystemExit):
            file_set.write(str(root), NEW)


def test_next_run_completes_an_interrupted_one(root: Path, notes: Path, monkeypatch) -> None:
    """Nothing else remains."""
    interrupted(root, monkeypatch)
    assert contents(root) != NEW

    assert file_set.recover(str(root)) == journal.Recovery(True, 2, ())
    assert contents(root) == NEW
    assert list(notes.iterdir()) == []
    assert file_set.recover(str(root)) is None


def test_later_edit_is_kept(root: Path, notes: Path, monkeypatch) -> None:
    """A file with neither the old nor the new content is kept and reported."""
    interrupted(root, monkeypatch)
    (root / "b.yaml").write_bytes(b"mine")

    assert file_set.recover(str(root)) == journal.Recovery(True, 1, ("b.yaml",))
    assert contents(root) == {"a.yaml": b"new a", "b.yaml": b"mine"}
    assert list(notes.iterdir()) == []


def test_edited_draft_is_not_used(root: Path, monkeypatch) -> None:
    """Only a draft with the digest in the journal replaces a file."""
    interrupted(root, monkeypatch)
    (draft,) = root.glob(".meshwright-*")
    draft.write_bytes(b"else")

    assert file_set.recover(str(root)) == journal.Recovery(True, 1, ("b.yaml",))
    assert contents(root) == {"a.yaml": b"new a", "b.yaml": b"old"}


def test_later_link_is_not_followed(root: Path, tmp_path: Path, monkeypatch) -> None:
    """Another revision with links instead of files may have been checked out."""
    interrupted(root, monkeypatch)
    victim = tmp_path / "victim"
    victim.write_bytes(b"old")
    (root / "b.yaml").unlink()
    (root / "b.yaml").symlink_to(victim)

    assert file_set.recover(str(root)) == journal.Recovery(True, 1, ("b.yaml",))
    assert victim.read_bytes() == b"old"


def test_journal_in_the_repository_is_ignored(root: Path, notes: Path, monkeypatch) -> None:
    """A repository may contain anything; only our own journals count."""
    name = sha256(os.fsencode(root)).hexdigest()
    interrupted(root, monkeypatch)
    (noted,) = notes.glob("*.commit")
    for folder in (".meshwright", ".git", ".local/state/meshwright", "."):
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / f"{name}.commit").write_bytes(noted.read_bytes())
    noted.unlink()

    assert file_set.recover(str(root)) is None
    assert (root / "b.yaml").read_bytes() == b"old"


def test_journals_are_never_in_the_repository(root: Path, tmp_path: Path, monkeypatch) -> None:
    """If the home is in it, they are in the folder for temporary files."""
    monkeypatch.setenv("XDG_STATE_HOME", str(root / "state"))
    monkeypatch.setenv("HOME", str(root))
    monkeypatch.setattr(state.tempfile, "gettempdir", lambda: str(tmp_path))

    assert state.folder_outside(str(root)) == tmp_path.resolve() / f"meshwright-{os.getuid()}"
    (tmp_path / f"meshwright-{os.getuid()}").chmod(0o777)
    with pytest.raises(OSError, match="set XDG_STATE_HOME"):
        state.folder_outside(str(root))


@pytest.mark.parametrize("text", [b"", b'{"steps": [', b"\xff"])
def test_truncated_journal_is_removed(root: Path, notes: Path, text: bytes) -> None:
    """The run was killed before it wrote anything else."""
    notes.mkdir(parents=True, mode=0o700)
    (notes / f"{sha256(os.fsencode(root)).hexdigest()}.plan").write_bytes(text)

    assert file_set.recover(str(root)) is None
    assert list(notes.iterdir()) == []


@pytest.mark.parametrize("where", ["../outside", ".git/hooks", ".GIT/hooks", ".venv/bin"])
def test_link_out_of_the_mesh_is_not_written_through(root: Path, where: str) -> None:
    """Neither a file nor a folder; and nothing else is written."""
    target = root / where
    target.mkdir(parents=True)
    (target / "there").write_bytes(b"theirs")
    (root / "file.yaml").symlink_to(target / "there")
    (root / "lost.yaml").symlink_to(target / "nothing")
    (root / "folder").symlink_to(target, target_is_directory=True)

    for path in ("file.yaml", "lost.yaml", "folder/new.yaml"):
        with pytest.raises(OSError, match="it links to a place that is never part of a mesh"):
            file_set.write(str(root), {"a.yaml": b"new", path: b"new"})
    assert contents(target) == {"there": b"theirs"}
    assert (root / "a.yaml").read_bytes() == b"old"


def test_file_system_without_hard_links_works(root: Path, monkeypatch) -> None:
    """As on memory cards."""

    def refuse(*_: str) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(atomic.os, "link", refuse)
    assert file_set.write(str(root), {"new/c.yaml": b"new"}) == ()
    assert contents(root / "new") == {"c.yaml": b"new"}


def test_two_links_to_a_file_are_one_file(root: Path) -> None:
    """Equal contents are written once; different ones are refused."""
    (root / "link.yaml").symlink_to("a.yaml")

    assert file_set.write(str(root), {"a.yaml": b"new", "link.yaml": b"new"}) == ()
    assert file_set.write(str(root), {"a.yaml": b"one", "link.yaml": b"other"}) == ("link.yaml",)
    assert (root / "link.yaml").is_symlink()
    assert (root / "a.yaml").read_bytes() == b"one"


def test_pipe_is_not_read(root: Path) -> None:
    """It has no content."""
    os.mkfifo(root / "pipe.yaml")

    with pytest.raises(OSError, match="it is not a regular file"):
        file_set.write(str(root), {"pipe.yaml": b"new"})


def test_concurrent_writers_wait_for_each_other(root: Path, notes: Path) -> None:
    """Each set is complete, in any order."""
    sets = [{f"{name}.yaml": f"{number}".encode() for name in "abcdefgh"} for number in range(6)]
    threads = [threading.Thread(target=file_set.write, args=(str(root), each)) for each in sets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert contents(root) in sets
    assert list(notes.iterdir()) == []


WRITING = """\
import os, sys
from meshwright.workspace.file_set import write
if len(sys.argv) > 2:
    os.setuid(int(sys.argv[2]))
try:
    write(sys.argv[1], {"a.yaml": b"new", "b.yaml": b"x" * 5000, "deep/c.yaml": b"new"})
except OSError as error:
    sys.exit(f"{error.filename}: {error.strerror}")
"""


def run(root: Path, *user: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Write in a separate process."""
    command = [sys.executable, "-c", WRITING, str(root), *user]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def test_limit_of_file_sizes_leaves_the_old_state(root: Path) -> None:
    """Like a full disk."""
    old = state_of(root)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    ended = run(root, preexec_fn=limit)
    assert (ended.returncode, ended.stderr) == (1, "b.yaml: File too large\n")
    assert state_of(root) == old


def test_closed_folder_leaves_the_old_state(notes: Path) -> None:
    """Files in other folders are not written, either; root, who may write everywhere, becomes another user for that."""
    assert not notes.exists()
    with TemporaryDirectory() as name:  # pytest's own folders are closed to others
        root = Path(name).resolve() / "mesh"
        (root / "deep").mkdir(parents=True)
        (root / "a.yaml").write_bytes(b"old")
        user = ("65534",) if os.getuid() == 0 else ()
        for path in (root.parent, root, root / "a.yaml", root / "deep"):
            if user:
                os.chown(path, int(*user), -1)
        (root / "deep").chmod(0o555)
        old = state_of(root)

        ended = run(root, *user, env={**os.environ, "XDG_STATE_HOME": str(root.parent / "notes")})

        assert (ended.returncode, ended.stderr) == (1, "deep/c.yaml: Permission denied\n")
        assert state_of(root) == old
        assert list((root.parent / "notes/meshwright").iterdir()) == []
        (root / "deep").chmod(0o755)


def test_journals_contain_names_of_any_bytes(root: Path) -> None:
    """Python's surrogates for bytes that are not UTF-8 survive JSON."""
    path = os.fsdecode(b"caf\xe9.yaml")
    assert file_set.write(str(root), {path: b"new"}) == ()
    assert (root / path).read_bytes() == b"new"
    assert json.loads(json.dumps(path)) == path
