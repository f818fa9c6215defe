"""What changes of quality rules mean: whether what they let pass became more or less.

Rules are compared in one notation: `rule` of ODCS 3.0 is `metric` of 3.1, `type: library` goes without saying.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.changes.change import Kind
from meshwright.changes.naming import metric_of, same
from meshwright.changes.permitted import NOTHING_ELSE_THAN_ZERO, OPERATORS, is_within, permitted
from meshwright.changes.verdict import Bump, Promise, Verdict, breaking, compatible, doubtful, harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change
    from meshwright.changes.permitted import Permitted

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
_COUNTED = frozenset({"nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"})
_UNITS = {"": "", "rows": "", "row": "", "%": "percent", "percent": "percent", "pct": "percent"}


def judge_quality(change: Change) -> Verdict:
    """Judge a quality rule of an object or field; one without a severity counts as an error."""
    name = change.aspect[-1] if len(change.aspect) > 1 else "without a name"
    if change.kind is Kind.ADDED:
        return compatible(f"quality rule `{name}` is new", "quality-tightened", writers=_fails(change.after))
    if change.kind is Kind.REMOVED:
        is_error = _severity(change.before) == _SEVERITIES["error"]
        return _loosened(f"quality rule `{name}` is gone", is_error=is_error)
    before, after = change.before, change.after
    if not same(_subject(before), _subject(after)):
        return doubtful(f"quality rule `{name}` checks something else", "quality-changed", Promise.PROMISE)
    was, now = _passing(before), _passing(after)
    if was is None or now is None:
        if same(_operators(before), _operators(after)) and _unit(before) == _unit(after):
            return _weighed(change, name)
        return doubtful(f"quality rule `{name}` checks something else", "quality-changed", Promise.PROMISE)
    if _unit(before) != _unit(after) and {was, now} != {NOTHING_ELSE_THAN_ZERO}:
        return doubtful(f"quality rule `{name}` counts in another unit", "quality-changed", Promise.PROMISE)
    return _weighed(change, name, more=not is_within(now, was), less=not is_within(was, now))


def is_zero(rule: Mapping[str, Any], metric: str) -> bool:
    """Return whether a rule of severity `error` permits no row at all that a metric counts."""
    is_plain = set(_subject(rule)) == {"metric"}
    is_error = _severity(rule) == _SEVERITIES["error"]
    return is_plain and is_error and metric_of(rule) == metric and _passing(rule) == NOTHING_ELSE_THAN_ZERO


def _subject(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a rule is about, in one notation: without its words, operators, unit and severity."""
    left_out = {*_WORDS, *OPERATORS, "severity", "unit", "rule", "metric"}
    found = {key: value for key, value in rule.items() if key not in left_out}
    metric = metric_of(rule)
    if metric is not None:
        found["metric"] = metric
    if found.get("type") == "library":
        del found["type"]
    return found


def _operators(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if key in OPERATORS}


def _unit(rule: Mapping[str, Any]) -> str:
    stated = str(rule.get("unit") or "").strip().casefold()
    return _UNITS.get(stated, stated)


def _passing(rule: Mapping[str, Any]) -> Permitted | None:
    unit = _unit(rule)
    is_counted = metric_of(rule) in _COUNTED and unit in _UNITS.values()
    return permitted(rule, unit=unit, is_metric=is_counted)


def _weighed(change: Change, name: str, *, more: bool = False, less: bool = False) -> Verdict:
    """Judge a rule that lets more data pass, or less, or both; or weighs more or less than before."""
    before, after = _severity(change.before), _severity(change.after)
    passing = {
        (True, True): "lets other data pass",
        (True, False): "lets more pass",
        (False, True): "lets less pass",
    }
    weight = "weighs less" if after < before else "weighs more" if after > before else ""
    words = " and ".join(filter(None, (passing.get((more, less), ""), weight)))
    more, less = more or after < before, less or after > before
    if more:
        return _loosened(
            f"quality rule `{name}` {words}",
            is_error=before == _SEVERITIES["error"],
            writers=less and _fails(change.after),
        )
    if less:
        return compatible(f"quality rule `{name}` {words}", "quality-tightened", writers=_fails(change.after))
    return harmless(f"quality rule `{name}` is told otherwise")


def _loosened(words: str, *, is_error: bool, writers: bool = False) -> Verdict:
    if is_error:
        return breaking(words, "quality-loosened", Promise.PROMISE, writers=writers)
    return Verdict(
        words, Bump.MINOR, "quality-loosened", readers=True, writers=writers, promise=Promise.PROMISE
    )


def _fails(rule: Mapping[str, Any]) -> bool:
    """Return whether data that break a rule fail: those that break a rule in words, or a warning, are delivered."""
    return rule.get("type") != "text" and _severity(rule) == _SEVERITIES["error"]


def _severity(rule: Mapping[str, Any]) -> int:
    return _SEVERITIES.get(str(rule.get("severity", "error")).strip().casefold(), _SEVERITIES["error"])
