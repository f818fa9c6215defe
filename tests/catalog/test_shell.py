"""A page that is filled into a shell equals the page that MkDocs would make."""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup
from payloads import TEXTS

from mesh_of import scaffold
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.html.shell import DESCRIPTION, TITLE, Shell, kind_of, shells_for
from meshwright.catalog.html.site_source import source_of
from meshwright.catalog.policy import theme_of
from meshwright.catalog.postprocess import finished
from meshwright.catalog.site import NAVIGATION, generator_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FRAGMENTS = (
    f"<p>{TITLE} {DESCRIPTION} <!--mw:0--> <!--mw:1--> <!--mw:9--> /-/-/-0/index.html</p>\n\n\n<pre>\n\n x</pre>",
    "<p>\\1 \\g<0> {{ x }}</p>",
)
ODD = (
    TITLE,
    f"a {TITLE} b {DESCRIPTION}",
    "<!--mw:0-->",
    "/-0/index.html",
    "two\n\n  lines\tand a tab ",
    "0",
    "yes",
    "&amp; &lt;b&gt; \\1",
)


def page(route: str, title: str = "T", description: str = "D", **more: object) -> Page:
    """Return a page of two sections."""
    sections = (Section(Markup(FRAGMENTS[0])), Section(Markup(FRAGMENTS[1]), "Parts & more", "parts"))
    return Page(route, title, sections, description, **more)


PAGES = (
    *(page(f"products/a/p{number}", text, text) for number, text in enumerate((*ODD, *TEXTS))),
    page("teams/a"),
    page("rules/a", has_navigation=True),
    page("a", has_contents=False),
    page("broken/a", scripts=("assets/js/map.js", "assets/js/x.js")),
)


def made(folder: Path, pages: Iterable[Page], settings: Mapping[str, object]) -> Path:
    """Let MkDocs make pages."""
    for each in pages:
        file = folder / "docs" / each.route / "index.md"
        file.parent.mkdir(parents=True)
        file.write_bytes(source_of(each).encode())
    for name, path in NAVIGATION:
        file = folder / "docs" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"# {name}")
    (folder / "mkdocs.yml").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs.yml")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return folder / "site"


def led(html: str, route: str) -> str:
    """Replace links with their targets: MkDocs takes the shortest path, which depends on the name."""
    return re.sub(
        r'(?<=href=")(?!https:|#)[^"#]+', lambda found: posixpath.normpath(f"{route}/{found[0]}"), html
    )


@pytest.mark.parametrize("address", [None, "https://mesh.example/sub/"])
def test_filled_shell_equals_the_page(tmp_path: Path, overview_of, address: str | None) -> None:
    """Whatever its (nonempty) title and description, and its fragments."""
    source = overview_of(scaffold()).source
    places = {
        "docs_dir": str(tmp_path / "docs"),
        "site_dir": str(tmp_path / "site"),
        "custom_dir": str(files("meshwright.catalog").joinpath("theme")),
    }
    settings = generator_settings(source, {"site_url": address} if address else {}, places)
    shells = shells_for(PAGES)
    site = made(tmp_path, (*PAGES, *shells.values()), settings)
    theme = theme_of((site / "404.html").read_text())

    def html(each: Page) -> str:
        return (site / each.route / "index.html").read_text()

    filled = {kind: Shell(shell, html(shell), theme) for kind, shell in shells.items()}
    for each in PAGES:
        fragments = [section.html for section in each.sections]
        alone = finished(html(each), f"{each.route}/index.html", fragments, theme)
        assert led(filled[kind_of(each)].filled(each), each.route) == led(alone, each.route)


def test_one_shell_is_enough_for_all_pages_of_a_kind() -> None:
    """Kinds differ by depth, headings, scripts, and sidebars."""
    shells = shells_for(PAGES)

    assert {kind: each.route for kind, each in shells.items()} == {
        kind_of(PAGES[0]): "-/-/-0",
        kind_of(PAGES[-4]): "-/-1",
        kind_of(PAGES[-3]): "-/-2",
        kind_of(PAGES[-2]): "-3",
        kind_of(PAGES[-1]): "-/-4",
    }
