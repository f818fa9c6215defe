from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.catalog.forge import LONGEST, Forge, NewFile, forge_of

GITHUB = Forge("https://github.com/garden/mesh", "github", "main")
GITLAB = Forge("https://git.garden.example/data/mesh", "gitlab", "main", "abc123", "mesh/")


def test_links_of_github():
    """They show the branch unless a commit is known."""
    form = GITHUB.new_file
    assert (
        GITHUB.file("products/a.yaml"),
        GITHUB.file("products/a.yaml", 12),
        GITHUB.edit("products/a.yaml"),
        GITHUB.commit("abc123"),
        form and form.link("products/a b.yaml", "x: 1\n"),
    ) == (
        "https://github.com/garden/mesh/blob/main/products/a.yaml",
        "https://github.com/garden/mesh/blob/main/products/a.yaml#L12",
        "https://github.com/garden/mesh/edit/main/products/a.yaml",
        "https://github.com/garden/mesh/commit/abc123",
        "https://github.com/garden/mesh/new/main?filename=products/a%20b.yaml&value=x:%201%0A",
    )


def test_links_of_gitlab():
    """They show the commit of the site; the mesh may be in a folder."""
    form = GITLAB.new_file
    assert (
        GITLAB.file("products/a.yaml", 12),
        GITLAB.edit("products/a.yaml"),
        GITLAB.commit("abc123"),
        form and form.link("mesh/products/a.yaml", "x: 1\n"),
    ) == (
        "https://git.garden.example/data/mesh/-/blob/abc123/mesh/products/a.yaml#L12",
        "https://git.garden.example/data/mesh/-/edit/main/mesh/products/a.yaml",
        "https://git.garden.example/data/mesh/-/commit/abc123",
        "https://git.garden.example/data/mesh/-/new/main?file_name=mesh/products/a.yaml&content=x:%201%0A",
    )


@pytest.mark.parametrize(
    ("repository", "forge"),
    [
        ({"url": "https://github.com/a/b.git/"}, Forge("https://github.com/a/b", "github", "")),
        ({"url": "https://github.com/a/b.git"}, Forge("https://github.com/a/b", "github", "")),
        ({"url": "http://gitlab.example/a/b/"}, Forge("http://gitlab.example/a/b", "gitlab", "")),
        (
            {"url": "https://git.example/a/b", "kind": "gitlab", "branch": "dev"},
            Forge("https://git.example/a/b", "gitlab", "dev"),
        ),
        ({"url": "https://git.example/a/b"}, Forge("https://git.example/a/b", "", "")),
        ({"url": "mailto:a@b.example"}, None),
        ({"url": "javascript:alert(1)//github"}, None),
        ({"url": "https://me:secret@github.com/a/b"}, None),
        ({"url": "https://github.com/a/b?x=1"}, None),
        ({"url": "https://[github"}, None),
        ({"url": "https://github.com/a\n/b"}, None),
        ({"url": 1}, None),
        (None, None),
    ],
)
def test_a_repository_is_a_plain_web_address(repository, forge):
    """The kind of forge is guessed from the host, unless it is stated; anything else in the address is refused."""
    assert forge_of({"repository": repository}) == forge


def test_unknown_forge_has_no_links():
    """Their form is unknown."""
    forge = Forge("https://git.example/a/b", "", "main")
    assert (forge.file("a"), forge.edit("a"), forge.commit("a"), forge.new_file) == (None,) * 4


def test_only_commits_are_linked_without_a_branch():
    """A branch is not guessed; a commit is also a revision."""
    forge = Forge("https://github.com/a/b", "github", "", "abc")
    assert (forge.file("a"), forge.edit("a"), forge.new_file) == (
        "https://github.com/a/b/blob/abc/a",
        None,
        None,
    )


def test_text_that_is_too_long_for_a_link_is_omitted():
    """Hosts refuse long links; the form opens empty with its name."""
    form = NewFile("https://git.example/new", "filename", "value")
    assert form.link("a.yaml", "x" * LONGEST) == "https://git.example/new?filename=a.yaml"


@settings(max_examples=200, derandomize=True)
@given(st.text(), st.text(max_size=200), st.text())
def test_name_cannot_change_the_target_of_a_link(path, content, branch):
    """Encoded names are decoded unchanged, below the repository's own address."""
    forge = Forge("https://github.com/garden/mesh", "github", "m" + branch.replace("\ud800", ""))
    safe = path.encode("utf-8", "replace").decode()
    file, form = forge.file(safe), forge.new_file
    assert file is not None
    assert form is not None
    parts = urlsplit(file)
    steps = parts.path.split("/")
    assert (parts.netloc, parts.query, parts.fragment) == ("github.com", "", "")
    assert steps[:4] == ["", "garden", "mesh", "blob"]
    assert "." not in steps
    assert ".." not in steps
    assert unquote(parts.path) == f"/garden/mesh/blob/{forge.branch}/{safe}"
    asked = parse_qs(urlsplit(form.link(safe, content)).query, keep_blank_values=True)
    assert asked == {"filename": [safe], "value": [content]}
