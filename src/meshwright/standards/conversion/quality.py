"""Conversion of quality rules of the Data Contract Specification to ODCS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

from meshwright.standards.conversion.carrying import custom_properties, own_custom, stated
from meshwright.standards.odcs.quality import COMMON, KEYS, OPERATORS, Metric

if TYPE_CHECKING:
    from meshwright.standards.conversion.carrying import Source

_RENAMED = {
    "mustBeGreaterThanOrEqualTo": "mustBeGreaterOrEqualTo",
    "mustBeLessThanOrEqualTo": "mustBeLessOrEqualTo",
}
_SORTS = frozenset({"text", "library", "sql", "custom"})
_COMMON = tuple(key for key in COMMON if key not in {"type", "customProperties"})


def quality_rules(source: Source) -> list[dict[str, Any]]:
    """Return the rules of a model or a field."""
    return [_rule(each) for each in source.mappings("quality")]


def _rule(source: Source) -> dict[str, Any]:
    sort = source.take("type")
    metric = source.take("metric")
    if metric is None and source.value.get("rule") in get_args(Metric):
        metric = source.take("rule")
    is_library = metric is not None or sort == "library"
    word = sort if isinstance(sort, str) and sort in _SORTS else ""
    keys = KEYS["library" if is_library else word or "untyped"]
    allowed = [key.rstrip("!") for key in keys.split() if key != "metric!"]
    if sort == "custom":
        allowed += ["engine", "implementation"]
    own = source.given(*_COMMON, *allowed)
    if isinstance(own.get("implementation"), list):
        path = (*source.path, "implementation")
        source.notes.changed(path, "`implementation` is a list; it became a string with JSON")
        own["implementation"] = json.dumps(own["implementation"], indent=2, ensure_ascii=False)
    operators = source.given(*OPERATORS) if word == "sql" or sort is None or is_library else {}
    for old, new in _RENAMED.items():
        if source.value.get(old) is not None and new not in operators:
            operators[new] = source.take(old)
    custom = custom_properties(own_custom(source), source.rest())
    return {**stated(type=sort, metric=metric), **own, **operators, **stated(customProperties=custom)}
