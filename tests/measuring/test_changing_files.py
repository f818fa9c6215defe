"""Figures of files that are written while they are measured are discarded."""

from __future__ import annotations

import os
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from meshwright.workspace.measuring import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def replaced(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.rename(path)


CHANGES: dict[str, Callable[[Path], object]] = {
    "appended to": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "replaced": replaced,
    "removed": lambda path: path.unlink(),
}


@pytest.mark.parametrize("what", [*CHANGES, "read"])
def test_figures_of_changing_files_are_discarded(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is only read keeps its figures."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n1\n")

    @contextmanager
    def opened(*_: object) -> Iterator[Any]:
        yield SimpleNamespace(version="1")

    def answer(_: object) -> dict[str, Any]:
        CHANGES.get(what, read)(path)
        return {"rows": 1}

    monkeypatch.setattr(process, "opened", opened)
    monkeypatch.setattr(process._Asking, "answer", answer)
    job: Any = SimpleNamespace(limits=None, place=SimpleNamespace(files=(str(path),)), targets=())
    found = process._answer(job)

    kept = {"rows": 1} if what == "read" else {"unavailable": process.CHANGED_FILES}
    assert found == {"version": "1", **kept}


def read(path: Path) -> bytes:
    return path.read_bytes()
