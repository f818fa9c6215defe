"""The additions of a repository to its site are limited before any of them is read."""

from __future__ import annotations

import pytest

from meshwright.workspace import site_files
from meshwright.workspace.site_files import SiteError
from meshwright.workspace.site_settings import own_site


@pytest.fixture
def content(tmp_path):
    """Return the folder of hand-written pages."""
    folder = tmp_path / "site/content"
    folder.mkdir(parents=True)
    return folder


def refusal(root) -> str:
    """Return why the additions of a repository are refused."""
    with pytest.raises(SiteError) as refused:
        own_site(root)
    return str(refused.value)


def test_large_file_is_refused_unread(tmp_path, content) -> None:
    """A sparse file, as a test may write it."""
    with (content / "a.png").open("wb") as file:
        file.truncate(20_000_001)

    assert refusal(tmp_path) == "`site/content/a.png` is larger than 20 MB"


@pytest.mark.parametrize("name", ["site/content/own.md", "site/overrides/home.html", "site/mkdocs.yml"])
def test_large_text_is_refused_unread(tmp_path, name) -> None:
    """A page, a template, the settings."""
    (tmp_path / name).parent.mkdir(parents=True)
    with (tmp_path / name).open("wb") as file:
        file.truncate(1_000_001)

    assert refusal(tmp_path) == f"`{name}` is larger than 1 MB"


@pytest.mark.parametrize("where", ["one", "several"])
def test_many_files_are_refused(tmp_path, content, monkeypatch, where) -> None:
    """In one folder or in several."""
    monkeypatch.setattr(site_files, "MOST_FILES", 5)
    for number in range(6):
        folder = content / (str(number) if where == "several" else "one")
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.md").touch()

    assert refusal(tmp_path) == "`site/content` has more than 5 files"


def test_large_total_is_refused(tmp_path, content, monkeypatch) -> None:
    """However small each file is."""
    monkeypatch.setattr(site_files, "ALL_BYTES", 10_000_000)
    for name in ("a.png", "b.png"):
        with (content / name).open("wb") as file:
            file.truncate(5_000_001)

    assert refusal(tmp_path) == "`site/content` is larger than 10 MB"


def test_deep_folders_are_refused(tmp_path, content) -> None:
    """Before the stack overflows."""
    (content / "/".join("d" * 300)).mkdir(parents=True)

    assert refusal(tmp_path) == "`site/content` has folders more than 20 levels deep"


def test_files_are_ordered(tmp_path, content) -> None:
    """Whatever the order in the folder; links are omitted."""
    for name in ("b.md", "a/z.md", "a/b/c.md", "a.md"):
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).touch()
    (content / "link").symlink_to(tmp_path)

    assert [*own_site(tmp_path).content] == ["a/b/c.md", "a/z.md", "a.md", "b.md"]
