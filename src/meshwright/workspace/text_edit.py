"""The catalog of a mesh after an edit that changed only texts, derived from the catalog before the edit.

Findings, scores and everything else that is derived depend on facts. If the facts and local findings of the edited
files are unchanged, only their values and texts are read again. This module does not decide whether files outside the
mesh changed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from meshwright.catalog.assembly.masked import masked_examples
from meshwright.facts.unit_json import heads_of
from meshwright.rulekit.locator import Locator
from meshwright.workspace.catalog_run import CatalogRun, head_commit, published
from meshwright.workspace.history import history_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.compiled import CompiledSnapshot

_OF_SNAPSHOT = ("samples", "skipped", "nested", "counted", "schemas", "definitions", "unapplied", "unseen")


def after_text_edit(
    root: Path, last: CatalogRun, before: CompiledSnapshot, after: CompiledSnapshot, exclude: Iterable[str]
) -> CatalogRun | None:
    """Return the run of an edited mesh with the same configuration; None if more than texts may have changed.

    The previous run must not have an audience, pull requests or observations. Notes, which are separate files, are
    those of the previous run.
    """
    source, report = last.source, last.outcome.report
    changed = _changed(before.snapshot, after.snapshot)
    commit = head_commit(root)
    if (
        changed is None
        or commit != source.commit
        or report.policies
        or last.outcome.has_secrets
        or before.schemas.all
        or (before.unreadable, before.unopened) != (after.unreadable, after.unopened)
        or before.units.keys() != after.units.keys()
        or not all(_has_same_facts(before, after, path) for path in changed)
    ):
        return None
    locator = Locator(after)
    diagnostics = (*report.diagnostics, *report.masked)
    if not all(_has_same_order(found, locator) for found in _by_file(diagnostics, changed)):
        return None
    mesh = source.mesh
    shown = replace(
        source,
        values_of=locator.value,
        text_of=partial(published, locator, masked_examples(mesh)),
        history=history_of(root, after, mesh, exclude=exclude),
    )
    return CatalogRun(shown, last.outcome)


def _changed(before: Snapshot, after: Snapshot) -> frozenset[str] | None:
    """Return the documents with different content; None if other files or the set of documents changed."""
    if before.entries.keys() != after.entries.keys():
        return None
    if any(getattr(before, name) != getattr(after, name) for name in _OF_SNAPSHOT):
        return None
    return frozenset(path for path, entry in after.entries.items() if entry.blob != before.entries[path].blob)


def _has_same_facts(before: CompiledSnapshot, after: CompiledSnapshot, path: str) -> bool:
    """Return whether a file without suppression comments has the same facts, findings and links."""
    old, new = before.units.get(path), after.units.get(path)
    if old is None or new is None or new.suppressions:
        return False
    return heads_of(old).text == heads_of(new).text


def _by_file(
    diagnostics: Iterable[Diagnostic], files: frozenset[str]
) -> Iterator[list[tuple[Diagnostic, str]]]:
    """Yield the diagnostics of each of the files, in order."""
    found: dict[str, list[tuple[Diagnostic, str]]] = {}
    for each in diagnostics:
        if each.range is not None and each.range.path in files:
            found.setdefault(each.range.path, []).append((each, each.range.path))
    yield from found.values()


def _has_same_order(found: list[tuple[Diagnostic, str]], locator: Locator) -> bool:
    """Return whether diagnostics of a file, at their new locations, are still in the order of a report."""
    keys = [(locator.range(each.at[0], file).start, each.rule, each.message) for each, file in found]
    return keys == sorted(keys)
