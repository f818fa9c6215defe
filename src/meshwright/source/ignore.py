"""Patterns as in .gitignore, and the paths that they match.

This module knows only text; the source of patterns and the use of the result are the caller's concern.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from warnings import catch_warnings

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WITHIN, _ALONE, _ABOVE, _BETWEEN = "[^/]*", "[^/]+", "(?:.+/)?", "(?:/.+)?/"
"""pathspec's translations of `*` in a segment, `*` alone, and `**` at the start and between segments."""
_NEGATED = re.compile(r"\[\^(?!/\])")
"""`[!a]` as pathspec translates it; unlike in Git, it also matches `/`."""


class _Pattern(NamedTuple):
    regex: re.Pattern[str]
    ignores: bool


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one file or list, in reverse order."""

    reverse: tuple[_Pattern, ...]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Patterns:
        """Read patterns, one per line; a line that is not a pattern matches nothing, as in Git."""
        found = [pattern for line in lines if (pattern := _pattern(line))]
        return cls(tuple(reversed(found)))

    def decide(self, path: str) -> bool | None:
        """Return whether the path (with `/` at the end for a folder) is ignored; None if no pattern matches it.

        The result applies to this path alone: the caller ignores files below an ignored folder.
        """
        if not self.reverse:
            return None
        text = path.encode("utf-8", "replace").decode()
        for pattern in self.reverse:
            match = pattern.regex.search(text)
            if match and _means_itself(match, text):
                return pattern.ignores
        return None


def excluder(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Build a function that returns whether a file's path is excluded, by itself or with a folder above it."""
    known = Patterns.of(patterns)

    decided: dict[str, bool] = {}
    """Whether each folder is excluded, by itself or with a folder above it."""

    def is_folder_excluded(folder: str) -> bool:
        ahead = []
        while folder and folder not in decided:
            ahead.append(folder)
            folder = folder[: folder.rfind("/", 0, -1) + 1]
        is_above = decided.get(folder, False)
        for inner in reversed(ahead):
            is_above = decided[inner] = is_above or bool(known.decide(inner))
        return is_above

    def is_excluded(path: str) -> bool:
        return is_folder_excluded(path[: path.rfind("/") + 1]) or bool(known.decide(path))

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
            regex = re.compile(_NEGATED.sub(r"(?!/)[^", _without_return(source)), re.DOTALL)
    except (ValueError, re.error, OverflowError):
        return None
    return _Pattern(regex, ignores)


def _without_return(source: str) -> str:
    """Rewrite pathspec's expression so that it never backtracks.

    The text between two `*` of a segment, and between two `**`, has a fixed length, so its first match is the best match.
    The text after the last of them is matched from the right. User text never resembles the replaced parts,
    because no segment has a `/`.
    """
    if not source.startswith("^"):
        return source
    start, *groups = source[1:].split(_BETWEEN)
    if start.startswith(_ABOVE):
        groups.insert(0, start.removeprefix(_ABOVE))
        start = ""
    elif groups:
        start = _passed_once(start) + "/"
    else:
        return f"^{_passed_once(start)}"
    passed = "".join(f"(?>(?:[^/]++/)*?{_passed_once(group)}/)" for group in groups[:-1])
    return f"^{start}{passed}(?:[^/]++/)*{_passed_once(groups[-1])}"


def _passed_once(source: str) -> str:
    first, *rest = source.replace(_ALONE, "[^/]++").split(_WITHIN)
    if not rest:
        return first
    return first + "".join(f"(?>[^/]*?{part})" for part in rest[:-1]) + f"[^/]*{rest[-1]}"


def _means_itself(match: re.Match[str], path: str) -> bool:
    """Return whether the pattern matches the path itself instead of a folder above it or its content.

    pathspec's expressions also match paths below a folder, which the group `ps_d` marks. For `folder/**` they also match the
    folder itself; Git's patterns match neither.
    """
    if match.groupdict().get("ps_d"):
        return match.end() == len(path)
    return not (path.endswith("/") and match.end() == len(path) and match[0].endswith("/"))
