"""The links of documents to files, compared with the files that a snapshot has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.file_links import candidates, written_path
from meshwright.mesh.finding import At
from meshwright.mesh.near import nearest
from meshwright.rulekit.linked_files import MissingFile
from meshwright.source.presence import presence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from meshwright.mesh.unit import Unit
    from meshwright.source.presence import Presence
    from meshwright.source.snapshot import Snapshot


def missing_files(
    snapshot: Snapshot, units: Mapping[str, Unit], is_reported: Callable[[str], bool]
) -> Iterator[MissingFile]:
    """Yield the links that lead to no file, of the files asked for."""
    linking = [(file, unit.links) for file, unit in units.items() if unit.links and is_reported(file)]
    if not linking:
        return
    there = presence(snapshot)
    for file, links in linking:
        for link in links:
            path = written_path(link.url) or ""
            meant = candidates(path, file)
            at = At(link.path, document=link.document, file=file)
            if not meant:
                yield MissingFile(at, link.url, None, is_outside=True)
            elif all(there.missing(each) is not None for each in meant):
                yield MissingFile(at, link.url, _near(link.url, path, meant[0], there), is_outside=False)


def _near(url: str, path: str, target: str, there: Presence) -> str | None:
    """Return the link with the name that was probably meant in place of the one that is missing."""
    missing = there.missing(target) or ""
    folder, slash, name = missing.rpartition("/")
    near = nearest(name, there.names(folder + slash) or ())
    behind = target[len(missing) :]
    if near is None or there.missing(f"{folder}{slash}{near}{behind}") is not None:
        return None
    old, new = name + behind, near + behind
    start = url.rfind(old, 0, url.find(path) + len(path)) if path.endswith(old) else -1
    return url[:start] + new + url[start + len(old) :] if start >= 0 else None
