"""Lists of valid values in quality rules: `invalidValues` with a list that every row must satisfy.

A rule does not limit the values if it tolerates some rows, only warns, or adds a pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.quantities.conformance import VALUES
from meshwright.quantities.ranges import measurable, stated_range
from meshwright.standards.odcs.quality import OPERATORS, stated_operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshwright.facts.fields import FieldColumns
    from meshwright.quantities.conformance import ListedValues
    from meshwright.standards.odcs.quality import QualityRule

_METRIC = "invalidValues"
_WEAKENING = ("severity", "unit", "arguments", *OPERATORS)
_UNITS = {"": "", "rows": "", "percent": "percent", "%": "percent"}


def listed_values(quality: Iterable[QualityRule]) -> Iterator[ListedValues]:
    """Yield the lists in a field's quality rules, in order."""
    for position, rule in enumerate(quality):
        if rule.metric == _METRIC and rule.severity in (None, "error") and _is_strict(rule):
            arguments = rule.arguments or {}
            values = arguments.get(VALUES)
            if not isinstance(values, list | tuple) or arguments.keys() != {VALUES}:
                continue
            if values and not any(isinstance(each, dict | list) for each in values):
                yield position, tuple(values)


def sound_lists(fields: FieldColumns, index: int, is_sound: Callable[..., bool]) -> tuple[ListedValues, ...]:
    """Return the lists in a field's quality rules, except those of rules that a rejected value could weaken."""
    return tuple(
        each
        for each in fields.more.get("listed", {}).get(index, ())
        if all(is_sound(*fields.path(index), "quality", each[0], key) for key in _WEAKENING)
    )


def _is_strict(rule: QualityRule) -> bool:
    """Return whether the rule does not tolerate any violating rows."""
    unit = _UNITS.get((rule.unit or "").casefold())
    operators = stated_operators(rule)
    if unit is None or not operators:
        return False
    passing = stated_range(operators) & measurable(unit)
    first = 0 if unit else 1  # the smallest result for a violating row: a share above 0, or a count of 1
    is_below = passing.high < first or (passing.high == first and (passing.is_below_high or not first))
    return is_below and not passing.is_empty
