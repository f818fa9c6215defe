"""A page as a value: headings, which the site generator needs, and the finished HTML between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class File:
    """A file of the site that is not a page."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its content, up to the next heading."""

    html: Markup
    heading: str = ""
    """The text; empty for the content before the first heading."""
    anchor: str = ""
    level: int = 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    route: str
    """The page's folder in the site; empty for the home page."""
    title: str
    sections: tuple[Section, ...]
    description: str = ""
    """One sentence, for search engines and previews."""
    has_navigation: bool = False
    has_contents: bool = True
    scripts: tuple[str, ...] = ()
    """The page's additional scripts, as paths in the site."""
    files: tuple[File, ...] = ()
    """The files next to the page."""
