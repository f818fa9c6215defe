"""The part of a mesh that could be read: lists unreadable files, and determines whether anything could be checked.

This module does not explain why a file is unreadable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.facts import PartialFacts, RegistryFact, SampleFact
from meshwright.rulekit.diagnostic import Unexamined
from meshwright.source.folder import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.facts.facts import Fact
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.compiled import CompiledSnapshot

MOST_NAMED = 3
"""The maximum number of locations to list for each reason."""


def unread_files(source: CompiledSnapshot) -> tuple[str, ...]:
    """Return the files that contain unreadable Meshwright documents; documents of other standards are ignored."""
    found = {path for path, _, is_read, is_foreign in _documents(source) if not (is_read or is_foreign)}
    return tuple(sorted({*found, *source.unreadable} - {*source.snapshot.schemas}))


def could_check(source: CompiledSnapshot, is_reported: Callable[[str], bool]) -> bool:
    """Return whether at least one document in the requested files could be checked.

    Settings do not count if all other documents follow other standards, because such documents cause only warnings.
    """
    documents = [each for each in _documents(source) if is_reported(each[0])]
    read = [fact for _, fact, is_read, _ in documents if is_read]
    unread = [is_foreign for _, _, is_read, is_foreign in documents if not is_read]
    unread += [False for path in source.unreadable if is_reported(path)]
    if not unread or not read:
        return not unread
    is_settings = all(isinstance(fact, RegistryFact) and fact.kind == "Mesh" for fact in read)
    return not (is_settings and all(unread))


def unexamined(snapshot: Snapshot, is_reported: Callable[[str], bool]) -> tuple[Unexamined, ...]:
    """Return the folders that were not searched, by reason, with the first few locations."""
    groups: dict[str, list[str]] = {}
    for each in snapshot.unseen:
        groups.setdefault(_reason(each.why), []).append(each.path)
    groups["a mesh or repository of its own"] = [*snapshot.nested]
    found = {reason: sorted(filter(is_reported, paths)) for reason, paths in sorted(groups.items())}
    return tuple(
        Unexamined(reason, len(paths), tuple(map(shown, paths[:MOST_NAMED])))
        for reason, paths in found.items()
        if paths
    )


def _reason(why: str) -> str:
    return (
        "a link that does not lead to a file of the mesh"
        if why.startswith("links to ")
        else why.removeprefix("is ")
    )


def _documents(source: CompiledSnapshot) -> Iterator[tuple[str, Fact, bool, bool]]:
    """Yield the file and the fact of each document, whether it was read, and whether it follows another standard."""
    for path, unit in source.units.items():
        foreign = {each.document: each.is_foreign for each in unit.not_read}
        for position, fact in enumerate(unit.facts):
            if fact is not None and not isinstance(fact, SampleFact):
                is_read = position not in foreign and not isinstance(fact, PartialFacts)
                yield path, fact, is_read, foreign.get(position, False)
