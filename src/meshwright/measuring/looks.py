"""Observations of one object over time, reduced to what service levels need.

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
    from meshwright.measuring.packing import Part

_PLAIN = frozenset({"rows", "clocks"})
LONGEST = timedelta(days=400)
"""The maximum age of an observation that service levels use."""


class Look(NamedTuple):
    """An observation of one object, reduced to what service levels need."""

    seen_at: datetime
    run: str
    server: str
    environment: str
    is_read: bool
    rows: int | None
    """The number of rows; None if the object could not be read, or the observation is partial."""
    clocks: Mapping[str, Mapping[str, Any]]
    """The `newest` and the `oldest` value by column, as stored; empty if the observation is partial."""


def look_at(content: Mapping[str, Any]) -> Look | None:
    """Reduce the stored observation of a line; return None if the engine ran out of memory.

    Raises ValueError, TypeError, KeyError or AttributeError if the line is not an observation.
    """
    state = content.get
    why = state("unavailable")
    if why == SHORT_OF_MEMORY:
        return None
    is_whole = not state("filter")
    rows = state("rows") if is_whole and not why else None
    clocks = state("clocks") if is_whole else None
    if clocks:
        _refuse_no_text(clocks)
    return Look(
        moment_of(content["seenAt"]),
        str(state("run", "")),
        str(state("server", "")),
        str(state("environment", "")),
        not why,
        rows if isinstance(rows, int) else None,
        clocks or {},
    )


def plain_looks(common: Mapping[str, Any], parts: Iterable[Part]) -> list[Look] | None:
    """Reduce observations of all rows that differ only in rows and clocks; return None for other observations.

    The result equals that of `look_at` for each observation, in a third of the time. Raises the same errors.
    """
    if common.get("filter") or common.get("unavailable"):
        return None
    server, environment = str(common.get("server", "")), str(common.get("environment", ""))
    rows, clocks = common.get("rows"), common.get("clocks")
    found = []
    for run, own in parts:
        if not own.keys() <= _PLAIN:
            return None
        count = own.get("rows", rows)
        if type(count) is not int or count < 0:
            raise ValueError("it has no `rows`")
        times = own.get("clocks", clocks)
        if times:
            _refuse_no_text(times)
        found.append((moment_of(run["seenAt"]), run["run"], server, environment, True, count, times or {}))
    return [*map(Look._make, found)]


def _refuse_no_text(clocks: Mapping[str, Mapping[str, Any]]) -> None:
    for each in clocks.values():
        if type(each["newest"]) is not str or type(each["oldest"]) is not str:
            raise ValueError("a clock has a time that is not text")


def look_of(seen: Observation) -> Look | None:
    """Reduce an observation; return None if the engine ran out of memory."""
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
        {key: {"newest": each[0], "oldest": each[1]} for key, each in seen.clocks.items()}
        if is_whole
        else {},
    )


def looks_until(seen: Observation, earlier: Iterable[Look]) -> tuple[Look, ...]:
    """Return the reduced observations on the same server up to and including `seen`, in chronological order."""
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
    """Parse a date or time in an observation; without a time zone, it is in UTC. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def start_and_end(text: str) -> tuple[datetime, datetime]:
    """Return the first and the last moment that a value covers; a date covers the whole day."""
    start = moment_of(text)
    return start, start if "T" in text else start + timedelta(days=1)
