"""Grants on deprecated ports, limited to what each reader could see in the base on the same days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.grants import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.analysis.access.grants import Grant


class Held(NamedTuple):
    """A grant on the same port in the base."""

    grant: Grant
    shown: bytes
    """The visibility of each field."""


def kept_grants(grant: Grant, base: Iterable[Held]) -> Iterator[tuple[Grant, Mapping[str, int]]]:
    """Split a grant by days, and yield each part with the best visibility that the base gives to each field, by name.

    A grant in the base that is limited to one server counts only for grants at that server.
    """
    held = [
        each
        for each in base
        if each.grant.identity == grant.identity and each.grant.server in ("", grant.server)
    ]
    days = days_of(each.grant for each in held)
    parts: list[tuple[date | None, dict[str, int]]] = []
    for starts in (grant.starts, *(each for each in days if _is_within(each, grant))):
        best = _best(held, starts or date.min)
        if not parts or parts[-1][1] != best:
            parts.append((starts, best))
    for number, (starts, best) in enumerate(parts):
        later = parts[number + 1][0] if number + 1 < len(parts) else None
        ends = later - timedelta(days=1) if later is not None else grant.ends
        yield (grant if len(parts) == 1 else replace(grant, starts=starts, ends=ends)), best


def _is_within(day: date, grant: Grant) -> bool:
    """Return whether a day is after a grant's first day and not after its last day."""
    return (grant.starts or date.min) < day and (grant.ends is None or day <= grant.ends)


def _best(held: Iterable[Held], day: date) -> dict[str, int]:
    best: dict[str, int] = {}
    for grant, shown in held:
        if grant.is_in_force(day):
            fields, objects = grant.contract.fact.fields, grant.contract.fact.objects
            for field, visibility in enumerate(shown):
                name = fields.name(field, objects)
                best[name] = max(visibility, best.get(name, 0))
    return best
