"""Assessment of changes to quality rules: whether they accept more or less data.

Rules are normalised first: `rule` in ODCS 3.0 is `metric` in 3.1, and `type: library` is the default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.changes.assessment_values import assess_list
from meshwright.changes.change import ChangeKind
from meshwright.changes.naming import NULL_CHECK, canonical, metric_of, same, text
from meshwright.changes.permitted import NOTHING_ELSE_THAN_ZERO, is_within, permitted
from meshwright.changes.rows import by_row, harmless
from meshwright.changes.value_lists import values_of
from meshwright.facts.sql.same_sql import is_same_sql
from meshwright.quantities.pattern_inclusion import PatternChange, compare_patterns
from meshwright.standards.odcs.quality import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.changes.change import Change
    from meshwright.changes.permitted import Permitted
    from meshwright.changes.value_lists import Values
    from meshwright.changes.verdict import Verdict

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
"""Keys that do not affect which data passes."""
_SEVERITIES = {"info": 0, "warning": 1, "error": 2}
_COUNTED = frozenset({"nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"})
_SAME = PatternChange(more=False, less=False)
_UNITS = {"": "", "rows": "", "row": "", "%": "percent", "percent": "percent", "pct": "percent"}


def assess_quality(change: Change, server_types: Iterable[str] = ()) -> Verdict:
    """Assess a quality rule on servers of the given types. The default severity is `error`."""
    name = change.aspect[-1] if len(change.aspect) > 1 else "without a name"
    if change.kind is ChangeKind.ADDED:
        return by_row(change, "quality", _weighted("added", is_error=_fails(change.after)), name=name)
    if change.kind is ChangeKind.REMOVED:
        return by_row(change, "quality", _weighted("removed", is_error=_is_error(change.before)), name=name)
    return _changed(change, name, server_types)


def _changed(change: Change, name: str, server_types: Iterable[str]) -> Verdict:
    """Assess a rule that exists in both revisions."""
    if same(*map(_without_words, (change.before, change.after))):
        return harmless(change)
    before, after = _normal(change.before), _with_query_of(change.before, _normal(change.after), server_types)
    if not same(_subject(before), _subject(after)):
        return _doubtful(change, "other-subject", name)
    was, now = _passing(before), _passing(after)
    lists = [_lists(each) for each in (before, after)]
    if was is None or now is None:
        is_same = same(_operators(before), _operators(after)) and _unit(before) == _unit(after)
        is_same = is_same and lists[0] == lists[1] and _patterns(before, after) == _SAME
        return _weighed(change, name) if is_same else _doubtful(change, "other-subject", name)
    if _unit(before) != _unit(after) and {was, now} != {NOTHING_ELSE_THAN_ZERO}:
        return _doubtful(change, "other-unit", name)
    patterns = _patterns(before, after)
    permit_few = _permits_few(was) and _permits_few(now)
    if patterns is None or None in patterns or (any(patterns) and not permit_few):
        return _doubtful(change, "other-subject", name)
    more, less = (
        not is_within(now, was) or patterns.more is True,
        not is_within(was, now) or patterns.less is True,
    )
    if lists[0] == lists[1]:
        return _weighed(change, name, more=more, less=less)
    if lists[0].keys() != lists[1].keys() or not permit_few:
        return _doubtful(change, "other-subject", name)
    is_only_list = not (more or less) and lists[0].keys() == {"validValues"}
    is_as_severe = _severity(before) == _severity(after) and not _are_unclear(before, after)
    if is_only_list and is_as_severe:
        return assess_list(change, *(each["validValues"] for each in lists), is_warning=not _fails(after))
    come, gone = _listed(*lists), _listed(*reversed(lists))
    return _weighed(change, name, more=more or come, less=less or gone)


def is_zero(rule: Mapping[str, Any], metric: str) -> bool:
    """Return whether an `error` rule requires a metric to be zero."""
    rule = _normal(rule)
    is_plain = set(_subject(rule)) == {"metric"} and not _lists(rule) and _pattern(rule) is None
    is_error = _is_error(rule)
    return is_plain and is_error and metric_of(rule) == metric and _passing(rule) == NOTHING_ELSE_THAN_ZERO


def permitted_values(rule: Mapping[str, Any]) -> Values | None:
    """Return the values that an `error` rule allows for a field; None for other kinds of rules."""
    rule = _normal(rule)
    lists = _lists(rule)
    is_list = set(_subject(rule)) == {"metric"} and lists.keys() == {"validValues"} and not _pattern(rule)
    is_strict = _is_error(rule) and _passing(rule) == NOTHING_ELSE_THAN_ZERO
    return lists["validValues"] if is_list and is_strict else None


def _normal(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a rule with its lists as arguments.

    In ODCS 3.0, `validValues` excludes all other values, and `nullCheck` excludes nulls.
    """
    if rule.get("rule") == NULL_CHECK and not _operators(rule):
        rule = {
            **{key: value for key, value in rule.items() if key != "rule"},
            "metric": "nullValues",
            "mustBe": 0,
        }
    listed = rule.get("validValues")
    if not isinstance(listed, list):
        return rule
    arguments = rule.get("arguments")
    rest = {key: value for key, value in rule.items() if key != "validValues"}
    rest["arguments"] = {**(arguments if isinstance(arguments, dict) else {}), "validValues": listed}
    if "validValues" in (rule.get("rule"), rule.get("metric")) and metric_of(rule) == "invalidValues":
        rest = {key: value for key, value in rest.items() if key not in ("rule", "metric")}
        rest |= {"metric": "invalidValues", "mustBe": 0}
    return rest


def _with_query_of(
    before: Mapping[str, Any], after: Mapping[str, Any], server_types: Iterable[str]
) -> Mapping[str, Any]:
    """Return the later rule, with the earlier SQL if both queries differ only in formatting."""
    was, now = before.get("query"), after.get("query")
    is_same = isinstance(was, str) and isinstance(now, str) and is_same_sql(was, now, server_types)
    return {**after, "query": was} if is_same else after


def _lists(rule: Mapping[str, Any]) -> dict[str, Values]:
    """Return the lists of values that a rule's metric uses."""
    arguments = rule.get("arguments")
    name = {"invalidValues": "validValues", "missingValues": "missingValues"}.get(metric_of(rule) or "", "")
    found = values_of(arguments.get(name)) if isinstance(arguments, dict) and name in arguments else None
    return {} if found is None else {name: found}


def _listed(one: Mapping[str, Values], other: Mapping[str, Values]) -> bool:
    """Return whether more data passes with the second lists: more values are valid, or fewer are treated as missing."""
    return any(
        bool(
            other[key].keys() - one[key].keys()
            if key == "validValues"
            else one[key].keys() - other[key].keys()
        )
        for key in one
    )


def _permits_few(passing: Permitted) -> bool:
    """Return whether the allowed numbers of rows form a single interval that starts at 0."""
    return len(passing) == 1 and passing[0][0] <= (0, False)


def _without_words(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule without the keys that do not affect which data passes. A text rule keeps its description."""
    found = {key: value for key, value in rule.items() if key not in _WORDS}
    if rule.get("type") == "text" and isinstance(rule.get("description"), str):
        found["description"] = " ".join(rule["description"].split())
    return found


def _subject(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return the normalised subject of a rule, without descriptions, lists, operators, unit and severity."""
    left_out = {*OPERATORS, "severity", "unit", "rule", "metric", "arguments"}
    found = {key: value for key, value in _without_words(rule).items() if key not in left_out}
    metric = metric_of(rule)
    if metric is not None:
        found["metric"] = metric
    arguments = _arguments(rule)
    if arguments:
        found["arguments"] = arguments
    if found.get("type") == "library":
        del found["type"]
    return found


def _arguments(rule: Mapping[str, Any]) -> object:
    """Return a rule's arguments without lists of values. In rules against duplicates, the order of fields is normalised."""
    arguments = rule.get("arguments")
    if not isinstance(arguments, dict):
        return arguments
    left_out = {*_lists(rule), *(("pattern",) if _pattern(rule) is not None else ())}
    rest = {key: value for key, value in arguments.items() if key not in left_out}
    properties = rest.get("properties")
    if isinstance(properties, list) and metric_of(rule) == "duplicateValues":
        rest["properties"] = sorted(map(canonical, properties))
    return rest


def _pattern(rule: Mapping[str, Any]) -> str | None:
    """Return the pattern whose violations a rule counts."""
    arguments = rule.get("arguments")
    found = arguments.get("pattern") if isinstance(arguments, dict) else None
    return found if isinstance(found, str) and metric_of(rule) == "invalidValues" else None


def _patterns(before: Mapping[str, Any], after: Mapping[str, Any]) -> PatternChange | None:
    """Compare the strings that the two patterns allow; return None if the result is unknown."""
    was, now = _pattern(before), _pattern(after)
    if was == now:
        return _SAME
    return None if was is None or now is None else compare_patterns(was, now)


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
    """Assess a rule that accepts more data, less data or both, or that changed severity."""
    before, after = _severity(change.before), _severity(change.after)
    if not more and _are_unclear(change.before, change.after):
        was, now = (text(each.get("severity", "error")) for each in (change.before, change.after))
        return by_row(change, "quality", "other-severity", name=name, was=was, now=now)
    passing = {
        (True, True): "accepts different data",
        (True, False): "accepts more data",
        (False, True): "accepts less data",
    }
    weight = "is less severe" if after < before else "is more severe" if after > before else ""
    words = " and ".join(filter(None, (passing.get((more, less), ""), weight)))
    more, less = more or after < before, less or after > before
    if more:
        event = "shifted" if less and _fails(change.after) else "loosened"
        event = _weighted(event, is_error=_is_error(change.before))
    elif less:
        event = _weighted("tightened", is_error=_fails(change.after))
    else:
        event = "same"
    return by_row(change, "quality", event, name=name, how=words)


def _doubtful(change: Change, event: str, name: str) -> Verdict:
    return by_row(change, "quality", _weighted(event, is_error=_fails(change.after)), name=name)


def _weighted(event: str, *, is_error: bool) -> str:
    return event if is_error else f"{event}-as-a-warning"


def _fails(rule: Mapping[str, Any]) -> bool:
    """Return whether violations of a rule stop delivery. Violations of text rules and of warnings do not."""
    return rule.get("type") != "text" and _is_error(rule)


def _is_error(rule: Mapping[str, Any]) -> bool:
    return _severity(rule) == _SEVERITIES["error"]


def _severity(rule: Mapping[str, Any]) -> int:
    return _SEVERITIES.get(_severity_word(rule), _SEVERITIES["error"])


def _severity_word(rule: Mapping[str, Any]) -> str:
    return str(rule.get("severity") or "error").strip().casefold()


def _are_unclear(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return whether the severities of two rules differ, and one of them is not defined by the standard."""
    words = {_severity_word(before), _severity_word(after)}
    return len(words) > 1 and not words <= _SEVERITIES.keys()
