"""The documentation builds, and a broken link fails it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.links import broken

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.slow
def test_site_builds_without_a_broken_link(tmp_path: Path) -> None:
    """It is built like `make pages` does, for an address below a host; canonical links have that address."""
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
def test_broken_links_are_found(html: str, said: list[str], tmp_path: Path) -> None:
    """Pages, anchors, and files that a browser loads from elsewhere."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other/index.html").write_text('<h1 id="there">Other</h1>')
    (tmp_path / "index.html").write_text(html)

    assert list(broken(tmp_path)) == said


def test_absolute_links_start_at_the_path_of_the_site(tmp_path: Path) -> None:
    """The site is below a host; other paths on the host do not belong to it."""
    (tmp_path / "a.html").write_text(
        '<a href="/mw/a.html">x</a><a href="/mw/b.html">x</a><a href="/a.html">x</a>'
    )

    assert list(broken(tmp_path, "/mw/")) == [
        "a.html: /mw/b.html leads nowhere",
        "a.html: /a.html leads nowhere",
    ]
