"""The teams in a CODEOWNERS file, by pattern. This module does not read files."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from meshwright.mesh.address import slug
from meshwright.source.ignore import excluder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_TEAM = re.compile(r"@[\w.-]+(?:/[\w.-]+)*/([\w.-]+)")
"""A team in CODEOWNERS: `@organisation/team`. A name without a slash, such as `@name`, is a person."""
_SPACE = re.compile(r"(?<!\\)\s+")


def teams_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pattern and the first team of each line that names one."""
    for line in text.splitlines():
        pattern, *owners = _SPACE.split(line.partition(" #")[0].strip())
        teams = [found[1] for each in owners if (found := _TEAM.fullmatch(each))]
        if teams and not pattern.startswith(("#", "[", "^[")):
            yield pattern, slug(teams[0])


def owner_in(path: str, owners: Iterable[tuple[str, str]]) -> str:
    """Return the team of the last line that matches a path; empty if no line matches."""
    return next((team for pattern, team in reversed(tuple(owners)) if _matcher(pattern)(path)), "")


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> Callable[[str], bool]:
    return excluder([pattern])
