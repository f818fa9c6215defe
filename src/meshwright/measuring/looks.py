"""Looks: the parts of an object's observations over time that service levels need.

Does not: assess them, or know where observations are stored.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.observation import SHORT_OF_MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.measuring.observation import Observation

LONGEST = timedelta(days=400)
"""The maximum age of a look."""


class Look(NamedTuple):
    """An observation of one object, reduced to what service levels need."""

    seen_at: datetime
    run: str
    server: str
    environment: str
    is_read: bool
    rows: int | None
    """None if the object could not be read, or the observation is partial."""
    clocks: Mapping[str, tuple[str, str]]
    """The newest and the oldest value of columns; empty if the observation is partial."""


def look_at(content: Mapping[str, Any]) -> Look | None:
    """Return the look in a line of an observation; None if the engine ran out of memory.

    Raises ValueError, TypeError, KeyError and AttributeError for any other line.
    """
    why = content.get("unavailable", "")
    if why == SHORT_OF_MEMORY:
        return None
    is_whole = not content.get("filter")
    clocks = content.get("clocks") if is_whole else None
    rows = content.get("rows") if is_whole and not why else None
    return Look(
        moment_of(content["seenAt"]),
        str(content.get("run", "")),
        str(content.get("server", "")),
        str(content.get("environment", "")),
        not why,
        rows if isinstance(rows, int) else None,
        {key: (str(each["newest"]), str(each["oldest"])) for key, each in clocks.items()} if clocks else {},
    )


def look_of(seen: Observation) -> Look | None:
    """Return the look of an observation; None if the engine ran out of memory."""
    if seen.unavailable == SHORT_OF_MEMORY:
        return None
    is_whole = seen.filter.is_whole
    return Look(
        moment_of(seen.seen_at),
        seen.run,
        seen.server,
        seen.environment,
        not seen.unavailable,
        seen.rows if is_whole and not seen.unavailable else None,
        {key: (each[0], each[1]) for key, each in seen.clocks.items()} if is_whole else {},
    )


def looks_until(seen: Observation, earlier: Iterable[Look]) -> tuple[Look, ...]:
    """Return the looks on the same server up to and including an observation, in chronological order."""
    own = look_of(seen)
    now = moment_of(seen.seen_at)
    start, server, environment = now - LONGEST, seen.server, seen.environment
    known = {
        (each.seen_at, each.run): each
        for each in earlier
        if each.server == server and each.environment == environment and start <= each.seen_at <= now
    }
    known.pop((now, seen.run), None)
    found = [known[key] for key in sorted(known)]
    return (*found, *([own] if own else []))


@lru_cache(maxsize=4096)
def moment_of(text: str) -> datetime:
    """Parse a moment of an observation: a date, or a time in UTC; raises ValueError."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def start_and_end(text: str) -> tuple[datetime, datetime]:
    """Return the first and the last moment of a value: a date means the whole day."""
    start = moment_of(text)
    return start, start if "T" in text else start + timedelta(days=1)
