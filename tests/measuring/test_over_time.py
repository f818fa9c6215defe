"""Service levels over many nights: planted outages are found, and no kept promise is reported as broken."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from meshwright.measuring.observation import SHORT_OF_MEMORY, Filter, Observation
from meshwright.measuring.observation_summary import ObservationSummary, summaries_until, summary_of
from meshwright.measuring.over_time import Outcome, at_most, evidence_against, observations_needed, outcomes
from meshwright.measuring.probe import Column, LastingPromise, Probe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Literal

START = datetime(2026, 1, 1, 2, tzinfo=UTC)
DAY = 86_400
COLUMN = Column("at", "at", "timestamp", None, "UTC", has_format=False, is_required=False, field=0)


def assessed(
    kind: Literal["availability", "frequency", "retention"],
    amount: Fraction,
    summaries: Sequence[ObservationSummary],
) -> Outcome:
    """Return the assessment of one promise over observations."""
    promise = LastingPromise("#sla/0", kind, amount, "as stated", None if kind == "availability" else 0)
    (found,) = outcomes(
        Probe("a/b", "c", "1.0.0", "f", 0, 0, "o", "o", (COLUMN,), lasting=(promise,)), summaries
    )
    return found


def summary(
    night: float, *, is_read: bool = True, newest: float = 0, oldest: float = 0
) -> ObservationSummary:
    """Return an observation whose newest and oldest rows are of certain nights."""
    times = tuple((START + timedelta(days=each)).strftime("%Y-%m-%dT%H:%M:%SZ") for each in (newest, oldest))
    clocks = {"at": (times[0], times[1])} if is_read else {}
    return ObservationSummary(
        START + timedelta(days=night), f"r{night}", "lake", "prod", is_read, 1 if is_read else None, clocks
    )


NIGHTS = [
    pytest.param((40, 300), id="40 nights"),
    pytest.param((400, 1_000), id="400 nights", marks=pytest.mark.nightly),
]


@pytest.mark.parametrize("size", NIGHTS)
def test_kept_availability_is_not_reported_as_broken(size: tuple[int, int]) -> None:
    """In at most 1 % of exactly kept promises, over all nights together."""
    nights, count = size
    chance = random.Random(1)
    broken = 0
    for number in range(count):
        loss = (Fraction(1, 10), Fraction(1, 100), Fraction(1, 200))[number % 3]
        failed = 0
        for night in range(1, nights + 1):
            failed += chance.random() < loss
            if evidence_against(loss, night, failed) >= 100:
                broken += 1
                break
    assert broken <= count / 100


@pytest.mark.parametrize("size", NIGHTS)
def test_kept_frequency_and_retention_are_not_reported_as_broken(size: tuple[int, int]) -> None:
    """Updates come up to half as late again, observations fail, rows are erased one by one, and rows are deleted on time."""
    nights, count = size
    chance = random.Random(2)
    for _ in range(count // 30):
        updates, at = [0.0], 0.0
        while at < nights:
            at += chance.uniform(0.5, 1.5) * 7
            updates.append(at)
        summaries = []
        for night in range(nights):
            newest = max(each for each in updates if each <= night)
            oldest = max(-30.0, night - 25 - chance.random()) + chance.random() * 0.5
            summaries.append(summary(night, is_read=chance.random() > 0.1, newest=newest, oldest=oldest))
            assert assessed("frequency", Fraction(7 * DAY), summaries).verdict != "broken"
            assert assessed("retention", Fraction(20 * DAY), summaries).verdict != "broken"


def planted(nights: int) -> Iterator[ObservationSummary]:
    """Yield observations of data that stops on night 20, when also all rows older than 5 days are removed."""
    for night in range(nights):
        yield summary(
            night,
            is_read=night < 20 or night % 3 > 0,
            newest=min(night, 20),
            oldest=-30 if night < 20 else night - 5,
        )


def test_planted_faults_are_found() -> None:
    """An outage of a third of the nights, updates that stop, and rows that are removed too early."""
    summaries = list(planted(40))
    found = assessed("availability", Fraction(99, 100), summaries)
    assert (found.verdict, found.observations, found.failed, found.since) == ("broken", 40, 7, "2026-01-01")
    assert assessed("frequency", Fraction(DAY), summaries).verdict == "broken"
    assert assessed("retention", Fraction(365 * DAY), summaries).verdict == "broken"
    before = summaries[:20]
    assert {assessed("frequency", Fraction(2 * DAY), before).verdict} == {"kept"}
    assert assessed("retention", Fraction(20 * DAY), before).verdict == "kept"


def test_too_few_observations_are_inconclusive() -> None:
    """99.5 % takes 598 observations without a failure, hourly updates take one every half hour."""
    summaries = [summary(night, newest=night) for night in range(40)]
    assert assessed("availability", Fraction(995, 1000), summaries).why == (
        "40 observations without a failure do not confirm it; it needs 598"
    )
    assert assessed("availability", Fraction(9, 10), summaries).verdict == "kept"
    assert assessed("frequency", Fraction(3600), summaries).why == (
        "the observations are up to 24 h apart; it needs one every 30 min"
    )
    for kind in ("availability", "frequency", "retention"):
        amount = Fraction(1, 2) if kind == "availability" else Fraction(DAY)
        assert (
            assessed(kind, amount, summaries[:1]).why
            == "cannot be verified with a single observation; measure repeatedly"
        )
        assert assessed(kind, amount, ()).verdict == "unknown"


def test_one_bad_night_may_be_chance() -> None:
    """Except for a promise of 100 %."""
    summaries = [summary(night, is_read=night != 7) for night in range(40)]
    assert (
        assessed("availability", Fraction(99, 100), summaries).why
        == "1 of 40 observations failed, which may be due to chance"
    )
    assert assessed("availability", Fraction(1), summaries).verdict == "broken"
    assert assessed("availability", Fraction(1), summaries[:7]).verdict == "unknown"


def test_required_observations_are_about_three_per_permitted_failure() -> None:
    """The rule of three, and the binomial distribution."""
    assert (observations_needed(Fraction(1, 200)), observations_needed(Fraction(1, 10))) == (598, 29)
    assert at_most(1, 2, Fraction(1, 2)) == 0.75
    assert at_most(2, 2, Fraction(1, 2)) == 1.0


def seen(run: str, night: int, **more: object) -> Observation:
    """Return an observation."""
    at = (START + timedelta(days=night)).strftime("%Y-%m-%dT%H:%M:%SZ")
    usual = {
        "run": run,
        "address": "a",
        "contract_version": "",
        "probe": "p",
        "server": "lake",
        "environment": "",
    }
    return Observation(
        **{**usual, "engine": "duckdb", "engine_version": "", "seen_at": at, "rows": 5, **more}
    )  # type: ignore[arg-type]


def test_observations_are_those_of_one_server() -> None:
    """Each run once, in the order of time, without those that lacked memory, and either complete or without figures."""
    clocks = {"at": ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 0)}
    earlier = [
        summary_of(each)
        for each in (
            seen("b", 2, rows=None, unavailable="its server does not name an existing file"),
            seen("a", 1, clocks=clocks),
            seen("a", 1, clocks=clocks),
            seen("c", 3, filter=Filter(sample="10"), clocks=clocks),
            seen("d", 4, unavailable=SHORT_OF_MEMORY),
            seen("e", 5, server="other"),
            seen("g", 7),
        )
    ]
    found = summaries_until(seen("f", 6), [each for each in earlier if each])
    assert [(each.run, each.is_read, each.rows, len(each.clocks)) for each in found] == [
        ("a", True, 5, 1),
        ("b", False, None, 0),
        ("c", True, None, 0),
        ("f", True, 5, 0),
    ]
