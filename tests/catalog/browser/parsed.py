"""Built pages as a browser parses them, with their elements and links."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import html5lib

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

LOADING = (
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "background",
    "{http://www.w3.org/1999/xlink}href",
)
"""Attributes that contain an address."""


class Parsed(NamedTuple):
    """A page of a site."""

    path: str
    root: Element

    @property
    def elements(self) -> Iterator[Element]:
        """All elements, without comments."""
        return (each for each in self.root.iter() if isinstance(each.tag, str))

    @property
    def content(self) -> list[Element]:
        """The elements in the article, which is the part that depends on the mesh."""
        (article,) = (each for each in self.elements if each.tag == "article")
        return [each for each in article.iter() if isinstance(each.tag, str)]

    @property
    def ids(self) -> list[str]:
        """All ids, including duplicates."""
        return [each.attrib["id"] for each in self.elements if "id" in each.attrib]

    @property
    def addresses(self) -> set[str]:
        """All addresses in it."""
        return {each.attrib[name] for each in self.elements for name in LOADING if name in each.attrib}

    @property
    def text(self) -> str:
        """All of its text, without spaces, which HTML may change."""
        return squeezed("".join("".join(each.itertext()) for each in self.root.iter("body")))


def parsed(site: Path) -> dict[str, Parsed]:
    """Parse all pages of a site, by path."""
    return {
        path: Parsed(
            path, html5lib.parse(file.read_bytes(), transport_encoding="utf-8", namespaceHTMLElements=False)
        )
        for path, file in sorted((file.relative_to(site).as_posix(), file) for file in site.rglob("*.html"))
    }


def squeezed(text: str) -> str:
    """Remove all spaces."""
    return "".join(text.split())


def dead_links(site: Path, pages: dict[str, Parsed]) -> set[tuple[str, str]]:
    """Return the broken links inside a site, each with a page that has it."""
    ids = {path: {*page.ids, ""} for path, page in pages.items()}
    dead = set()
    for path, page in pages.items():
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or path == "404.html":
                continue
            folder = posixpath.dirname(path)
            target = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else path
            is_there = (site / target).is_file() and not target.startswith("..")
            is_state = "=" in parts.fragment  # of a form, which its script reads: #q=plays
            is_missing = target in ids and not is_state and unquote(parts.fragment) not in ids[target]
            if not is_there or is_missing:
                dead.add((path, address))
    return dead
