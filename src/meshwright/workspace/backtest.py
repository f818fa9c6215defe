"""A policy tried over the history of a repository: the commits that would have brought a finding."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.link import link
from meshwright.policies.impact import violations
from meshwright.relational.source import MeshSource
from meshwright.rulekit.locator import Locator
from meshwright.source import git
from meshwright.source.history import past
from meshwright.source.snapshot import of_revision
from meshwright.workspace.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from meshwright.facts.unit import Unit
    from meshwright.policies.impact import Violation
    from meshwright.policies.policy import BoundPolicy
    from meshwright.source.history import Commit


class Period(NamedTuple):
    """The commits to try: the last ones, those since a revision, or both."""

    last: int | None
    since: str | None


def stopped(
    bound: BoundPolicy, root: Path, exclude: Iterable[str], period: Period, today: date
) -> tuple[int, tuple[tuple[Commit, tuple[Violation, ...]], ...]]:
    """Return how many commits of the main line were tried, and those with new findings, newest first.

    Equal files of all commits are compiled once. Raises GitError and QueryError.
    """
    commits = past(root).commits
    if period.since is not None:
        end = git.merge_base(root, period.since, "HEAD")
        commits = tuple(takewhile(lambda each: each.name != end, commits))
        behind = frozenset(git.ask(root, "rev-list", "--first-parent", f"{end}..HEAD").split())
        commits = tuple(each for each in commits if each.name in behind)
    if period.last is not None:
        commits = commits[: period.last]
    memo: dict[str, Unit] = {}
    exclude = tuple(exclude)

    def found_at(revision: str) -> tuple[Violation, ...]:
        source = compiled(of_revision(root, revision, exclude), memo)
        mesh = link(source.linkable, today)
        return violations(bound, MeshSource(mesh, Locator(source).value))

    known: dict[str, tuple[Violation, ...]] = {}
    stopping = []
    for commit in commits:
        parent = git.ask(root, "rev-list", "--parents", "--max-count=1", commit.name).split()[1:2]
        for each in (commit.name, *parent):
            if each not in known:
                known[each] = found_at(each)
        before = {(each.address, each.key) for name in parent for each in known[name]}
        new = tuple(each for each in known[commit.name] if (each.address, each.key) not in before)
        if new:
            stopping.append((commit, new))
    return len(commits), tuple(stopping)
