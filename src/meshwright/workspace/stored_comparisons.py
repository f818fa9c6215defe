"""Stored results of complete comparisons between a working tree and a commit in its repository.

In addition to what a check reads, a comparison reads the files of commits, whose ids are among its inputs.
This module does not reuse a result for other documents with equal facts, because a comparison shows each
difference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.source.store import ObjectStore
from meshwright.source.watched_store import WatchedObjects
from meshwright.workspace.stored_results import ResultStore, StoredResult

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from meshwright.source.cache import Cache
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.compiled import CompiledSnapshot


class ComparisonStore(ResultStore):
    """The stored results of one comparison."""

    def __init__(  # noqa: PLR0913 - all that decides an answer
        self,
        cache: Cache,
        root: Path,
        path: Path,
        options: Mapping[str, object],
        place: str,
        *,
        commits: tuple[str, str | None],
    ) -> None:
        """`commits` are the ids of the base, and of the branch if the branch has further commits. Raises OSError."""
        super().__init__(cache, root, [path], options, place, base=(place, commits[0], commits[1] or ""))
        self._commits = commits
        self._sides: tuple[CompiledSnapshot, ...] = ()
        self._is_of_commits = False

    def of_commit(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot of a commit, whose files a run may read."""
        store = snapshot.store
        assert isinstance(store, ObjectStore)
        return replace(snapshot, store=WatchedObjects(store.root, store.is_sha256, guard=self.guard))

    def note(self, before: CompiledSnapshot, after: CompiledSnapshot, tip: CompiledSnapshot | None) -> None:
        """Record the compared revisions."""
        self._sides = (before, after, *([tip] if tip is not None else []))
        found = before.snapshot.origin.commit, tip.snapshot.origin.commit if tip is not None else None
        self._is_of_commits = found == self._commits

    def keep_answer(self, output: str, code: int) -> None:
        """Store the result of the recorded run, if it depends only on its inputs."""
        if self._taken is None or not self._is_of_commits:  # a branch may have moved in the meantime
            return
        has_secrets = any(
            each.finding.is_secret
            for side in self._sides
            for unit in side.units.values()
            for each in unit.findings
        )
        result = StoredResult(output, code, (), (), ())
        self.keep(result, self.settings, self._taken[0], has_secrets=has_secrets)
