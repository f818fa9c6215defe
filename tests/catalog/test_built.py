"""The example's site on disk: everything that it refers to exists."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import cmarkgfm
import pytest
from sites import build

ROOT = Path(__file__).parents[2]
HREF = re.compile(r'\shref="([^"]*)"')
ID = re.compile(r'\sid="?([^"\s>]*)')


@cache
def ids(page: Path) -> frozenset[str]:
    """Return the anchors of a page."""
    return frozenset(ID.findall(page.read_text()))


def dead(site: Path, source: str, links: list[str]) -> set[tuple[str, str]]:
    """Return those of a file's links that lead to nothing in the site."""
    found = set()
    for link in links:
        parts = urlsplit(link)
        if parts.scheme:
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(parts.path)))
        target = site / (path if parts.path else source)
        has = not path.startswith("..") and target.is_file()
        if not has or (parts.fragment and target.suffix == ".html" and parts.fragment not in ids(target)):
            found.add((source, link))
    return found


def below(site: Path, pattern: str) -> dict[str, Path]:
    """Return files of a site by their path in it."""
    return {path.relative_to(site).as_posix(): path for path in sorted(site.rglob(pattern))}


def test_every_page_has_a_markdown_version(site: Path) -> None:
    """Except hand-written pages, which are Markdown in the repository."""
    pages = {posixpath.dirname(path) for path in below(site, "index.html")}
    twins = {posixpath.dirname(path) for path in below(site, "index.md")}
    written = {
        posixpath.dirname(path) for path in below(ROOT / "site/content", "*.md") if path.endswith("index.md")
    }

    assert twins <= pages
    assert pages - twins == written


def test_every_link_of_a_markdown_version_leads_somewhere(site: Path) -> None:
    """To a file of the site; examples on pages of rules are not links."""
    links = {
        path: HREF.findall(cmarkgfm.github_flavored_markdown_to_html(file.read_text()))
        for path, file in below(site, "index.md").items()
    }

    assert sum(map(len, links.values())) > 100
    assert set().union(*(dead(site, path, each) for path, each in links.items())) == set()


def test_search_results_exist(site: Path) -> None:
    """The search leads to pages and anchors, including hand-written ones."""

    def data(name: str) -> Any:
        text = (site / f"assets/data/{name}.js").read_text()
        return json.loads(text.partition(f'm.take("{name}",')[2].removesuffix(")})(window);\n"))

    found = [row[2] for row in (*data("search")["others"], *data("guide"))]
    assert "guide/index.html" in found
    assert len(found) > 50
    assert dead(site, "", found) == set()
    assert not (site / "search").exists()


def test_links_of_feeds_and_llms_txt_exist(site: Path) -> None:
    """Relative to the site, or to the feed."""
    feeds = {
        path: [each.attrib["href"] for each in ET.parse(file).iter() if "href" in each.attrib]
        for path, file in below(site, "feed.xml").items()
    }
    listed = re.findall(r"\]\(([^)]*)\)", (site / "llms.txt").read_text())

    assert len(feeds) > 2
    assert len(listed) > 2
    assert set().union(*(dead(site, path, each) for path, each in feeds.items())) == set()
    assert dead(site, "llms.txt", listed) == set()


def test_site_contains_no_traces_of_its_build(site: Path) -> None:
    """Neither shells nor their marks, nor templates, nor the path of the build."""
    text = {path: file.read_bytes() for path, file in below(site, "*").items() if file.is_file()}

    assert [path for path in text if path.startswith("-")] == []
    assert [
        path
        for path, data in text.items()
        if re.search(rb"<!--mw:\d|mw0\w+0mw|\{\{ |\{% ", data) and path.endswith((".html", ".json", ".xml"))
    ] == []
    assert [path for path, data in text.items() if str(site.parent).encode() in data] == []


def built_from(site: Path) -> list[bytes]:
    """Return what the first page states about the commit."""
    return re.findall(rb"Built[^<]*", (site / "index.html").read_bytes())


@pytest.mark.slow
def test_same_commit_produces_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Whatever the order of Python's sets, the time and the folder."""
    build(ROOT, tmp_path / "again", PYTHONHASHSEED="1")

    if built_from(site) != built_from(tmp_path / "again"):  # somebody has committed meanwhile
        site = tmp_path / "now"
        build(ROOT, site)
    one, other = (
        {path: file.read_bytes() for path, file in below(each, "*").items() if file.is_file()}
        for each in (site, tmp_path / "again")
    )
    assert {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)} == set()
