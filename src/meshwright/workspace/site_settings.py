"""The user's own part of the site: `site/mkdocs.yml`, hand-written pages, templates that override ours.

All of it comes from pull requests: only settings that run nothing are taken, and files are copied, never followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.source.text import decode
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SETTINGS = "site/mkdocs.yml"
CONTENT = "site/content"
OVERRIDES = "site/overrides"
KEYS = ("site_name", "site_url", "site_description", "copyright", "nav", "theme")
THEME_KEYS = ("language", "palette", "logo", "favicon", "features", "icon", "direction")
TAKEN = (".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".pdf", ".csv")
"""What hand-written pages are made of: pages, pictures, downloads, and nothing that a browser would run."""
MOST_BYTES = 20_000_000
"""Of one hand-written page or picture."""


class SiteError(Exception):
    """The site can't be built as it is asked for; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class OwnSite:
    """What the repository adds to its site."""

    settings: Mapping[str, Any]
    content: Mapping[str, Path]
    """Hand-written pages and what they show, by their path in the site's sources."""
    overrides: Mapping[str, str]
    """Templates that stand in place of ours, by name."""


def own_site(root: Path) -> OwnSite:
    """Read what a repository adds to its site; raises SiteError."""
    content = dict(_files(root, CONTENT))
    for path in content:
        if not path.isprintable():
            raise SiteError(f"`{CONTENT}/{ascii(path)[1:-1]}` has a name that no page can have")
        if not path.casefold().endswith(TAKEN):
            raise SiteError(
                f"`{CONTENT}/{path}` is not taken, since a site is also built from pull requests of strangers; "
                f"there is {', '.join(f'`{each}`' for each in TAKEN)}"
            )
    overrides = {name: _text(path) for name, path in _files(root, OVERRIDES) if name.endswith(".html")}
    return OwnSite(_settings(root), content, overrides)


def _settings(root: Path) -> dict[str, Any]:
    file = root / SETTINGS
    if not file.is_file() or file.resolve() != root.resolve() / SETTINGS:
        return {}
    tree = parse(_text(file))
    values = tree.documents[0].value if tree.documents else {}
    if tree.problems or len(tree.documents) > 1 or not isinstance(values, dict):
        raise SiteError(f"`{SETTINGS}` can't be read as one YAML mapping")
    for key in values:
        if key not in KEYS:
            raise SiteError(
                f"`{key}` in `{SETTINGS}` is not taken, since a site is also built from pull requests of strangers; "
                f"there is {', '.join(f'`{each}`' for each in KEYS)}"
            )
    theme = values.get("theme", {})
    if not isinstance(theme, dict) or any(key not in (*THEME_KEYS, "name") for key in theme):
        allowed = ", ".join(f"`{each}`" for each in THEME_KEYS)
        raise SiteError(f"`theme` in `{SETTINGS}` takes {allowed}")
    if "nav" in values and not isinstance(values["nav"], list):
        raise SiteError(f"`nav` in `{SETTINGS}` is a list of pages")
    return values


def _files(root: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Give the regular files of a folder by their path in it; links are left alone, wherever they lead."""
    folder, inside = root / name, root.resolve() / name
    if not folder.is_dir() or folder.resolve() != inside:
        return
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not path.is_file() or path.resolve() != inside / relative:
            continue
        if path.stat().st_size > MOST_BYTES:
            raise SiteError(f"`{name}/{relative}` is larger than 20 MB")
        yield relative.as_posix(), path


def _text(file: Path) -> str:
    decoded = decode(file.read_bytes())
    if decoded.problems:
        raise SiteError(f"`{file.name}` is not UTF-8 text, or too long")
    return decoded.text
