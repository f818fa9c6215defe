"""Choice of values that satisfy a demand, or the reason why there are none."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from meshwright.generation.check_sums import PATTERNS, STRUCTURAL, check_sum
from meshwright.generation.demands import TEMPORAL, Demand
from meshwright.generation.query import MOST_ROWS, literal
from meshwright.generation.shapes import LONGEST, examples, pattern_of, shapes
from meshwright.generation.values import Listed, Moments, Numbers, Texts
from meshwright.quantities.checkdigit import ALGORITHMS, WeightedSum
from meshwright.quantities.pattern import finds
from meshwright.quantities.pattern_inclusion import is_included
from meshwright.quantities.pattern_syntax import UnreadPatternError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.generation.shapes import Shape
    from meshwright.generation.values import Values

FORMATS = {
    "uuid": PATTERNS["uuid"],
    "email": r"[a-z]{8}[0-9]{4}@example\.com",
    "uri": r"https://example\.com/[a-z0-9]{10}",
    "hostname": r"[a-z]{8}[0-9]{4}\.example\.com",
    "ipv4": r"10\.1[0-9][0-9]\.1[0-9][0-9]\.1[0-9][0-9]",
    "ipv6": r"fd00(:[1-9a-f][0-9a-f]{3}){7}",
    "byte": "([A-Za-z0-9]{4}){4}",
    "binary": "[01]{32}",
    "password": "[A-Za-z0-9]{16}",
    "date": "20[12][0-9]-0[1-9]-1[0-9]",
    "date-time": "20[12][0-9]-0[1-9]-1[0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9]Z",
    "time": "1[0-9]:[0-5][0-9]:[0-5][0-9]Z",
}
"""A pattern for each supported string format."""
_USUAL_NUMBERS = 1_000
_USUAL_DAYS = 30


class NoValuesError(Exception):
    """No value satisfies a demand, or none was found; the message is the reason and follows the name of a field."""


def values_for(demand: Demand, name: str, need: int, until: datetime) -> Values:
    """Return at least `need` different values if that many exist, or else all values that were found.

    Raises NoValuesError.
    """
    if demand.lists:
        return _listed(demand)
    if demand.kind == "boolean":
        return Listed(("false", "true"))
    if demand.kind in ("integer", "number"):
        return _numbers(demand, need)
    if demand.kind in TEMPORAL:
        return _moments(demand, need, until)
    return _texts(demand, name, need)


def _listed(demand: Demand) -> Listed:
    first, *others = demand.lists
    texts = [{_text(each) for each in other} for other in others]
    kept = [each for each in first if all(_text(each) in other for other in texts) and demand.admits(each)]
    found = dict.fromkeys(filter(None, (_literal(each, demand.kind) for each in kept)))
    if not found:
        raise NoValuesError("has lists and a type that no value satisfies")
    return Listed(tuple(found))


def _text(value: Any) -> str:  # noqa: ANN401 - a YAML value
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


def _literal(value: Any, kind: str) -> str | None:  # noqa: ANN401 - a YAML value
    """Return a listed value as an SQL literal; None if its type does not fit the field's kind."""
    if kind in ("integer", "number"):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return format(Decimal(str(value)), "f") if is_number else None
    if kind == "boolean":
        return _text(value) if isinstance(value, bool) else None
    if kind in TEMPORAL:
        day = "2000-01-01 " if kind == "time" else ""
        return (
            f"TIMESTAMPTZ {literal(day + str(value))} AT TIME ZONE 'UTC'" if isinstance(value, str) else None
        )
    return literal(value) if isinstance(value, str) else None


def _numbers(demand: Demand, need: int) -> Numbers:
    scale = demand.scale if demand.scale is not None else 2
    exponents = [-int(each.normalize().as_tuple().exponent) for each in demand.steps]
    scale = min(max(0, *exponents), scale if demand.scale is not None else 9) if exponents else min(scale, 9)
    unit = Decimal(1).scaleb(scale)
    step = math.lcm(*(int(each * unit) for each in demand.steps if each * unit == int(each * unit)))
    if any(each * unit != int(each * unit) for each in demand.steps):
        raise NoValuesError("has a `multipleOf` with more decimal places than its type allows")
    low = None if demand.low is None else math.ceil(demand.low * unit / step)
    high = None if demand.high is None else math.floor(demand.high * unit / step)
    low = None if low is None else low + (demand.is_above and low * step == demand.low * unit)
    high = None if high is None else high - (demand.is_below and high * step == demand.high * unit)
    if low is None or high is None or low > high:
        raise NoValuesError("has no number in its range")
    numbers = max(need, _USUAL_NUMBERS if scale == 0 else _USUAL_NUMBERS * 10**scale)
    start = max(low, min(0, high - numbers + 1))
    skipped = {Decimal(each) for each in demand.missing if each.lstrip("-").replace(".", "", 1).isdigit()}
    start = max(
        [start, *(int(each * unit // step) + 1 for each in skipped if low <= each * unit / step <= high)]
    )
    if start > high:
        raise NoValuesError("has a range in which every number counts as missing")
    count = min(high - start + 1, numbers)
    if max(abs(start), abs(start + count)) * step >= 10**17:
        raise NoValuesError("has numbers with more than 17 digits")
    return Numbers(start * step, step, count, scale)


def _moments(demand: Demand, need: int, until: datetime) -> Moments:
    if demand.kind == "time":
        first, until = datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, 23, 59, 59, tzinfo=UTC)
    else:
        first = datetime(1970, 1, 2, tzinfo=UTC)
    step = timedelta(days=1) if demand.kind == "date" else timedelta(seconds=1)
    high, low = demand.high, demand.low
    newest = until if high is None else min(high, until) if low is None or low <= until else high
    newest -= step if high is not None and newest == high and demand.is_below else timedelta()
    oldest = first if low is None else low + (step if demand.is_above else timedelta())
    newest = newest.replace(microsecond=0)
    if newest < oldest:
        raise NoValuesError("has a range that contains no date or time")
    count = min((newest - oldest) // step + 1, MOST_ROWS)
    usual = _USUAL_DAYS * (1 if demand.kind == "date" else 24 * 60 * 60)
    return Moments(newest, int(step.total_seconds()), min(count, max(need, usual)))


def _texts(demand: Demand, name: str, need: int) -> Values:
    """Return the strings of the first shape that has enough strings, or else those of the shape with the most strings."""
    best: Texts | None = None
    for shape, source in _shapes(demand, name):
        found = _checked(demand, shape)
        if found is None or not _fits(demand, found, source):
            continue
        if found.count >= need:
            return found
        best = found if best is None or found.count > best.count else best
    if best is not None:
        return best
    known = tuple(literal(each) for each in dict.fromkeys(demand.examples) if _is_known(demand, each))
    if known:
        return Listed(known)
    if demand.patterns:
        listed = " and ".join(f"`{each}`" for each in demand.patterns)
        raise NoValuesError(f"has no values that are known to match {listed}; list some under `examples`")
    raise NoValuesError("has a length and a format that no string satisfies")


def _is_known(demand: Demand, text: str) -> bool:
    """Return whether a string certainly satisfies a demand."""
    return demand.admits(text) and all(finds(each, text) for each in demand.patterns)


def _shapes(demand: Demand, name: str) -> Iterator[tuple[Shape, str]]:
    """Yield the shapes to try, each with its pattern."""
    lengths = [each for each in (demand.shortest, demand.longest) if each and each <= LONGEST]
    patterns = [*demand.patterns]
    patterns += [FORMATS[each] for each in demand.formats if each in FORMATS]
    if isinstance(demand.check, str) and demand.check in PATTERNS and not demand.patterns:
        patterns.append(PATTERNS[demand.check])
    for pattern in patterns:
        try:
            yield from ((shape, pattern) for shape in shapes(pattern, lengths))
        except UnreadPatternError:
            continue
    if not patterns:
        yield (*name, " ", *["0123456789abcdef"] * 7), ""
        for length in (8, demand.longest, demand.shortest, 1):
            if length:
                yield ("abcdefghijklmnopqrstuvwxyz",) * min(length, LONGEST), ""


def _checked(demand: Demand, shape: Shape) -> Texts | None:
    """Return the strings of a shape with their check characters; None if a check cannot be met."""
    check = demand.check
    if (
        check is None
        or check in STRUCTURAL
        or (not isinstance(check, WeightedSum) and check not in ALGORITHMS)
    ):
        return Texts(shape)
    plan = check_sum(check, shape)
    return None if plan is None else Texts(plan.shape, plan)


def _fits(demand: Demand, texts: Texts, source: str) -> bool:
    """Return whether all strings of a shape satisfy a demand; patterns are compared as automata, and other demands are
    tested on examples.
    """
    shape = texts.shape
    if not demand.shortest <= len(shape) <= (demand.longest if demand.longest is not None else len(shape)):
        return False
    others = [each for each in demand.patterns if each != source]
    return all(_includes(each, shape) for each in others) and all(map(demand.admits, examples(shape)))


def _includes(pattern: str, shape: Shape) -> bool:
    """Return whether a pattern certainly matches all strings of a shape."""
    return is_included(pattern_of(shape), pattern) is True
