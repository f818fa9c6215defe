"""Records in the user's cache folder: complete and the user's own, or absent."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meshwright.source import cache as cache_module
from meshwright.source.cache import VARIABLE, Cache, cache_outside, user_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "check-" + "0" * 64
OTHER = "check-" + "1" * 64


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Return an empty cache."""
    return cache_outside("/mesh", tmp_path / "cache")


def file_of(cache: Cache, name: str = NAME) -> Path:
    """Return the path of a record."""
    return cache.folder / f"{name}.json"


def test_record_is_read_as_it_was_written(cache: Cache) -> None:
    """Including paths that are not UTF-8."""
    cache.write(NAME, {"output": "größer \udcff", "code": 1, "files": []})
    assert cache.read(NAME) == {"output": "größer \udcff", "code": 1, "files": []}
    assert cache.read(OTHER) is None


def test_folder_and_files_are_private(cache: Cache) -> None:
    """Results quote documents."""
    cache.write(NAME, {"output": "x"})
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file_of(cache).stat().st_mode) == 0o600


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_damaged_record_is_absent(cache: Cache, data: st.DataObject) -> None:
    """Whatever bit is changed, and wherever the file ends."""
    cache.write(NAME, {"output": "all clear", "code": 0})
    whole = file_of(cache).read_bytes()
    position = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    flipped = whole[:position] + bytes([whole[position] ^ 1 << bit]) + whole[position + 1 :]
    damaged = data.draw(st.sampled_from([flipped, whole[:position], whole + b" ", b"", b"null\n"]))
    file_of(cache).write_bytes(damaged)
    assert cache.read(NAME) is None
    file_of(cache).unlink()


def test_record_counts_only_under_its_own_name(cache: Cache) -> None:
    """A renamed result would be a forged pass."""
    cache.write(NAME, {"output": "all clear"})
    file_of(cache).rename(file_of(cache, OTHER))
    assert cache.read(OTHER) is None


def test_records_of_another_version_are_absent(cache: Cache) -> None:
    """The format is in the first line."""
    cache.write(NAME, {"output": "all clear"})
    text = file_of(cache).read_bytes()
    file_of(cache).write_bytes(text.replace(b"record 1 ", b"record 2 ", 1))
    assert cache.read(NAME) is None


def test_record_that_others_can_write_is_absent(cache: Cache, tmp_path: Path) -> None:
    """So is a link, a folder and a pipe."""
    cache.write(NAME, {"output": "all clear"})
    file_of(cache).chmod(0o620)
    assert cache.read(NAME) is None
    file_of(cache).chmod(0o600)
    elsewhere = file_of(cache).rename(tmp_path / "elsewhere")
    file_of(cache).symlink_to(elsewhere)
    assert cache.read(NAME) is None
    file_of(cache).unlink()
    file_of(cache).mkdir()
    assert cache.read(NAME) is None
    file_of(cache).rmdir()
    os.mkfifo(file_of(cache))
    assert cache.read(NAME) is None


def test_too_deep_json_is_absent(cache: Cache) -> None:
    """Although its checksum is right."""
    cache.write(NAME, {})
    body = b"[" * 100_000 + b"]" * 100_000
    file_of(cache).write_bytes(cache_module._head(NAME, body) + b"\n" + body)
    assert cache.read(NAME) is None


def test_read_only_folder_stores_nothing(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the system's refusal is simulated."""
    cache.write(NAME, {"output": "all clear"})

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("meshwright.source.cache.os.replace", refuse)
    monkeypatch.setattr("meshwright.source.cache.os.utime", refuse)
    cache.write(OTHER, {"output": "x"})
    assert cache.read(NAME) == {"output": "all clear"}
    assert cache.read(OTHER) is None
    assert [each.name for each in cache.folder.iterdir()] == [f"{NAME}.json"]


def test_too_large_record_is_not_stored(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """A result of hundreds of megabytes is computed again."""
    monkeypatch.setattr(cache_module, "MOST_BYTES", 100)
    cache.write(NAME, {"output": "x" * 101})
    assert not file_of(cache).exists()


def test_least_recently_used_records_are_removed(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a record counts as a use."""
    monkeypatch.setattr(cache_module, "MOST_RECORDS", 2)
    cache.write(NAME, {})
    cache.write(OTHER, {})
    for age, name in ((300, NAME), (200, OTHER)):
        os.utime(file_of(cache, name), (age, age))
    assert cache.read(NAME) == {}
    third = "settings-" + "2" * 64
    cache.write(third, {})
    assert cache.read(OTHER) is None
    assert cache.read(NAME) == {} == cache.read(third)


def test_drafts_of_a_killed_run_are_removed(cache: Cache) -> None:
    """A new draft may belong to another run."""
    old, new = cache.folder / ".meshwright-1", cache.folder / ".meshwright-2"
    for draft in (old, new):
        draft.write_text("half")
    os.utime(old, (1, 1))
    cache.write(NAME, {})
    assert not old.exists()
    assert new.exists()


def test_clear_removes_only_records(cache: Cache) -> None:
    """Other files may belong to someone else."""
    cache.write(NAME, {})
    size = file_of(cache).stat().st_size
    (cache.folder / "notes.txt").write_text("mine")
    assert cache.usage() == (1, size)
    assert cache.clear() == (1, size)
    assert [each.name for each in cache.folder.iterdir()] == ["notes.txt"]
    assert cache.usage() == (0, 0)


def test_missing_folder_is_an_empty_cache(tmp_path: Path) -> None:
    assert Cache(tmp_path / "none").usage() == (0, 0)
    assert Cache(tmp_path / "none").clear() == (0, 0)


def refused(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Yield folders in which no cache may be, and the reason."""
    yield Path("here"), "is not an absolute path"
    yield tmp_path / "mesh/.cache", "is inside the mesh being checked"
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "mesh")
    yield link / "cache", "is inside the mesh being checked"
    open_folder = tmp_path / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777)
    yield open_folder, "can be written by other users"


def test_folder_that_others_can_reach_is_refused(tmp_path: Path) -> None:
    """A pull request could add a result."""
    (tmp_path / "mesh").mkdir()
    for folder, why in refused(tmp_path):
        with pytest.raises(OSError, match=why):
            cache_outside(os.path.realpath(tmp_path / "mesh"), folder)
    assert list((tmp_path / "mesh").iterdir()) == []


def test_users_folder_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """As other programs choose theirs."""
    monkeypatch.setenv(VARIABLE, "/job/cache")
    assert user_folder() == Path("/job/cache")
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setenv("XDG_CACHE_HOME", "/home/x/caches")
    assert user_folder() == Path("/home/x/caches/meshwright")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/x")
    assert user_folder() == Path("/home/x/.cache/meshwright")


def test_a_record_is_json(cache: Cache) -> None:
    """Nothing in it could run."""
    cache.write(NAME, {"output": "x"})
    assert json.loads(file_of(cache).read_bytes().partition(b"\n")[2]) == {"output": "x"}
