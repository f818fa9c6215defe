"""Problems in a document that disappear in a newer version of its standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.source.problem import (
    MissingKey,
    NewerThanVersion,
    Novelty,
    Problem,
    UnknownKey,
    UnknownValue,
    WrongType,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.source.place import Path


class Newer(NamedTuple):
    """A document's problems in a newer version, compared with those in its declared version."""

    version: str
    vanished: tuple[Problem, ...]
    """The problems in the declared version that disappear in the newer one, without follow-on problems."""
    others: tuple[Problem, ...]
    """The problems in the declared version that remain in the newer one."""
    left: tuple[Problem, ...]
    """The problems in the newer version."""
    is_gain: bool
    """Whether the newer version accepts everything that the declared one accepts."""
    since: tuple[str, ...]
    """For each vanished problem, the first version without it."""

    def problem(self, declared: str) -> NewerThanVersion:
        """Return the single problem that replaces those that vanished."""
        news = tuple(
            Novelty(_novelty(each), since, _spot(each), each.part, isinstance(each, MissingKey))
            for each, since in zip(self.vanished, self.since, strict=True)
        )
        return NewerThanVersion(
            path=("apiVersion",),
            declared=declared,
            accepted_by=self.version,
            novelties=news,
            is_gain=self.is_gain,
        )


def newest_of(
    problems: tuple[Problem, ...], by_newer: Iterable[tuple[str, tuple[Problem, ...]]]
) -> Newer | None:
    """Return the version in which the most problems disappear; None if none disappear in any version.

    Versions without new problems take precedence; if several versions tie, the oldest is returned.
    """
    spots = frozenset(map(_spot, problems))
    misspelt = frozenset(
        (*each.path[:-1], each.near) for each in problems if isinstance(each, UnknownKey) and each.near
    )
    best: Newer | None = None
    since: dict[int, str] = {}
    for version, left in by_newer:
        new = frozenset(map(_spot, left))
        around = frozenset(spot[:length] for spot in new for length in range(len(spot) + 1))
        gone = [
            number
            for number, each in enumerate(problems)
            if not _meets(_spot(each), new, around)
            and not (isinstance(each, MissingKey) and _spot(each) in misspelt)
        ]
        for number in gone:
            since.setdefault(number, version)
        rank = (new <= spots, len(gone))
        if gone and (best is None or rank > (best.is_gain, len(best.vanished))):
            lost = frozenset(gone)
            best = Newer(
                version,
                tuple(problems[number] for number in gone),
                tuple(each for number, each in enumerate(problems) if number not in lost),
                left,
                new <= spots,
                tuple(since[number] for number in gone),
            )
        if not left:
            break
    return best


def _spot(problem: Problem) -> Path:
    """Return the path of a problem; for a missing key, its expected path."""
    return (*problem.path, problem.key) if isinstance(problem, MissingKey) else problem.path


def _meets(spot: Path, spots: frozenset[Path], around: frozenset[Path]) -> bool:
    """Return whether any problem is at a path, below it or at one of its ancestors."""
    return spot in around or any(spot[:length] in spots for length in range(len(spot)))


def _novelty(problem: Problem) -> str:
    """Describe the feature whose absence from a version causes the problem."""
    key = next((step for step in reversed(problem.path) if isinstance(step, str)), "")
    match problem:
        case UnknownKey() | MissingKey():
            return f"`{problem.key}` of {problem.owner}"
        case UnknownValue():
            return f"`{problem.found}` as `{key}`"
        case WrongType():
            return f"{problem.found} as `{key}`"
    return f"`{key}`"
