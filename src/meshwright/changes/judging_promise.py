"""What changes of service levels mean: whether a promise became weaker or stronger, an end nearer or farther."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import Kind
from meshwright.changes.naming import same, text
from meshwright.changes.verdict import Promise, Verdict, announced, breaking, compatible, doubtful, harmless
from meshwright.quantities.service_level import Clock, Duration, read_promise, service_level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change
    from meshwright.quantities.service_level import Reading

_ENDS = frozenset({"endOfSupport", "endOfLife"})
_MORE_IS_BETTER = frozenset({"availability", "retention"})
_WORDS = frozenset({"id", "description", "driver", "customProperties", "authoritativeDefinitions"})


def judge_promise(change: Change) -> Verdict:
    """Judge a service level of a contract."""
    stated: Mapping[str, Any] = change.value
    written = str(stated.get("property", ""))
    name = service_level(written) or written
    if change.kind is Kind.RENAMED and not _is_one(change.before, stated):
        return doubtful(
            f"service level `{change.before.get('property')}` is `{written}` now",
            "slo-loosened",
            Promise.PROMISE,
        )
    if name in _ENDS:
        return _end(change, name)
    if change.kind is Kind.ADDED:
        return compatible(f"`{written}` is promised now", "slo-tightened", writers=True)
    if change.kind is Kind.REMOVED:
        return breaking(f"`{written}` is promised no more", "slo-loosened", Promise.PROMISE)
    before, after = change.before, change.after
    words = f"`{written}` was {_amount(before)} and is {_amount(after)}"
    rest = [
        {k: v for k, v in each.items() if k not in {*_WORDS, "value", "unit", "property"}}
        for each in (before, after)
    ]
    old, new = _read(name, before), _read(name, after)
    if old is not None and old == new and same(*rest):
        return harmless(
            words if _amount(before) != _amount(after) else f"`{written}` is written in another notation"
        )
    if old is None or new is None or not same(*rest):
        if same(*({k: v for k, v in each.items() if k not in _WORDS} for each in (before, after))):
            return harmless(f"`{written}` is written in another notation")
        return doubtful(
            words if _amount(before) != _amount(after) else f"`{written}` is promised otherwise",
            "slo-loosened",
            Promise.PROMISE,
        )
    return _weighed(old, new, words, is_more_better=name in _MORE_IS_BETTER)


def _weighed(old: Reading, new: Reading, words: str, *, is_more_better: bool) -> Verdict:
    is_greater, is_looser = _is_greater(old, new), not is_more_better
    if is_greater is None:
        return doubtful(words, "slo-loosened", Promise.PROMISE)
    may_be_same = _may_be_same(old, new)
    if is_greater == is_looser:
        if may_be_same:
            return doubtful(f"{words}, which may be less", "slo-loosened", Promise.PROMISE, writers=False)
        return breaking(words, "slo-loosened", Promise.PROMISE)
    tightened = compatible(words, "slo-tightened", writers=True)
    return replace(tightened, writers=None) if may_be_same else tightened


def _is_one(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return whether two levels are of one name, or of synonyms such as `freshness` and `latency`."""
    names = [service_level(str(each.get("property", ""))) for each in (before, after)]
    return names[0] is not None and names[0] == names[1]


def _end(change: Change, name: str) -> Verdict:
    if change.kind is Kind.ADDED:
        return announced(f"`{name}` is announced for {_amount(change.after)}")
    if change.kind is Kind.REMOVED:
        return compatible(f"`{name}` on {_amount(change.before)} is taken back")
    before, after = _read(name, change.before), _read(name, change.after)
    words = f"`{name}` was {_amount(change.before)} and is {_amount(change.after)}"
    if before == after:
        return harmless(words)
    if isinstance(before, date) and isinstance(after, date) and after > before:
        return compatible(words)
    return breaking(words, "end-moved-earlier", Promise.PROMISE)


def _read(name: str, level: Mapping[str, Any]) -> Reading | None:
    if service_level(name) is None:
        return None
    unit = level.get("unit")
    return read_promise(name, level.get("value"), unit if isinstance(unit, str) else None)


def _amount(level: Mapping[str, Any]) -> str:
    unit = level.get("unit")
    return f"`{text(level.get('value'))}{' ' + text(unit) if unit else ''}`"


def _may_be_same(before: Reading, after: Reading) -> bool:
    """Return whether durations that are written in units without a common measure may be equally long."""
    if not (isinstance(before, Duration) and isinstance(after, Duration)):
        return False
    spans = [each.longest - each.shortest for each in (before, after)]
    return spans[0] != spans[1] and before.shortest <= after.longest and after.shortest <= before.longest


def _is_greater(before: Reading, after: Reading) -> bool | None:
    """Say whether the later one is greater; None where it is neither, for months have no fixed length, nor zones one day."""
    if isinstance(before, Clock) and isinstance(after, Clock):
        return after.second > before.second if after.zone == before.zone else None
    if isinstance(before, Duration) and isinstance(after, Duration):
        if after.shortest >= before.shortest and after.longest >= before.longest:
            return True
        return False if after.shortest <= before.shortest and after.longest <= before.longest else None
    if isinstance(before, Fraction) and isinstance(after, Fraction):
        return after > before
    return after > before if isinstance(before, date) and isinstance(after, date) else None
