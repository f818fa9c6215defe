"""Assessment of observations: broken promises, promises that an observation cannot verify, and promises without a figure.

Counts are compared exactly, as rational numbers. All observations of a run are assessed as of the same time. This
module does not write messages or know locations in files.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.meetings import JOIN
from meshwright.measuring.observation_summary import moment_of, start_and_end, summaries_until
from meshwright.measuring.over_time import outcomes
from meshwright.measuring.secrecy import GROUP, PERSONAL
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from meshwright.measuring.observation import Observation
    from meshwright.measuring.observation_summary import ObservationSummary
    from meshwright.measuring.over_time import Outcome
    from meshwright.measuring.probe import (
        Check,
        Condition,
        Key,
        Probe,
        Promise,
        QualityRule,
        Reference,
        Sampled,
    )

SECOND = timedelta(seconds=1)
SAMPLED = "only some of the rows were measured"
FILTERED = "only the rows selected by `--since` were measured"
SINCE = "#since"
"""The key for the remark that rows before `--since` may break promises."""
NO_ROWS = "#rows"
"""The key for the remark that nothing was measured, because `--since` selects no rows."""
CHANGED = "the contract has changed since it was measured"


@dataclass(frozen=True)
class Measurement:
    """An observation with its probe, as the rules about observations receive it."""

    probe: Probe
    observation: Observation
    earlier: Iterable[ObservationSummary] = ()
    """The summaries of the object's earlier observations on all servers."""
    off: frozenset[str] = frozenset()
    """The rules about observations that are off for the contract; their checks are not counted."""

    @property
    def summaries(self) -> tuple[ObservationSummary, ...]:
        """Return the summaries of observations on the same server, including this one, in chronological order."""
        return summaries_until(self.observation, self.earlier)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return the outcomes of the service levels that need several observations."""
        return outcomes(self.probe, self.summaries) if self.probe.lasting else ()

    @cached_property
    def is_comparable(self) -> bool:
        """Return whether the object could be read and the contract's probe has not changed since the observation."""
        return not self.observation.unavailable and self.observation.probe == self.probe.digest


class Violation(NamedTuple):
    """Rows or values that violate a contract."""

    of: Check | Key | Reference | Sampled
    found: int
    """The number of rows; for a key, the number of values that occur more than once."""
    rows: int
    """For a key, the number of rows with values that occur more than once."""
    is_partial: bool = False
    """Whether more rows may violate the contract, because some could not be decided exactly."""


class BrokenRule(NamedTuple):
    """A violated quality rule."""

    rule: QualityRule
    condition: Condition
    value: Fraction | bool


class BrokenPromise(NamedTuple):
    """A broken service level."""

    promise: Promise
    column: str
    seconds: int
    """The observed age."""


def rule_of(key: str) -> str:
    """Return the name of the rule that checks the promise with the given key."""
    if is_of_promise(key):
        return "slo-broken"
    if "#quality/" in key:
        return "quality-rule-broken"
    return "group-too-small" if key.endswith(GROUP) else "data-violates-contract"


def is_of_a_rule(key: str) -> bool:
    """Return whether a dedicated rule checks a figure, rather than the rules about violations of the schema."""
    return "#quality/" in key or key.endswith(GROUP) or is_beyond(key)


def is_beyond(key: str) -> bool:
    """Return whether a figure is about matching identifiers or values that look personal, rather than about a promise."""
    return PERSONAL in key or key.startswith(JOIN)


def small_groups(measurement: Measurement) -> Iterator[tuple[Check, int]]:
    """Yield the checks of group sizes, with the number of rows in groups that are too small."""
    if measurement.is_comparable:
        for check in measurement.probe.checks:
            rows = measurement.observation.figures.get(check.key, 0)
            if check.key.endswith(GROUP) and isinstance(rows, int) and rows:
                yield check, rows


def violations(measurement: Measurement) -> Iterator[Violation]:
    """Yield the violations of the contract's schema. A single row proves a violation, so a sample can prove it too."""
    if not measurement.is_comparable:
        return
    probe, seen = measurement.probe, measurement.observation
    promised: tuple[Check | Key | Reference | Sampled, ...] = (
        *probe.checks,
        *probe.keys,
        *probe.references,
        *probe.sampled,
    )
    for each in promised:
        count = seen.figures.get(each.key, 0)
        if isinstance(count, int) and count and not is_of_a_rule(each.key):
            rows = seen.figures.get(f"{each.key}/rows", count)
            yield Violation(
                each, count, rows if isinstance(rows, int) else count, each.key in seen.unmeasured
            )


def broken_rules(measurement: Measurement) -> Iterator[BrokenRule]:
    """Yield the violated quality rules, each with its first failing condition."""
    if not measurement.is_comparable:
        return
    for rule in measurement.probe.rules:
        value = value_of(rule, measurement)
        if isinstance(value, str):
            continue
        for condition in rule.conditions:
            if holds(value, condition) is False and _is_final(rule, condition, value, measurement):
                yield BrokenRule(rule, condition, value)
                break


def _is_final(
    rule: QualityRule, condition: Condition, value: Fraction | bool, measurement: Measurement
) -> bool:
    """Return whether a failed condition also fails for all rows: rows omitted by `--since` can only increase a count."""
    is_count = rule.metric != "sql" and not rule.is_percent
    if not (measurement.observation.filter.since and is_count) or isinstance(value, bool):
        return True
    stated = condition.operand
    most = max(map(_exact, stated if isinstance(stated, list | tuple) else [stated]))
    is_upper = condition.operator in ("mustBeLessThan", "mustBeLessOrEqualTo")
    return is_upper or (condition.operator in ("mustBe", "mustBeBetween") and value > most)


def value_of(rule: QualityRule, measurement: Measurement) -> Fraction | bool | str:
    """Return the value that a quality rule compares or, as text, the reason why the value is unknown."""
    seen = measurement.observation
    if rule.key in seen.unmeasured:
        return seen.unmeasured[rule.key]
    if seen.filter.is_partial and rule.metric != "sql":
        return SAMPLED
    rows = seen.rows or 0
    if rule.metric == "rowCount":
        return FILTERED if seen.filter.since else Fraction(rows)
    figure = seen.figures.get(rule.key, 0)
    if isinstance(figure, str):
        return figure == "true" if figure in ("true", "false") else Fraction(figure)
    if rule.metric == "sql":
        return Fraction(figure)
    if not rule.is_percent:
        return Fraction(figure)
    if not rows:
        return "the object is empty, so a percentage is unknown"
    if rule.metric == "duplicateValues":
        held = seen.figures.get(f"{rule.key}/rows", 0)
        figure = (held if isinstance(held, int) else 0) - figure
    return Fraction(100 * figure, rows)


def holds(value: Fraction | bool, condition: Condition) -> bool | None:
    """Return whether an ODCS operator holds; ranges include both ends.

    Return None if a boolean is compared with a number.
    """
    stated = condition.operand
    if isinstance(value, bool) or isinstance(stated, bool):
        if not (isinstance(value, bool) and isinstance(stated, bool)):
            return None
        return (value == stated) if condition.operator == "mustBe" else value != stated
    ends = [_exact(each) for each in stated] if isinstance(stated, list | tuple) else [_exact(stated)]
    match condition.operator:
        case "mustBe":
            return value == ends[0]
        case "mustNotBe":
            return value != ends[0]
        case "mustBeGreaterThan":
            return value > ends[0]
        case "mustBeGreaterOrEqualTo":
            return value >= ends[0]
        case "mustBeLessThan":
            return value < ends[0]
        case "mustBeLessOrEqualTo":
            return value <= ends[0]
        case "mustBeBetween":
            return min(ends) <= value <= max(ends)
    return not min(ends) <= value <= max(ends)


def _exact(number: Any) -> Fraction:  # noqa: ANN401 - an int or a float
    return Fraction(str(number))


def broken_promises(measurement: Measurement) -> Iterator[BrokenPromise]:
    """Yield the service levels that a single observation proves broken."""
    if not measurement.is_comparable:
        return
    probe, seen = measurement.probe, measurement.observation
    now = moment_of(seen.seen_at)
    for promise in probe.promises:
        column = probe.columns[promise.column]
        found = seen.clocks.get(column.name)
        if found is None or why_unknown(promise, measurement):
            continue
        newest, oldest, _ = found
        text = newest if promise.kind == "freshness" else oldest
        if not text:
            continue
        age = (now - end_of(text)) // SECOND
        if age > promise.seconds:
            yield BrokenPromise(promise, column.name, age)


def why_unknown(promise: Promise, measurement: Measurement) -> str:
    """Return the reason why an observation cannot show a service level to be broken, or an empty string.

    A row that is too old proves that a retention period is broken, even in a sample. Freshness is unknown in a sample,
    because newer rows may be among the omitted rows.
    """
    seen = measurement.observation
    if promise.key in seen.unmeasured:
        return seen.unmeasured[promise.key]
    if promise.kind == "freshness" and seen.filter.is_partial:
        return SAMPLED
    return ""


def end_of(text: str) -> datetime:
    """Return the last moment of a value: a date means the whole day."""
    return start_and_end(text)[1]


def unmeasured(measurement: Measurement) -> Iterator[tuple[str, str]]:
    """Yield the key of each promise that was not measured or not verified, with the reason."""
    probe, seen = measurement.probe, measurement.observation
    if seen.unavailable:
        yield "", seen.unavailable
        return
    if seen.probe != probe.digest:
        yield "", CHANGED
        return
    yield from ((each.promise.key, each.why) for each in measurement.outcomes if each.verdict == "unknown")
    yield from ((each.key, each.why) for each in probe.unmeasured)
    known = {each.key for each in probe.unmeasured}
    rules = {each.key for each in probe.rules}
    too_old = {each.promise.key for each in broken_promises(measurement)}
    yield from _of_rules(measurement)
    for promise in probe.promises:
        why = why_unknown(promise, measurement)
        newest, oldest, future = seen.clocks.get(probe.columns[promise.column].name, ("", "", 0))
        if not why and not (newest if promise.kind == "freshness" else oldest):
            why = "all dates and timestamps are in the future" if future else "no row has a date or timestamp"
        if promise.kind == "retention" and promise.key not in too_old and not seen.filter.is_whole:
            why = FILTERED if seen.filter.since else SAMPLED
        if why:
            yield promise.key, why
    promised = {each.key for each in probe.service_levels}
    told = known | rules | promised
    yield from ((key, why) for key, why in seen.unmeasured.items() if key not in told and not is_beyond(key))
    yield from _of_rows_left_out(seen)


def _of_rules(measurement: Measurement) -> Iterator[tuple[str, str]]:
    broken = {each.rule.key for each in broken_rules(measurement)}
    for rule in measurement.probe.rules:
        value = value_of(rule, measurement)
        if isinstance(value, str):
            yield rule.key, value
        elif any(holds(value, each) is None for each in rule.conditions):
            yield rule.key, "its result and its operand must both be booleans, or both be numbers"
        elif rule.key not in broken and any(holds(value, each) is False for each in rule.conditions):
            yield rule.key, FILTERED


def _of_rows_left_out(seen: Observation) -> Iterator[tuple[str, str]]:
    if seen.filter.is_partial:
        rows = f"{seen.rows or 0:,} row{'s' * (seen.rows != 1)}"
        yield "#sample", f"the measurement covers only {rows}; other rows may still break promises"
    elif seen.filter.since and not seen.rows:
        yield NO_ROWS, f"there are no rows since {seen.filter.since}, so nothing was measured"
    elif seen.filter.since:
        yield (
            SINCE,
            f"the measurement covers only the rows since {seen.filter.since}; earlier rows may still break promises",
        )


def is_of_promise(key: str) -> bool:
    """Return whether a key belongs to a service level."""
    return key.startswith("#sla/")
