"""The main line of a repository, commit by commit, with the mesh at each commit; identical files are compiled once."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from meshwright.source import git
from meshwright.source.history import past
from meshwright.source.snapshot import of_revision
from meshwright.workspace.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from meshwright.facts.unit import Unit
    from meshwright.source.history import Commit
    from meshwright.workspace.compiled import CompiledSnapshot


class Period(NamedTuple):
    """The limits on the commits to examine: a number of recent commits, a revision after which they start, or both."""

    last: int | None
    since: str | None


class MainLine:
    """The commits that changed documents, with their meshes. Raises GitError."""

    def __init__(self, root: Path, exclude: Iterable[str], *also: str) -> None:
        self.root = root
        self.exclude = tuple(exclude)
        self.log = past(root, *also)
        self._memo: dict[str, Unit] = {}

    def within(self, period: Period) -> tuple[Commit, ...]:
        """Return the commits in a period, newest first."""
        commits = self.log.commits
        if period.since is not None:
            end = git.merge_base(self.root, period.since, "HEAD")
            commits = tuple(takewhile(lambda each: each.name != end, commits))
            behind = frozenset(git.ask(self.root, "rev-list", "--first-parent", f"{end}..HEAD").split())
            commits = tuple(each for each in commits if each.name in behind)
        return commits if period.last is None else commits[: period.last]

    def at(self, revision: str) -> CompiledSnapshot:
        """Compile the files at a revision."""
        return compiled(of_revision(self.root, revision, self.exclude), self._memo)
