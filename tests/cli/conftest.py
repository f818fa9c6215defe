"""Fixtures that several tests of commands share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from meshwright.source.cache import VARIABLE, Cache
from minimal_mesh import MINIMAL


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a copy of the minimal mesh, which is clean."""
    return Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Turn stored results on, in a folder of the test."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("MESHWRIGHT_TRACEBACK", "1")
    return Cache(tmp_path / "cache")
