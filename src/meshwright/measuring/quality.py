"""Conversion of quality rules to checks: the count that a rule needs, and the conditions of its operators.

Covers the five metrics of ODCS 3.1 and later, their equivalents in the key `rule` of 3.0, and SQL. This module
does not run or check SQL.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from meshwright.measuring.bounds import listed, why_unreadable
from meshwright.measuring.probe import Check, Condition, Key, QualityRule, Query
from meshwright.mesh.registries import mapping, text
from meshwright.records import dataclass
from meshwright.standards.odcs.quality import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshwright.measuring.probe import Column
    from meshwright.source.place import Path

METRICS = ("rowCount", "nullValues", "missingValues", "invalidValues", "duplicateValues")
_OF_30 = {
    "duplicateCount": "duplicateValues",
    "uniqueCheck": "duplicateValues",
    "nullCheck": "nullValues",
    "validValues": "invalidValues",
}
"""The metrics of ODCS 3.1, by the equivalent value of `rule` in ODCS 3.0."""
_PERCENT = frozenset({"percent", "percentage", "%"})
SHARES = frozenset({"nullValues", "missingValues", "invalidValues", "duplicateValues"})
"""The metrics for which the unit `percent` means a share of all rows; for other metrics, the unit is only a label."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A quality rule without its path."""

    rule: QualityRule

    def at(self, path: Path, position: int) -> QualityRule:
        """Return the rule with its path in the contract."""
        return replace(self.rule, path=path, position=position)


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A quality rule with the counts that it needs."""

    rule: _Stated | None = None
    checks: tuple[Check, ...] = ()
    keys: tuple[Key, ...] = ()
    queries: tuple[Query, ...] = ()
    why: str = ""
    """The reason why the rule cannot be measured; else empty."""


def read_rule(rule: Mapping[str, Any], key: str, column: int | None, columns: Sequence[Column]) -> ReadRule:
    """Read the quality rule of a column or, if the column is None, of the object."""
    kind = text(rule.get("type")) or ("sql" if "query" in rule and "metric" not in rule else "library")
    stated = text(rule.get("metric")) or text(rule.get("rule"))
    if kind in ("text", "custom") and not text(rule.get("metric")):
        return ReadRule(why=f"a rule of type `{kind}` is not run")
    metric = "sql" if kind == "sql" and not text(rule.get("metric")) else _OF_30.get(stated, stated)
    conditions = tuple(Condition(each, rule[each]) for each in OPERATORS if rule.get(each) is not None)
    if not conditions:
        return ReadRule(why="it has no operator, such as `mustBe`")
    if any(_is_unusable(each) for each in conditions):
        return ReadRule(why="an operator has no number to compare with")
    unit = text(rule.get("unit")).strip().casefold()
    is_percent = metric in SHARES and unit in _PERCENT
    found = QualityRule(
        key, metric, conditions, is_percent, text(rule.get("severity")), text(rule.get("name"))
    )
    if metric == "sql":
        query = rule.get("query")
        if not isinstance(query, str) or not query.strip():
            return ReadRule(why="it has no query")
        name = "" if column is None else columns[column].physical
        return ReadRule(_Stated(found), queries=(Query(key, query, name),))
    if metric == "rowCount":
        return ReadRule(_Stated(found))
    if metric not in METRICS:
        return ReadRule(why=f"`{stated}` is not a metric of the library" if stated else "it names no metric")
    return _counted(rule, found, column, columns)


def _counted(
    rule: Mapping[str, Any], found: QualityRule, column: int | None, columns: Sequence[Column]
) -> ReadRule:
    """Read a rule that counts rows or column values."""
    arguments = mapping(rule.get("arguments"))
    if found.metric == "duplicateValues":
        named = arguments.get("properties")
        by_name = {each.name: at for at, each in enumerate(columns)}
        wanted = named if isinstance(named, list | tuple) and named else None
        if wanted is not None and any(each not in by_name for each in wanted):
            return ReadRule(why="its `properties` are not columns of the object")
        if wanted is None and column is None:
            return ReadRule(why="it names no `properties`")
        at = tuple(by_name[each] for each in wanted) if wanted is not None else (column or 0,)
        return ReadRule(_Stated(found), keys=(Key(found.key, at),))
    return _counted_of_column(rule, arguments, found, column, columns)


def _counted_of_column(
    rule: Mapping[str, Any],
    arguments: Mapping[str, Any],
    found: QualityRule,
    column: int | None,
    columns: Sequence[Column],
) -> ReadRule:
    if column is None:
        return ReadRule(why=f"`{found.metric}` of an object is not measured; declare it on a property")
    if found.metric == "nullValues":
        return ReadRule(_Stated(found), (Check(found.key, column, "null"),))
    if found.metric == "missingValues":
        values = arguments.get("missingValues", rule.get("missingValues"))
        operand = listed(values) if isinstance(values, list | tuple) else ()
        return ReadRule(_Stated(found), (Check(found.key, column, "missing", operand),))
    return _invalid(
        found,
        column,
        columns[column],
        arguments.get("validValues", rule.get("validValues")),
        arguments.get("pattern", rule.get("pattern")),
    )


def _invalid(found: QualityRule, at: int, column: Column, values: Any, pattern: Any) -> ReadRule:  # noqa: ANN401 - YAML values
    """Read a rule with valid values, a pattern, or both.

    The standard's own example has `pattern` next to empty `arguments`.
    """
    if values is None and pattern is None:
        return ReadRule(why="it has neither `validValues` nor `pattern`")
    if values is not None and not isinstance(values, list | tuple):
        return ReadRule(why="its `validValues` are not a list")
    if pattern is not None and (why := why_unreadable(pattern)):
        return ReadRule(why=why)
    if pattern is not None and column.kind not in ("string", ""):
        return ReadRule(why="it has a pattern for values that are not text")
    allowed = None if values is None else listed(values)
    return ReadRule(_Stated(found), (Check(found.key, at, "unfit", (allowed, pattern)),))


def _is_unusable(condition: Condition) -> bool:
    """Return whether an operator has no usable operand: a number, a range or, for two operators, a boolean."""
    value = condition.operand
    if condition.operator.endswith("Between"):
        return not (
            isinstance(value, list | tuple) and len(value) == 2 and all(_is_number(each) for each in value)
        )
    if condition.operator in ("mustBe", "mustNotBe") and isinstance(value, bool):
        return False
    return not _is_number(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value  # noqa: PLR0124 - not NaN
