"""Results for an object: the numbers of kept, broken and unknown promises, and the measured service levels.

This module does not know which findings are waived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.measuring.judgement import (
    SECOND,
    broken_promises,
    broken_rules,
    end_of,
    is_of_a_rule,
    rule_of,
    small_groups,
    unmeasured,
    violations,
)
from meshwright.measuring.observation_summary import moment_of
from meshwright.measuring.secrecy import GROUP
from meshwright.quantities.amounts import seconds, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.measuring.judgement import Measurement
    from meshwright.measuring.over_time import Outcome, Verdict
    from meshwright.measuring.probe import LastingPromise, Probe, Promise


_KEPT, _UNKNOWN, _BROKEN = range(3)


class Standing(NamedTuple):
    """The numbers of kept, broken and unknown promises."""

    kept: int = 0
    broken: int = 0
    unknown: int = 0


class ProductStanding(NamedTuple):
    """The measurements of a product, or of one of its ports."""

    standing: Standing = Standing()
    never: int = 0
    """The number of objects that were never measured."""
    last_seen: str = ""
    """The time of the latest measurement of the object whose latest measurement is oldest; empty if none were measured."""


class SeenLevel(NamedTuple):
    """The measurement of a service level."""

    promise: Promise | LastingPromise
    verdict: Verdict
    words: str
    """The measured value in words; empty if there is none."""
    why: str = ""
    """The reason why the result is unknown; else empty."""


def standing_of(*measurements: Measurement) -> Standing:
    """Count an object's promises by result, except those whose rules are off.

    For each promise, the worst result of all servers counts.

    If only some of the rows were used, no promise counts as kept.
    """
    worst: dict[str, int] = {}
    for each in measurements:
        for key, verdict in _verdicts(each):
            worst[key] = max(verdict, worst.get(key, _KEPT))
    found = tuple(worst.values())
    return Standing(found.count(_KEPT), found.count(_BROKEN), found.count(_UNKNOWN))


def _verdicts(measurement: Measurement) -> Iterator[tuple[str, int]]:
    """Yield the keys of promises with their results; a worse result is a higher number."""
    probe = measurement.probe
    keys = {each for each in _of_the_schema(probe) if not is_of_a_rule(each) or each.endswith(GROUP)}
    keys |= {each.key for each in (*probe.rules, *probe.service_levels, *probe.unmeasured)}
    broken = {*_broken(measurement)}
    unknown = {key for key, _ in unmeasured(measurement)}
    is_whole = measurement.is_comparable and measurement.observation.filter.is_whole
    for key in keys:
        if rule_of(key) not in measurement.off:
            is_kept = is_whole and key not in unknown
            yield key, _BROKEN if key in broken else _KEPT if is_kept else _UNKNOWN


def _broken(measurement: Measurement) -> Iterator[str]:
    """Yield the keys of the broken promises."""
    yield from (each.of.key for each in violations(measurement))
    yield from (each.rule.key for each in broken_rules(measurement))
    yield from (each.key for each, _ in small_groups(measurement))
    yield from (each.promise.key for each in levels_of(measurement) if each.verdict == "broken")


def _of_the_schema(probe: Probe) -> Iterator[str]:
    yield from (each.key for each in probe.checks)
    yield from (each.key for each in probe.keys)
    yield from (each.key for each in probe.references)
    yield from (each.key for each in probe.sampled)


def total(standings: Iterable[Standing]) -> Standing:
    """Return the sums of the numbers, by result."""
    found = Standing()
    for each in standings:
        found = Standing(*(a + b for a, b in zip(found, each, strict=True)))
    return found


def levels_of(measurement: Measurement) -> Iterator[SeenLevel]:
    """Yield the result of each service level that was measured."""
    probe, seen = measurement.probe, measurement.observation
    broken = {each.promise.key for each in broken_promises(measurement)}
    reasons = dict(unmeasured(measurement))
    for promise in probe.promises:
        newest, oldest, _ = seen.clocks.get(probe.columns[promise.column].name, ("", "", 0))
        which, text = ("newest", newest) if promise.kind == "freshness" else ("oldest", oldest)
        why = reasons.get(promise.key) or reasons.get("") or ""
        if not text or not measurement.is_comparable:
            yield SeenLevel(promise, "unknown", "", why or "no row has a date or timestamp")
            continue
        age = max(0, (moment_of(seen.seen_at) - end_of(text)) // SECOND)
        words = f"the {which} row is {written(seconds(age))} old"
        is_broken = promise.key in broken
        verdict: Verdict = "broken" if is_broken else "unknown" if why else "kept"
        yield SeenLevel(promise, verdict, words, "" if is_broken else why)
    for found in measurement.outcomes:
        yield SeenLevel(found.promise, found.verdict, _words(found), found.why)


def _words(found: Outcome) -> str:
    if found.promise.kind == "availability":
        read = found.observations - found.failed
        return f"{read:,} of {found.observations:,} observations succeeded" if found.observations > 1 else ""
    if found.verdict == "unknown" and not found.seconds:
        return ""
    span = written(seconds(found.seconds))
    if found.promise.kind == "frequency":
        return (
            f"no newer rows for {span}"
            if found.verdict == "broken"
            else "newer rows in each observation that should have had them"
        )
    return (
        f"rows that would be {span} old are missing"
        if found.verdict == "broken"
        else f"the oldest row is {span} old"
    )


class Verified(NamedTuple):
    """A promise of a contract, and whether it is kept."""

    key: str
    """The promise's key in observations."""
    column: str
    """The name of the column; empty for a promise about the whole object."""
    is_kept: bool | None
    """Whether the promise is kept; None if this is unknown."""


def verified(measurement: Measurement) -> Iterator[Verified]:
    """Yield the promises that can be measured, even if the result is unknown, in the order of the probe."""
    probe, seen = measurement.probe, measurement.observation
    broken = {*_broken(measurement)}
    unknown = {key for key, _ in unmeasured(measurement)}
    is_whole = measurement.is_comparable and seen.filter.is_whole
    own = [each for each in _of_the_schema(probe) if not is_of_a_rule(each) or each.endswith(GROUP)]
    for key in (*own, *(each.key for each in probe.rules)):
        column = "" if key.startswith("#") else key.rpartition("#")[0]
        is_known = key in broken or (is_whole and key not in unknown)
        yield Verified(key, column, key not in broken if is_known else None)
    for each in levels_of(measurement):
        yield Verified(each.promise.key, "", None if each.verdict == "unknown" else each.verdict == "kept")
