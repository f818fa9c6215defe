"""Service levels that need many observations: availability, frequency and minimum retention.

A deviation that may be due to chance is never reported as broken, regardless of the number of measurements. A service
level that the observations neither confirm nor refute is unknown, and the outcome gives the reason. This module does
not write messages or read observations.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, exp, log
from typing import TYPE_CHECKING, Literal, NamedTuple

from meshwright.measuring.observation_summary import start_and_end
from meshwright.quantities.amounts import seconds, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from meshwright.measuring.observation_summary import ObservationSummary
    from meshwright.measuring.probe import LastingPromise, Probe

NEEDS_HISTORY = "cannot be verified with a single observation; measure repeatedly"
CHANCE = Fraction(1, 100)
"""The highest permitted probability that a kept promise is ever reported as broken."""
SLACK = Fraction(1, 20)
"""The tolerance for the oldest row, as a fraction of the retention period: erasing single rows is legitimate."""

Verdict = Literal["broken", "kept", "unknown"]

Times = tuple["datetime", str, str]
"""The time of an observation, and the newest and oldest values of a column, each empty if there is none.

Values are compared as text, because equal times have equal texts.
"""


class Outcome(NamedTuple):
    """The result of the observations for a service level, with the figures for messages."""

    promise: LastingPromise
    verdict: Verdict
    why: str = ""
    """The reason why the result is unknown; else empty."""
    observations: int = 0
    failed: int = 0
    seconds: int = 0
    """Depending on the service level and result: the time without a new value, the age of the oldest row, or the age
    that a missing row would have.
    """
    since: str = ""
    """The day of the first observation."""


def outcomes(probe: Probe, summaries: Sequence[ObservationSummary]) -> tuple[Outcome, ...]:
    """Return the outcomes of the service levels that need several observations; `summaries` is in chronological order."""
    columns = {probe.columns[each.column or 0].name for each in probe.lasting if each.kind != "availability"}
    times = {column: _times(column, summaries) for column in columns}
    return tuple(_outcome(each, probe, summaries, times) for each in probe.lasting)


def _times(column: str, summaries: Iterable[ObservationSummary]) -> list[Times]:
    return [(each.seen_at, *clock) for each in summaries if (clock := each.clocks.get(column)) and any(clock)]


def _outcome(
    promise: LastingPromise,
    probe: Probe,
    summaries: Sequence[ObservationSummary],
    times: Mapping[str, Sequence[Times]],
) -> Outcome:
    """Return the outcome of one service level; `times` has the times of each column."""
    if promise.kind == "availability":
        found = _availability(promise, summaries)
    else:
        judge = _frequency if promise.kind == "frequency" else _retention
        found = judge(promise, times[probe.columns[promise.column or 0].name])
    since = f"{summaries[0].seen_at:%Y-%m-%d}" if summaries else ""
    return found._replace(since=since, observations=found.observations or len(summaries))


def _availability(promise: LastingPromise, summaries: Sequence[ObservationSummary]) -> Outcome:
    count, failed = len(summaries), sum(not each.is_read for each in summaries)
    loss = 1 - promise.amount
    found = Outcome(promise, "unknown", NEEDS_HISTORY, count, failed)
    if count < 2:
        return found
    if evidence_against(loss, count, failed) * CHANCE >= 1:
        return found._replace(verdict="broken", why="")
    if loss > 0 and at_most(failed, count, loss) <= 0.05:
        return found._replace(verdict="kept", why="")
    if failed:
        return found._replace(why=f"{failed:,} of {count:,} observations failed, which may be due to chance")
    needed = f"; it needs {observations_needed(loss):,}" if loss > 0 else ""
    words = (
        "1 observation without a failure does"
        if count == 1
        else f"{count:,} observations without a failure do"
    )
    return found._replace(why=f"{words} not confirm it{needed}")


def evidence_against(loss: Fraction, count: int, failed: int) -> float:
    """Return the evidence that the share of failures exceeds `loss`: a mean of likelihood ratios.

    As long as the promise is kept, the probability that the evidence ever reaches 100 is at most 1 % (Ville's
    inequality).
    """
    if not failed:
        return 0.0
    lost = float(loss)
    if lost <= 0:
        return float("inf")
    shares = [lost + (1 - lost) * 2.0**-step for step in range(1, 11) if 2.0**-step >= lost / 2] or [
        (1 + lost) / 2
    ]
    logs = (
        failed * log(each / lost) + (count - failed) * (log(1 - each) - log(1 - lost))
        for each in shares
        if each < 1
    )
    return sum(exp(min(each, 700.0)) for each in logs) / len(shares) if lost < 1 else 0.0


def at_most(failed: int, count: int, loss: Fraction) -> float:
    """Return the probability of at most the given number of failures if the share of failures is exactly `loss`."""
    lost = float(loss)
    if lost >= 1:
        return float(failed >= count)
    term, total = (1 - lost) ** count, 0.0
    for number in range(failed + 1):
        total += term
        term *= (count - number) / (number + 1) * lost / (1 - lost)
    return total


def observations_needed(loss: Fraction) -> int:
    """Return the number of failure-free observations needed to confirm the availability with 95% confidence."""
    return max(2, ceil(log(0.05) / log(1 - float(loss)))) if loss < 1 else 2


def _frequency(promise: LastingPromise, times: Sequence[Times]) -> Outcome:
    """Compare the promised frequency with the longest time during which the newest value did not change."""
    if len(times) < 2:
        return Outcome(promise, "unknown", NEEDS_HISTORY)
    quiet = longest = timedelta()
    start, newest, _ = times[0]
    for seen_at, value, _ in times:
        if value != newest:
            start, newest, quiet = seen_at, value, timedelta()
        else:
            quiet = seen_at - start
            longest = max(longest, quiet)
    is_day = any(value and "T" not in value for _, value, _ in times)
    allowed = timedelta(seconds=float(promise.amount)) * 1.5 + (timedelta(days=1) if is_day else timedelta())
    found = Outcome(promise, "unknown", seconds=int(quiet.total_seconds()))
    if quiet > allowed:
        return found._replace(verdict="broken")
    apart = max(b - a for (a, *_), (b, *_) in pairwise(times))
    half = timedelta(seconds=float(promise.amount) / 2)
    if apart > half or is_day:
        each = "a column of dates changes at most once a day" if is_day else _apart(apart, half)
        return found._replace(why=each)
    span = times[-1][0] - times[0][0]
    if longest > allowed:
        return found._replace(why=f"it was broken for {_written(longest)}, and new rows have arrived since")
    if span < 4 * half:
        return found._replace(why=f"the observations cover {_written(span)}; it needs {_written(4 * half)}")
    return found._replace(verdict="kept")


def _apart(apart: timedelta, half: timedelta) -> str:
    return f"the observations are up to {_written(apart)} apart; it needs one every {_written(half)}"


def _written(span: timedelta) -> str:
    return written(seconds(int(span.total_seconds())))


def _retention(promise: LastingPromise, times: Sequence[Times]) -> Outcome:
    """Compare the oldest row with the oldest rows of earlier observations.

    A row that should still exist but is missing was removed too early.
    """
    texts = [oldest for _, _, oldest in times if oldest]
    if not texts:
        return Outcome(promise, "unknown", "no row has a date or timestamp")
    least, now = timedelta(seconds=float(promise.amount)), times[-1][0]
    start, end = start_and_end(texts[-1])
    earlier = map(start_and_end, dict.fromkeys(texts[:-1]))
    lacking = [
        now - first for first, last in earlier if now - first < least and start > last + least * float(SLACK)
    ]
    if lacking:
        return Outcome(promise, "broken", seconds=int(max(lacking).total_seconds()))
    age = max(0, int((now - end).total_seconds()))
    if now - end >= least:
        return Outcome(promise, "kept", seconds=age)
    why = f"the oldest row is {written(seconds(age))} old" if len(times) > 1 else NEEDS_HISTORY
    return Outcome(promise, "unknown", why, seconds=age)
