"""Version ranges in the notations of other tools, used in place of the lowest required version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from meshwright.quantities.version import parse_version

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARTS = r"v?\d{1,9}(?:\.\d{1,9}){0,2}"
_RANGE = re.compile(
    rf"(?P<lead>\^|~|~>|~=|>=|=|==|\[)\s*(?P<least>{_PARTS})(?:[\s,|&<].*|\])?"
    rf"|(?P<wild>{_PARTS})\.[xX*](?:\.[xX*])?"
    rf"|(?P<low>{_PARTS})\s+-\s+{_PARTS}"
    rf"|(?P<plus>{_PARTS})\+",
    re.ASCII,
)
_NEWEST = frozenset({"latest", "newest", "current", "*", "any"})


class Range(NamedTuple):
    """A parsed range."""

    least: str | None
    """The lowest version in the range; None for `latest`."""
    is_one_line: bool
    """Whether the range ends before the next major version, so that it contains only compatible versions."""


def parse_range(text: str | None) -> Range | None:
    """Parse `^1.2.0`, `~1.2`, `>=1.2.0 <2`, `1.x`, `[1.2,2.0)`, `1.2 - 1.9`, `1.2+` and `latest`; None for anything else."""
    plain = (text or "").strip()
    if plain.casefold() in _NEWEST:
        return Range(None, is_one_line=False)
    found = _RANGE.fullmatch(plain) if parse_version(plain) is None else None
    if found is None:
        return None
    stated = next(filter(None, found.group("least", "wild", "low", "plus")))
    version = parse_version(stated)
    if version is None:
        return None
    is_caret = found["lead"] in ("^", "=", "==") and plain.endswith(stated)
    is_wild = found["wild"] is not None and "." not in stated and version.major > 0
    return Range(".".join(map(str, version)), is_one_line=is_caret or is_wild)


def least_of(text: str | None, versions: Iterable[str | None]) -> str | None:
    """Return the lowest version of a range, or the newest existing one for `latest`; None for other text."""
    found = parse_range(text)
    if found is None or found.least is not None:
        return found.least if found else None
    known = [(version, each) for each in versions if each and (version := parse_version(each))]
    return max(known)[1] if known else None
