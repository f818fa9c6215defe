"""The Content-Security-Policy of all pages, which allows only the theme's own scripts.

The policy allows the hashes of inline scripts in the theme's shell, a page without content from documents. The policy
is not derived from the pages themselves, so that a script in a page's content is never allowed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_IS_DATA = re.compile(r"""\bsrc=|\btype=["']?application/json""")
_BASE = re.compile(r'(?<=new URL\(")[^"]*(?=",location\))')
"""The part of Material's first script that sets the path from a page to the site's root."""
_CHARSET = re.compile(r"<meta charset=[^>]*>")
_MARK = "\0"
_SHELL = "404.html"
_DEEPEST = 8
"""The maximum number of folders above a page, for policies that cover all pages."""
_DIRECTIVES = (
    ("default-src", "'none'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    ("worker-src", "'self'"),
    ("object-src", "'none'"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
)


class Theme(NamedTuple):
    """The scripts that the theme needs."""

    scripts: tuple[str, ...]
    """The inline scripts, with a placeholder for the path to the root."""
    root: str
    """The path to the root in the shell itself: a path on the server."""

    def scripts_at(self, path: str) -> frozenset[str]:
        """Return the inline scripts as they occur in the page at a path."""
        return frozenset(script.replace(_MARK, self.root_at(path)) for script in self.scripts)

    def root_at(self, path: str) -> str:
        """Return the path from a page to the root."""
        return self.root if path == _SHELL else "/".join([".."] * path.count("/")) or "."


def theme_of(shell: str) -> Theme:
    """Read the theme's scripts from the site's `404.html`, as written by the site generator."""
    scripts = [
        found["code"]
        for found in _SCRIPT.finditer(shell)
        if found["code"] and not _IS_DATA.search(found["attributes"])
    ]
    root = next((found[0] for script in scripts for found in _BASE.finditer(script)), "/")
    return Theme(tuple(_BASE.sub(_MARK, script) for script in scripts), root)


def guarded(page: str, path: str, theme: Theme) -> str:
    """Return a page with the policy inserted before all content to which it applies; `path` is its path in the site.

    Raises ValueError for a page that does not declare a charset.
    """
    charset = _CHARSET.search(page)
    if charset is None:
        raise ValueError(f"{path} declares no charset")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{_policy(theme, (theme.root_at(path),))}">'
    return f"{page[: charset.end()]}{meta}{page[charset.end() :]}"


def alone(style: str, script: str) -> str:
    """Return the policy for a page that contains its own style and script."""
    return _written({"style-src": _hash(style), "script-src": f"'self' {_hash(script)}"})


def headers(theme: Theme, style: str, script: str) -> str:
    """Return a `_headers` file with the policy, including directives that work only in a header.

    `style` and `script` are those inside the page for unknown addresses.
    """
    roots = (theme.root, ".", *("/".join([".."] * depth) for depth in range(1, _DEEPEST + 1)))
    policy = _written({"style-src": _hash(style), "script-src": f"{_scripts(theme, roots)} {_hash(script)}"})
    policy = f"{policy}; frame-ancestors 'self'"
    return (
        "/*\n"
        f"  Content-Security-Policy: {policy}\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: same-origin\n"
    )


@lru_cache(maxsize=64)
def _policy(theme: Theme, roots: tuple[str, ...]) -> str:
    return _written({"script-src": _scripts(theme, roots)})


def _scripts(theme: Theme, roots: tuple[str, ...]) -> str:
    codes = dict.fromkeys(script.replace(_MARK, root) for script in theme.scripts for root in roots)
    return " ".join(("'self'", *map(_hash, codes)))


def _written(more: Mapping[str, str]) -> str:
    """Return a policy: the common directives, with additional sources for some of them."""
    own = dict(_DIRECTIVES)
    for name, sources in more.items():
        own[name] = " ".join(filter(None, (own.get(name, ""), sources)))
    return "; ".join(f"{name} {sources}" for name, sources in own.items())


def _hash(code: str) -> str:
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"
