"""What changes of quality rules mean: whether what they let pass became more or less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.changes.change import Kind
from meshwright.changes.naming import same
from meshwright.changes.verdict import Bump, Promise, Verdict, breaking, compatible, doubtful, harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change

_WORDS = frozenset(
    {
        "id",
        "name",
        "description",
        "tags",
        "businessImpact",
        "authoritativeDefinitions",
        "customProperties",
        "dimension",
        "schedule",
        "scheduler",
        "method",
    }
)
"""What says nothing about which data passes."""
_SEVERITIES = {"info": 0, "warning": 1, "error": 2}
_INFINITE = float("inf")


def judge_quality(change: Change) -> Verdict:
    """Judge a quality rule of an object or field; one without a severity counts as an error."""
    name = change.aspect[-1] if len(change.aspect) > 1 else "without a name"
    if change.kind is Kind.ADDED:
        return compatible(f"quality rule `{name}` is new", "quality-tightened", writers=True)
    is_error = _severity(change.before) == _SEVERITIES["error"]
    if change.kind is Kind.REMOVED:
        return _loosened(f"quality rule `{name}` is gone", is_error=is_error)
    before, after = change.before, change.after
    ranges = [_range(each) for each in (before, after)]
    rest = [
        {k: v for k, v in each.items() if k not in _WORDS and not k.startswith("must") and k != "severity"}
        for each in (before, after)
    ]
    if not same(rest[0], rest[1]) or (ranges[0] is None) != (ranges[1] is None):
        return doubtful(f"quality rule `{name}` checks something else", "quality-changed", Promise.PROMISE)
    if ranges[0] is None or ranges[1] is None:
        return _by_severity(change, name, is_error=is_error)
    (low, high), (other_low, other_high) = ranges[0], ranges[1]
    if other_low <= low and high <= other_high and ranges[0] != ranges[1]:
        return _loosened(f"quality rule `{name}` lets more pass", is_error=is_error)
    if low <= other_low and other_high <= high and ranges[0] != ranges[1]:
        return compatible(f"quality rule `{name}` lets less pass", "quality-tightened", writers=True)
    if ranges[0] != ranges[1]:
        return breaking(
            f"quality rule `{name}` lets other data pass", "quality-loosened", Promise.PROMISE, writers=True
        )
    return _by_severity(change, name, is_error=is_error)


def _by_severity(change: Change, name: str, *, is_error: bool) -> Verdict:
    before, after = _severity(change.before), _severity(change.after)
    if before == after:
        return harmless(f"quality rule `{name}` is told otherwise")
    if after < before:
        return _loosened(f"quality rule `{name}` weighs less", is_error=is_error)
    return compatible(f"quality rule `{name}` weighs more", "quality-tightened", writers=True)


def _loosened(words: str, *, is_error: bool) -> Verdict:
    if is_error:
        return breaking(words, "quality-loosened", Promise.PROMISE)
    return Verdict(words, Bump.MINOR, "quality-loosened", readers=True, promise=Promise.PROMISE)


def _severity(rule: Mapping[str, Any]) -> int:
    return _SEVERITIES.get(str(rule.get("severity", "error")), _SEVERITIES["error"])


Bound = tuple[float, bool]


def _range(rule: Mapping[str, Any]) -> tuple[Bound, Bound] | None:
    """Give the values that a rule lets pass, as its least and greatest with what they exclude; None where unknown."""
    for key, value in rule.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if key == "mustBe" and number:
            return (value, False), (value, True)
        if key == "mustBeGreaterThan" and number:
            return (value, True), (_INFINITE, False)
        if key == "mustBeGreaterOrEqualTo" and number:
            return (value, False), (_INFINITE, False)
        if key == "mustBeLessThan" and number:
            return (-_INFINITE, False), (value, False)
        if key == "mustBeLessOrEqualTo" and number:
            return (-_INFINITE, False), (value, True)
        if key == "mustBeBetween" and isinstance(value, list) and len(value) == 2:
            return (value[0], False), (value[1], True)
    return None
