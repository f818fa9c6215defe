"""Patterns as in .gitignore, and which paths they mean.

Knows text only; where patterns come from and what is done with the paths is others' matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import comb
from typing import TYPE_CHECKING, NamedTuple
from warnings import catch_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_STEPS = 200_000
"""The work that matching one path may cost: beyond it a pattern matches nothing."""

_DEEP = 4
"""The `**` that one pattern may have; one with more matches nothing."""

_NEGATED = re.compile(r"\[\^(?!/\])")
"""`[!a]` as pathspec translates it; unlike Git's it would match `/`."""


class _Pattern(NamedTuple):
    regex: re.Pattern[str]
    ignores: bool
    stars: int
    """The most `*` in one of its segments, which is the exponent of what matching costs."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one file or list, the last of which comes first."""

    reverse: tuple[_Pattern, ...]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Patterns:
        """Read patterns, one a line; what is no pattern matches nothing, as in Git."""
        found = [pattern for line in lines if (pattern := _pattern(line))]
        return cls(tuple(reversed(found)))

    def decide(self, path: str) -> bool | None:
        """Say whether the path (a folder's ends in `/`) is ignored, or nothing when no pattern means it.

        Speaks of this path alone: what is below an ignored folder is ignored without being asked.
        """
        if not self.reverse:
            return None
        text = path.encode("utf-8", "replace").decode()
        longest = max(map(len, text.split("/")))
        for pattern in self.reverse:
            if pattern.stars > 1 and comb(longest, pattern.stars + 1) > _STEPS:
                continue
            match = pattern.regex.search(text)
            if match and _means_itself(match, text):
                return pattern.ignores
        return None


def excluder(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Make the test whether a file's path is excluded, by itself or with a folder above it."""
    known = Patterns.of(patterns)

    @cache
    def is_folder_excluded(folder: str) -> bool:
        above, slash, _ = folder[:-1].rpartition("/")
        return bool(slash and is_folder_excluded(above + slash)) or bool(known.decide(folder))

    def is_excluded(path: str) -> bool:
        folder, slash, _ = path.rpartition("/")
        return bool(slash and is_folder_excluded(folder + slash)) or bool(known.decide(path))

    return is_excluded


def _pattern(line: str) -> _Pattern | None:
    if not line or line.isspace() or line.startswith("#"):
        return None
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    text = line.encode("utf-8", "replace").decode()
    try:
        source, ignores = GitIgnoreSpecPattern.pattern_to_regex(text)
        if source is None or ignores is None:
            return None
        with catch_warnings(action="ignore", category=FutureWarning):  # `[[` is plain text in a pattern
            regex = re.compile(_NEGATED.sub(r"(?!/)[^", source), re.DOTALL)
    except (ValueError, re.error, OverflowError):
        return None
    segments = text.split("/")
    if segments.count("**") > _DEEP:
        return None
    stars = max(len(re.findall(r"\*+", segment)) for segment in segments)
    return _Pattern(regex, ignores, stars)


def _means_itself(match: re.Match[str], path: str) -> bool:
    """Whether the pattern means the path and not just a folder above it, or what is in it.

    pathspec's expressions also match what lies below a folder, marked by the group `ps_d`,
    and for `folder/**` the folder itself, which Git does not.
    """
    if match.groupdict().get("ps_d"):
        return match.end() == len(path)
    return not (path.endswith("/") and match.end() == len(path) and match[0].endswith("/"))
