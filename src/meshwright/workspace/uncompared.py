"""Files that a comparison could not read in the base, the head or both.

This module does not assess the compared files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.facts import PartialFacts
from meshwright.report.diff import NotCompared
from meshwright.source.discovery import FileKind, kind
from meshwright.source.folder import EntryType, Listed
from meshwright.source.store import FolderStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.facts.unit import Unit
    from meshwright.workspace.compiled import CompiledSnapshot

MOST_BYTES = 64 * 1024 * 1024
"""The maximum size of a file whose content is compared as a whole, because it is too large to parse."""
_WITHOUT_CONTENT = (
    "outside the mesh",
    "part of a mesh",
    "link cycle",
    "a folder",
    "not exist",
    "of its own",
    "is a link",
)
"""The ends of the reasons why a path has no content in the mesh."""


def not_compared(before: CompiledSnapshot, after: CompiledSnapshot) -> tuple[NotCompared, ...]:
    """Return the files that were not compared, by reason and sorted by path.

    Unchanged files are omitted, as are documents of other standards, which do not make promises.
    """
    return (
        *cut_off(before, after),
        *_foreign_folders(before, after),
        *_unreadable(before, after),
        *_unexamined(before, after),
        *_documents(before, after),
    )


def around(file: str, folders: Iterable[str]) -> str | None:
    """Return the given folder that contains a file; None if no given folder contains the file."""
    return next((each for each in folders if file.startswith(f"{each}/")), None)


def cut_off(before: CompiledSnapshot, after: CompiledSnapshot) -> Iterator[NotCompared]:
    """Yield the folders that may exist in both revisions but are readable in only one of them."""
    for own, other in ((before, after), (after, before)):
        folders = {around(file, other.snapshot.nested) for file in own.units}
        for folder in sorted(each for each in folders if each is not None):
            yield NotCompared(folder, "is a mesh or repository of its own on one side")


def _foreign_folders(before: CompiledSnapshot, after: CompiledSnapshot) -> Iterator[NotCompared]:
    for folder in sorted({*before.snapshot.nested} & {*after.snapshot.nested}):
        yield NotCompared(folder, "is a mesh or repository of its own: not compared", is_foreign=True)


def _unreadable(before: CompiledSnapshot, after: CompiledSnapshot) -> Iterator[NotCompared]:
    """Yield the unreadable files; files that are unreadable on both sides are unchanged only if known to be equal."""
    for path in sorted({*before.unreadable, *after.unreadable}):
        if path not in before.unreadable:
            yield NotCompared(path, f"cannot be read: it {after.unreadable[path]}")
        elif path not in after.unreadable:
            yield NotCompared(path, f"could not be read before: it {before.unreadable[path]}")
        else:
            why = f"cannot be read: it {after.unreadable[path]}"
            old, new = (_identity(side, path, side.unreadable[path]) for side in (before, after))
            is_known = old is not None and new is not None
            yield NotCompared(path, why, is_known and old == new, differs=is_known and old != new)


def _unexamined(before: CompiledSnapshot, after: CompiledSnapshot) -> Iterator[NotCompared]:
    """Yield the files without a visible marker that may be documents, unless they are known to be unchanged.

    As in `check`, they are listed, but the comparison is treated as complete.
    """
    whys = [
        {each.path: each.why for each in side.snapshot.unseen if not each.why.endswith(_WITHOUT_CONTENT)}
        for side in (before, after)
    ]
    for path in sorted({*whys[0], *whys[1]}):
        known = [
            _identity(side, path, own[path]) if path in own else None
            for side, own in zip((before, after), whys, strict=True)
        ]
        if known[0] is None or known[0] != known[1]:
            why = whys[1].get(path) or whys[0][path]
            yield NotCompared(path, f"was not examined: it {why}", is_foreign=True)


def _identity(side: CompiledSnapshot, path: str, why: str) -> object:
    """Return a key that is equal for equal content of an unreadable file; None if the content is unknown.

    For a link, a sample or a schema, the key is the reason, because the content is not compared.
    """
    if kind(path) in (FileKind.SAMPLE, FileKind.SCHEMA) or why.endswith(_WITHOUT_CONTENT):
        return why
    snapshot = side.snapshot
    unread = (*snapshot.skipped, *snapshot.unseen)
    known = (each.blob for each in unread if each.path == path and each.blob)
    if found := side.content(path) or next(known, None):
        return found
    if not isinstance(snapshot.store, FolderStore):
        return None
    data = next(snapshot.store.read([Listed(path, EntryType.FILE, None)], MOST_BYTES))
    return snapshot.store.name(data) if isinstance(data, bytes) and len(data) <= MOST_BYTES else None


def _documents(before: CompiledSnapshot, after: CompiledSnapshot) -> Iterator[NotCompared]:
    """Yield the files with an unreadable document, or with one of an unsupported standard or version."""
    same = _contents(before) & _contents(after)
    for path in sorted({*before.units, *after.units}):
        old, new = before.units.get(path), after.units.get(path)
        is_unchanged = (after if new else before).content(path) in same
        if old is not None and new is not None:
            is_unchanged = is_unchanged and before.content(path) in same
        if is_unchanged and new is None:  # the message uses its current name
            continue
        for why, is_foreign in _reasons(old, new):
            if not (is_unchanged and is_foreign):
                yield NotCompared(path, why, is_unchanged, is_foreign, differs=not is_unchanged)


def _contents(side: CompiledSnapshot) -> set[object]:
    return {side.content(path) for path in side.units}


def _reasons(old: Unit | None, new: Unit | None) -> Iterator[tuple[str, bool]]:
    """Yield each reason why a file was not compared, and whether the file follows another standard.

    The reasons come from the head, or else from the base.
    """
    found = {what: is_foreign for _, what, is_foreign in (new.not_read if new else ())}
    yield from ((f"is {what}: not compared", is_foreign) for what, is_foreign in found.items())
    if new is not None and _is_broken(new):
        yield "does not compile", False
    elif new is None or not found:
        earlier = {what: is_foreign for _, what, is_foreign in (old.not_read if old else ())}
        yield from ((f"was {what}: not compared", is_foreign) for what, is_foreign in earlier.items())
        if old is not None and _is_broken(old):
            yield "did not compile before", False


def _is_broken(unit: Unit) -> bool:
    return any(isinstance(fact, PartialFacts) and not fact.is_foreign for fact in unit.facts)
