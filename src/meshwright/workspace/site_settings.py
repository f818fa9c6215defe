"""The user's additions to the site: `site/mkdocs.yml`, hand-written pages, and templates that override ours.

Pull requests can change all of them, so only settings that do not run anything are accepted, and links are not
followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from meshwright.source.tree import parse
from meshwright.workspace.front_matter import with_safe_front_matter
from meshwright.workspace.site_files import Folder, SiteError, refuse_secrets, text_of
from meshwright.workspace.site_theme import wrong_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from meshwright.workspace.front_matter import SafePage

SETTINGS = "site/mkdocs.yml"
CONTENT = "site/content"
OVERRIDES = "site/overrides"
OURS = "assets/"
"""The folder of the catalog's own images in a site."""
KEYS = ("site_name", "site_url", "site_description", "copyright", "nav", "theme", "extra")
TAKEN = (".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".pdf", ".csv")
"""The allowed types of files: pages, images and downloads, but nothing that a browser would run."""


@dataclass(frozen=True, slots=True)
class SiteOverrides:
    """The repository's additions to its site."""

    settings: Mapping[str, Any]
    content: Mapping[str, Path]
    """Hand-written pages and their files, by path in the sources of the site."""
    overrides: Mapping[str, str]
    """Templates that replace ours, by name."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """The text of each page in the content, with safe front matter."""
    notices: tuple[str, ...] = ()
    """The omitted parts of pages, with file and line."""


def own_site(root: Path) -> SiteOverrides:
    """Read a repository's additions to its site; raises SiteError."""
    content = dict(Folder(root, CONTENT).files())
    for path in content:
        if not path.isprintable():
            raise SiteError(f"`{CONTENT}/{ascii(path)[1:-1]}` has a name that a page cannot have")
        if not path.casefold().endswith(TAKEN):
            raise SiteError(
                f"`{CONTENT}/{path}` is not accepted, because a site is also built from pull requests by strangers; "
                f"accepted: {', '.join(f'`{each}`' for each in TAKEN)}"
            )
    pages = {path: _page(path, file) for path, file in content.items() if path.endswith(".md")}
    overrides = {
        name: _template(path, f"{OVERRIDES}/{name}")
        for name, path in Folder(root, OVERRIDES).files()
        if name.endswith(".html")
    }
    notices = tuple(chain.from_iterable(page.notices for page in pages.values()))
    texts = {path: page.text for path, page in pages.items()}
    settings = _settings(root)
    for key in ("logo", "favicon"):
        image = settings.get("theme", {}).get(key)
        if image is not None and image not in content and not image.startswith(OURS):
            raise SiteError(f"`{SETTINGS}`: `theme.{key}` names `{image}`, but `{CONTENT}` has no such file")
    return SiteOverrides(settings, content, overrides, texts, notices)


def _page(path: str, file: Path) -> SafePage:
    name = f"{CONTENT}/{path}"
    text = text_of(file, name)
    refuse_secrets(text, name)
    return with_safe_front_matter(text, name)


def _template(file: Path, name: str) -> str:
    text = text_of(file, name)
    refuse_secrets(text, name)
    return text


def _settings(root: Path) -> dict[str, Any]:
    file = root / SETTINGS
    if not file.is_file() or file.resolve() != root.resolve() / SETTINGS:
        return {}
    text = text_of(file, SETTINGS)
    refuse_secrets(text, SETTINGS)
    tree = parse(text)
    values = tree.documents[0].value if tree.documents else {}
    if tree.problems or len(tree.documents) > 1 or not isinstance(values, dict):
        raise SiteError(f"`{SETTINGS}` cannot be read as one YAML mapping")
    for key in values:
        if key not in KEYS:
            raise SiteError(
                f"`{key}` in `{SETTINGS}` is not accepted, because a site is also built from pull requests by strangers; "
                f"accepted: {', '.join(f'`{each}`' for each in KEYS)}"
            )
    for key, value in values.items():
        if wrong := wrong_in(key, value):
            raise SiteError(f"`{SETTINGS}`: {wrong}")
    return values
