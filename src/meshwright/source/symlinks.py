"""Resolution of symbolic links in a commit or the index, as in a work tree."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from meshwright.source.folder import NEVER_ENTERED, EntryType, Listed, Listing, Skipped, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshwright.source.store import Store

_HOPS = 40
"""The maximum length of a chain of links, as in Linux."""
_TARGET_BYTES = 4096


def follow_links(listing: Listing, store: Store, is_wanted: Callable[[str], bool]) -> Listing:
    """Replace each wanted link with its target file, and omit the other links."""
    links = [file for file in listing.files if file.form is EntryType.LINK]
    if not any(is_wanted(link.path) for link in links):
        return listing
    targets = {
        link.path: text.decode("utf-8", "surrogateescape")
        for link, text in zip(links, store.read(links, _TARGET_BYTES), strict=True)
        if isinstance(text, bytes)
    }
    files = {file.path: file for file in listing.files if file.form is not EntryType.LINK}
    followed = [_follow(link.path, targets, files) for link in links if is_wanted(link.path)]
    return Listing(
        (*files.values(), *(found for found in followed if isinstance(found, Listed))),
        (*listing.skipped, *(found for found in followed if isinstance(found, Skipped))),
    )


def _follow(path: str, targets: Mapping[str, str], files: Mapping[str, Listed]) -> Listed | Skipped:
    def refused(why: str) -> Skipped:
        return Skipped(path, f"links to `{shown(targets[path])}`, {why}")

    place = path
    for _ in range(_HOPS):
        link = next((above for above in _from_top(place) if above in targets), None)
        if link is None:
            break
        beyond = place[len(link) :]
        place = posixpath.normpath(posixpath.join(posixpath.dirname(link), targets[link]) + beyond)
        if place.startswith(("/", "../")) or place in {".", ".."}:
            return refused("outside the mesh")
    else:
        return refused("which is part of a link cycle")
    if not NEVER_ENTERED.isdisjoint(place.split("/")):
        return refused("which is never part of a mesh")
    file = files.get(place)
    if file is not None and file.form is EntryType.FILE:
        return file._replace(path=path)
    is_folder = any(other.startswith(place + "/") for other in files)
    return refused("which is a folder" if is_folder else "which does not exist")


def _from_top(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
