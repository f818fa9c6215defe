"""Links of a built site: every target must exist, and nothing may be loaded from another host."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOADED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


class Reference(NamedTuple):
    """A reference in a page; `is_loaded` if a browser fetches it by itself."""

    address: str
    is_loaded: bool


class Page(HTMLParser):
    """The anchors and the references of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.references: list[Reference] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the anchors and references of a tag."""
        values = {name: value for name, value in attrs if value is not None}
        self.anchors.update(values[name] for name in ("id", "name") if name in values)
        if tag == "a" and "href" in values:
            self.references.append(Reference(values["href"], is_loaded=False))
        if tag in _LOADED and _LOADED[tag] in values and values.get("rel") != "canonical":
            self.references.append(Reference(values[_LOADED[tag]], is_loaded=True))


def broken(site: Path, root: str = "/") -> Iterator[str]:
    """Yield each reference that leads nowhere, and each that loads something from another host, with its page.

    `root` is the path of the site on its host, which precedes absolute references.
    """
    pages = {file: Page(file.read_text(encoding="utf-8")) for file in sorted(site.rglob("*.html"))}
    for file, page in pages.items():
        for reference in dict.fromkeys(page.references):
            parts = urlsplit(reference.address)
            if parts.scheme or parts.netloc:
                if reference.is_loaded and parts.scheme != "data":
                    yield f"{file.relative_to(site)}: loads {reference.address}"
                continue
            path = unquote(parts.path)
            target = site / path.removeprefix(root) if path.startswith("/") else file.parent / path
            target = (target if path else file).resolve()
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                yield f"{file.relative_to(site)}: {reference.address} leads nowhere"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                yield f"{file.relative_to(site)}: {reference.address} has no such anchor"
