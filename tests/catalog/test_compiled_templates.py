"""Compiled templates are kept next to the package's compiled modules, and nothing depends on them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader, Environment

from meshwright.catalog.html.compiled_templates import CompiledTemplates

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make Python keep compiled code in an empty folder, and return the folder."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    return tmp_path / "kept"


def rendered(source: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """Render a template in a new environment, and return its text and the number of compilations."""
    environment = Environment(
        loader=DictLoader({"a": source}), bytecode_cache=CompiledTemplates(), autoescape=True
    )
    compile_ = environment.compile
    compiled = []
    monkeypatch.setattr(environment, "compile", lambda *values: compiled.append(1) or compile_(*values))
    return environment.get_template("a").render(), len(compiled)


def files(folder: Path) -> list[Path]:
    """Return the files of templates below a folder, without those of modules."""
    return [each for each in folder.rglob("*jinja*") if each.is_file()]


def test_template_is_compiled_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rendered("{{ 1 + 1 }}", monkeypatch) == ("2", 1)
    assert rendered("{{ 1 + 1 }}", monkeypatch) == ("2", 0)
    (file,) = files(kept)
    assert sys.implementation.cache_tag in file.name


def test_changed_template_is_compiled_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its new code replaces the old code."""
    rendered("old", monkeypatch)

    assert rendered("new", monkeypatch) == ("new", 1)
    assert rendered("new", monkeypatch) == ("new", 0)
    assert len(files(kept)) == 1


@pytest.mark.parametrize("data", [b"", b"x", b"j2", "half"])
def test_damaged_file_is_replaced(kept: Path, monkeypatch: pytest.MonkeyPatch, data: bytes | str) -> None:
    """Whether it is empty, something else, or only a part."""
    rendered("text", monkeypatch)
    (file,) = files(kept)
    whole = file.read_bytes()
    for each in range(len(whole)) if data == "half" else [data]:
        file.write_bytes(whole[:each] if isinstance(each, int) else each)
        assert rendered("text", monkeypatch) == ("text", 1)

    assert rendered("text", monkeypatch) == ("text", 0)


def test_nothing_is_kept_if_python_must_not_write_code(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with `PYTHONDONTWRITEBYTECODE`."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert rendered("text", monkeypatch) == ("text", 1)
    assert not kept.exists()


def test_folder_that_cannot_be_written_is_ignored(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an installation of another user; no temporary file is left, either."""
    kept.write_text("a file, not a folder")

    assert rendered("text", monkeypatch) == ("text", 1)

    kept.unlink()
    rendered("text", monkeypatch)
    (file,) = files(kept)
    file.unlink()
    file.mkdir()

    assert rendered("text", monkeypatch) == ("text", 1)
    assert files(kept) == []
