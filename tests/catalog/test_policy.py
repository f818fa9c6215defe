"""The policy lets the theme's scripts run, wherever a page lies, and nothing else."""

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


def test_the_theme_is_read_off_its_shell() -> None:
    """Data and files are no inline scripts; the way to the root is set aside."""
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
def test_a_page_lets_in_the_scripts_that_the_theme_writes_at_its_depth(path: str, root: str) -> None:
    """The same script differs with the depth, and so does its hash."""
    page = guarded(SHELL, path, theme_of(SHELL))

    assert hashes(page) == [hashed(f'scope=new URL("{root}",location)'), hashed("tabs()")]


def test_a_script_of_the_content_is_never_let_in() -> None:
    """The policy does not depend on the page."""
    hostile = SHELL.replace("<body>", "<body><script>alert(1)</script>")

    assert hashes(guarded(hostile, "index.html", theme_of(SHELL))) == hashes(
        guarded(SHELL, "index.html", theme_of(SHELL))
    )


def test_the_policy_stands_before_all_that_it_governs() -> None:
    """Behind the charset, which must come first, and before any script."""
    head = guarded(SHELL, "index.html", theme_of(SHELL)).partition("<script>")[0]

    assert head.startswith(
        '<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    )
    assert " 'unsafe" not in head
    assert "default-src 'none'; " in head


def test_a_page_without_a_charset_is_refused() -> None:
    """There's no safe place for the policy."""
    with pytest.raises(ValueError, match=r"^a/index\.html declares no charset$"):
        guarded("<html>", "a/index.html", theme_of(SHELL))


def test_a_server_gets_one_policy_for_all_pages() -> None:
    """It lets in each page's scripts, and forbids other sites to frame a page."""
    theme = theme_of(SHELL)
    page = hashes(guarded(SHELL, "products/a/b/index.html", theme))

    assert set(page) < set(hashes(headers(theme, STYLE, SCRIPT)))
    assert headers(theme, STYLE, SCRIPT).splitlines()[0] == "/*"
    assert "frame-ancestors 'self'\n" in headers(theme, STYLE, SCRIPT)


def test_a_page_of_its_own_lets_in_its_own_style_and_script() -> None:
    """And a server does not stop them."""
    own = hashes(alone(STYLE, SCRIPT))

    assert own == [hashed(STYLE), hashed(SCRIPT)]
    assert set(own) < set(hashes(headers(theme_of(SHELL), STYLE, SCRIPT)))
