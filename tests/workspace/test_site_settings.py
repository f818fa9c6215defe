"""The additions of a repository to its site are accepted only if they can run nothing."""

from __future__ import annotations

import pytest

from meshwright.workspace.site_files import SiteError
from meshwright.workspace.site_settings import SiteOverrides, own_site
from secrets_of import secrets_of


@pytest.mark.parametrize(
    "name", ["own.js", "own.svg", "own.html", "own.htm", "own.JS", "own.mjs", "own.xml", "own"]
)
def test_file_that_a_browser_would_run_is_refused(tmp_path, name) -> None:
    """The page's policy permits the site's own files, so none of them may be a stranger's script."""
    (tmp_path / "site/content").mkdir(parents=True)
    (tmp_path / "site/content" / name).write_text("alert(1)")

    with pytest.raises(SiteError, match=rf"^`site/content/{name}` is not accepted"):
        own_site(tmp_path)


def test_pages_and_images_are_accepted(tmp_path) -> None:
    """By their path in the folder."""
    (tmp_path / "site/content/guide").mkdir(parents=True)
    names = ["guide/start.md", "guide/picture.PNG"]
    for name in names:
        (tmp_path / "site/content" / name).write_text("x")

    assert sorted(own_site(tmp_path).content) == sorted(names)


def test_link_to_elsewhere_is_ignored(tmp_path) -> None:
    """Nothing outside the folder gets into the site."""
    (tmp_path / "secret.md").write_text("x")
    (tmp_path / "site/content").mkdir(parents=True)
    (tmp_path / "site/content/own.md").symlink_to(tmp_path / "secret.md")

    assert own_site(tmp_path).content == {}


@pytest.mark.parametrize("name", ["content", "overrides", "mkdocs.yml"])
def test_folder_that_is_a_link_is_ignored(tmp_path, name) -> None:
    """A pull request may add one that leads out of the repository."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "own.md").write_text("x")
    (outside / "home.html").write_text("x")
    (outside / "mkdocs.yml").write_text("site_name: x")
    (tmp_path / "mesh/site").mkdir(parents=True)
    target = outside / name if name == "mkdocs.yml" else outside
    (tmp_path / "mesh/site" / name).symlink_to(target)

    assert own_site(tmp_path / "mesh") == SiteOverrides({}, {}, {})


@pytest.mark.parametrize("name", ["a\nb.md", "a\x1bb.md", "a\u202eb.md", "a\udcffb.md"])
def test_unprintable_name_is_refused(tmp_path, name) -> None:
    """No page could be requested by it."""
    (tmp_path / "site/content").mkdir(parents=True)
    (tmp_path / "site/content" / name).write_text("x")

    with pytest.raises(SiteError, match=r"^`site/content/a\\[^`]*b\.md` has a name that a page cannot have$"):
        own_site(tmp_path)


def test_mesh_may_be_reached_by_a_link(tmp_path) -> None:
    """Its contents belong to it all the same."""
    (tmp_path / "mesh/site/content").mkdir(parents=True)
    (tmp_path / "mesh/site/content/own.md").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "mesh")

    assert [*own_site(tmp_path / "link").content] == ["own.md"]


@pytest.mark.parametrize("name", ["site/content/own.md", "site/mkdocs.yml", "site/overrides/home.html"])
@pytest.mark.parametrize("kind", ["GitHub", "private key", "Bearer", "address"])
def test_secret_is_not_published(tmp_path, name, kind) -> None:
    """Neither from a page, nor from settings or a template; the message has its line, but not the secret."""
    words, secret = secrets_of(7)[kind]
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text(f"# Own\n\n# {secret}\n", encoding="utf-8")

    with pytest.raises(SiteError) as refused:
        own_site(tmp_path)

    assert str(refused.value) == f"`{name}:3` contains {words}; remove it, then rotate it"


def test_prose_about_secrets_is_published(tmp_path) -> None:
    """A guide explains how to write one."""
    file = tmp_path / "site/content/own.md"
    file.parent.mkdir(parents=True)
    file.write_text("Set `password: ${LAKE_PASSWORD}`, never `password = changeme`, and ask for a token.\n")

    assert [*own_site(tmp_path).pages] == ["own.md"]


@pytest.mark.parametrize("key", ["logo", "favicon"])
def test_missing_image_is_refused(tmp_path, key) -> None:
    """The site would show a broken image on each page."""
    (tmp_path / "site/content/images").mkdir(parents=True)
    settings = tmp_path / "site/mkdocs.yml"
    settings.write_text(f"theme: {{{key}: images/own.png}}\n")

    with pytest.raises(
        SiteError,
        match=rf"`site/mkdocs\.yml`: `theme\.{key}` names `images/own\.png`, but `site/content` has no such file",
    ):
        own_site(tmp_path)

    (tmp_path / "site/content/images/own.png").write_bytes(b"\x89PNG")
    assert own_site(tmp_path).settings["theme"] == {key: "images/own.png"}
    settings.write_text(f"theme: {{{key}: assets/mark.svg}}\n")
    assert own_site(tmp_path).settings["theme"] == {key: "assets/mark.svg"}
