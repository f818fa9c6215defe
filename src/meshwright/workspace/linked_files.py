"""Links from documents to files, compared with the files in a snapshot."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from meshwright.facts.file_links import candidates, written_path
from meshwright.finding.finding import At
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.linked_files import MissingFile
from meshwright.source.presence import around, presence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from meshwright.facts.unit import Unit
    from meshwright.source.presence import Presence
    from meshwright.source.snapshot import Snapshot


def missing_files(
    snapshot: Snapshot, units: Mapping[str, Unit], is_reported: Callable[[str], bool]
) -> Iterator[MissingFile]:
    """Yield the links in the requested files that do not point to a file."""
    linking = [(file, unit.links) for file, unit in units.items() if unit.links and is_reported(file)]
    if not linking:
        return
    files = _Files(snapshot)
    for file, links in linking:
        for link in links:
            at = At(link.path, document=link.document, file=file)
            yield from files.missing(link.url, at)


class _Files:
    """The files of a mesh and, if a link points outside the mesh, the files of the surrounding repository."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._mesh = presence(snapshot)

    @cached_property
    def _around(self) -> tuple[Presence, str] | None:
        return around(self._snapshot)

    def missing(self, url: str, at: At) -> Iterator[MissingFile]:
        """Yield a problem if a link does not point to a file."""
        path = written_path(url) or ""
        there, meant = self._mesh, candidates(path, at.file)
        if _is_there(meant, there):
            return
        if (not meant or path.startswith("/")) and self._around is not None:
            there, prefix = self._around
            meant = candidates(path, prefix + at.file)
        if not meant:
            yield MissingFile(at, url, None, is_outside=True)
        elif not _is_there(meant, there):
            yield MissingFile(at, url, _near(url, path, meant[0], there), is_outside=False)


def _is_there(paths: Iterable[str], there: Presence) -> bool:
    return any(there.missing(each) is None for each in paths)


def _near(url: str, path: str, target: str, there: Presence) -> str | None:
    """Return the link with the most similar existing file name in place of the missing one; None if there is none."""
    missing = there.missing(target) or ""
    folder, slash, name = missing.rpartition("/")
    near = nearest(name, there.names(folder + slash) or ())
    behind = target[len(missing) :]
    if near is None or there.missing(f"{folder}{slash}{near}{behind}") is not None:
        return None
    old, new = name + behind, near + behind
    start = url.rfind(old, 0, url.find(path) + len(path)) if path.endswith(old) else -1
    return url[:start] + new + url[start + len(old) :] if start >= 0 else None
