"""Versions of contracts and ports: semantic versions, with fallbacks for others."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_PART = "(0|[1-9][0-9]{0,8})"
_FORM = re.compile(rf"v?{_PART}(?:\.{_PART}(?:\.{_PART}(?:[-+][0-9A-Za-z.+-]+)?)?)?")


class Version(NamedTuple):
    """A version for comparison by major, minor and patch; a pre-release is treated as its release."""

    major: int
    minor: int
    patch: int

    def meets(self, needed: Version) -> bool:
        """Return whether this version satisfies `needed`: it is compatible (see `is_line`) and not older."""
        return is_line(self, needed) and self >= needed


def parse_version(text: object) -> Version | None:
    """Parse `1`, `1.2`, `v1.2.3`, `1.2.3-rc.1`; None for anything else, including a YAML number."""
    return _parsed(text) if isinstance(text, str) else None


@lru_cache(maxsize=4_096)
def _parsed(text: str) -> Version | None:
    found = _FORM.fullmatch(text.strip())
    return Version(*(int(part or 0) for part in found.groups())) if found else None


def is_line(one: Version, other: Version) -> bool:
    """Return whether two versions are compatible: they have the same major version and, below 1.0.0, the same minor."""
    return one.major == other.major and (one.major > 0 or one.minor == other.minor)


def major_of(text: str | None) -> str:
    """Return the part of a version that addresses contain: the major version, or the whole text if it is not semantic."""
    version = parse_version(text)
    return str(version.major) if version else (text or "").strip() or "0"
