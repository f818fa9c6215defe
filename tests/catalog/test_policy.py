"""The policy permits the theme's scripts, at any depth of a page, and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from meshwright.catalog.html.lost import SCRIPT, STYLE
from meshwright.catalog.policy import Theme, alone, guarded, headers, theme_of

SHELL = """<!doctype html><html><head><meta charset="utf-8">
<script>scope=new URL("/mesh/",location)</script></head>
<body><script>tabs()</script><script id="__config" type="application/json">{"a": 1}</script>
<script src="/mesh/bundle.js"></script></body></html>"""


def hashes(text: str) -> list[str]:
    """Return the hashes that a policy names."""
    return re.findall(r"'sha256-([^']*)'", text)


def hashed(code: str) -> str:
    """Hash a script as a browser does."""
    return b64encode(sha256(code.encode()).digest()).decode()


def test_scripts_of_the_theme_are_read_from_its_shell() -> None:
    """Data and files are not inline scripts; the path to the root is replaced."""
    assert theme_of(SHELL) == Theme(('scope=new URL("\0",location)', "tabs()"), "/mesh/")


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("index.html", "."),
        ("map/index.html", ".."),
        ("products/a/b/index.html", "../../.."),
        ("404.html", "/mesh/"),
    ],
)
def test_page_permits_the_theme_scripts_for_its_depth(path: str, root: str) -> None:
    """The same script differs with the depth, and so does its hash."""
    page = guarded(SHELL, path, theme_of(SHELL))

    assert hashes(page) == [hashed(f'scope=new URL("{root}",location)'), hashed("tabs()")]


def test_script_in_the_content_is_never_permitted() -> None:
    """The policy does not depend on the page."""
    hostile = SHELL.replace("<body>", "<body><script>alert(1)</script>")

    assert hashes(guarded(hostile, "index.html", theme_of(SHELL))) == hashes(
        guarded(SHELL, "index.html", theme_of(SHELL))
    )


def test_policy_precedes_everything_that_it_governs() -> None:
    """After the charset, which must come first, and before any script."""
    head = guarded(SHELL, "index.html", theme_of(SHELL)).partition("<script>")[0]

    assert head.startswith(
        '<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    )
    assert " 'unsafe" not in head
    assert "default-src 'none'; " in head


def test_page_without_a_charset_is_refused() -> None:
    """There is no safe location for the policy."""
    with pytest.raises(ValueError, match=r"^a/index\.html declares no charset$"):
        guarded("<html>", "a/index.html", theme_of(SHELL))


def test_server_gets_one_policy_for_all_pages() -> None:
    """It permits each page's scripts, and forbids other sites to frame a page."""
    theme = theme_of(SHELL)
    page = hashes(guarded(SHELL, "products/a/b/index.html", theme))

    assert set(page) < set(hashes(headers(theme, STYLE, SCRIPT)))
    assert headers(theme, STYLE, SCRIPT).splitlines()[0] == "/*"
    assert "frame-ancestors 'self'\n" in headers(theme, STYLE, SCRIPT)


def test_standalone_page_permits_its_own_style_and_script() -> None:
    """And a server does not block them."""
    own = hashes(alone(STYLE, SCRIPT))

    assert own == [hashed(STYLE), hashed(SCRIPT)]
    assert set(own) < set(hashes(headers(theme_of(SHELL), STYLE, SCRIPT)))
