"""The documentation builds, and a link that leads nowhere fails it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.links import broken

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.slow
def test_the_site_builds_without_a_broken_link(tmp_path: Path) -> None:
    """As `make pages` builds it for an address below a host; what says where a page is has that address."""
    address = "https://docs.example/meshwright"
    done = subprocess.run(
        [sys.executable, str(DOCS / "build.py"), str(tmp_path)],
        env={**os.environ, "PAGES_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" 0 broken links\n")
    page = "reference/rules/unknown-team"
    html = (tmp_path / f"docs/{page}/index.html").read_text()
    assert f'<link rel="canonical" href="{address}/{page}/">' in html
    assert f"<loc>{address}/{page}/</loc>" in (tmp_path / "docs/sitemap.xml").read_text()


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<a href="other/">x</a>', []),
        ('<a href="other/#there">x</a>', []),
        ('<a href="#here">x</a><p id="here">', []),
        ('<a href="https://else.example/">x</a>', []),
        ('<a href="none/">x</a>', ["index.html: none/ leads nowhere"]),
        ('<a href="/none">x</a>', ["index.html: /none leads nowhere"]),
        ('<a href="other/#gone">x</a>', ["index.html: other/#gone has no such anchor"]),
        ('<a href="#gone">x</a>', ["index.html: #gone has no such anchor"]),
        ('<img src="gone.png">', ["index.html: gone.png leads nowhere"]),
        (
            '<script src="https://else.example/x.js"></script>',
            ["index.html: loads https://else.example/x.js"],
        ),
    ],
)
def test_links_are_checked(html: str, said: list[str], tmp_path: Path) -> None:
    """Pages, anchors, and what a browser would load from elsewhere."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other/index.html").write_text('<h1 id="there">Other</h1>')
    (tmp_path / "index.html").write_text(html)

    assert list(broken(tmp_path)) == said


def test_links_from_the_root_begin_where_the_site_will_lie(tmp_path: Path) -> None:
    """Below a host; the same path from the host's own root leads elsewhere."""
    (tmp_path / "a.html").write_text(
        '<a href="/mw/a.html">x</a><a href="/mw/b.html">x</a><a href="/a.html">x</a>'
    )

    assert list(broken(tmp_path, "/mw/")) == [
        "a.html: /mw/b.html leads nowhere",
        "a.html: /a.html leads nowhere",
    ]
