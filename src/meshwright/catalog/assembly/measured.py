"""Measurements of a contract, compared with its promises and the bounds derived from its inputs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from meshwright.catalog.documents.measured import MeasuredDay, MeasuredLevel, MeasuredObject, NotMeasured
from meshwright.measuring.judgement import unmeasured
from meshwright.measuring.observation_summary import moment_of
from meshwright.measuring.standing import levels_of, standing_of
from meshwright.mesh.address import segment
from meshwright.quantities.service_level import service_level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.catalog.documents.contract import ServiceLevel
    from meshwright.catalog.source import CatalogInputs
    from meshwright.measuring.judgement import Measurement
    from meshwright.mesh.items import Contract

DAYS = 30
MOST_NAMED = 5


def measured_objects(
    contract: Contract, promises: Sequence[ServiceLevel], source: CatalogInputs
) -> Iterator[MeasuredObject]:
    """Yield the measurements of each object on each server; empty for a catalog without observations."""
    if source.measured is None:
        return
    levels = dict(zip((f"#sla/{each.position}" for each in contract.fact.sla), promises, strict=True))
    for each in contract.fact.objects:
        address = f"{contract.address}/{segment(each.name)}"
        found = source.measured.get(address, ())
        yield from (_object(each.name, one, levels) for one in found)
        if not found:
            yield MeasuredObject(name=each.name, address=address)


def _object(name: str, found: Measurement, levels: dict[str, ServiceLevel]) -> MeasuredObject:
    seen, standing = found.observation, standing_of(found)
    return MeasuredObject(
        name=name,
        address=seen.address,
        last_seen=seen.seen_at,
        unavailable=seen.unavailable,
        is_outdated=not seen.unavailable and not found.is_comparable,
        server=seen.server,
        environment=seen.environment,
        engine=" ".join(filter(None, (seen.engine, seen.engine_version))),
        rows=seen.rows,
        is_partial=not seen.filter.is_whole,
        kept=standing.kept,
        broken=standing.broken,
        unknown=standing.unknown,
        levels=tuple(_levels(found, levels)),
        days=tuple(_days(found)),
        not_measured=tuple(_not_measured(found, levels)),
    )


def _levels(found: Measurement, levels: dict[str, ServiceLevel]) -> Iterator[MeasuredLevel]:
    for each in levels_of(found):
        level = levels.get(each.promise.key)
        yield MeasuredLevel(
            name=service_level(level.property) or level.property if level else each.promise.kind,
            promised=each.promise.text,
            bound=level.bound if level and level.is_derived else "",
            measured=each.words,
            outcome=each.verdict,
            reason=each.why,
        )


def _days(found: Measurement) -> Iterator[MeasuredDay]:
    last = moment_of(found.observation.seen_at)
    days = {
        each.seen_at.date(): each for each in found.summaries if last - each.seen_at < timedelta(days=DAYS)
    }
    for day in sorted(days):
        yield MeasuredDay(day=day, is_read=days[day].is_read, rows=days[day].rows)


def _not_measured(found: Measurement, levels: dict[str, ServiceLevel]) -> Iterator[NotMeasured]:
    by_reason: dict[str, list[str]] = {}
    own = {each.key for each in found.probe.service_levels}
    for key, why in unmeasured(found):
        if key and key not in own:
            name = levels[key].property if key in levels else key
            by_reason.setdefault(why, []).append(name)
    for why, keys in by_reason.items():
        yield NotMeasured(reason=why, promises=tuple(keys[:MOST_NAMED]), count=len(keys))
