"""Messages for violations of an organisation's schema, independent of the validator.

This module does not show values from the document, which can be secret.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.workspace.schema_validators import Violation

    Json = Any

MOST_NAMED = 5
LONGEST = 60
"""The maximum length of a value in a message."""
_LIMITS = {
    "minimum": "less than {}",
    "maximum": "greater than {}",
    "exclusiveMinimum": "not greater than {}",
    "exclusiveMaximum": "not less than {}",
    "minLength": "shorter than {}",
    "maxLength": "longer than {}",
    "minItems": "fewer than {}",
    "maxItems": "more than {}",
    "minProperties": "fewer than {}",
    "maxProperties": "more than {}",
}
_UNITS = {"Length": "character", "Items": "item", "Properties": "key"}
_SENTENCES = {
    "not": "matches the schema in `not`",
    "anyOf": "matches no schema in `anyOf`",
    "contains": "unexpected number of items that match `contains`",
    "uniqueItems": "duplicate items",
    "additionalItems": "unexpected items",
    "unevaluatedItems": "unexpected items",
    "falseSchema": "no value is permitted here",
}


def words(violation: Violation) -> str:
    """Describe a violation."""
    said = _words(violation)
    return f"key `{violation.key}`: {said}" if violation.key else said


def _words(violation: Violation) -> str:
    keyword, value = violation.keyword, violation.value
    if keyword == "required":
        return f"missing required key `{violation.name}`"
    if violation.name:
        return f"unexpected key `{violation.name}`"
    if keyword in _LIMITS:
        return _LIMITS[keyword].format(_amount(keyword, value))
    if keyword in _SENTENCES:
        return _SENTENCES[keyword]
    if keyword == "oneOf":
        return f"matches {'more than one' if value else 'no'} schema in `oneOf`"
    return _about_value(keyword, value)


def _about_value(keyword: str, value: Json) -> str:
    if keyword == "type":
        return f"expected type {_any_of([value] if isinstance(value, str) else sorted(value))}"
    if keyword == "const":
        return f"expected {_shown(value)}"
    if keyword == "enum":
        if not value:
            return _SENTENCES["falseSchema"]
        return f"expected {_any_of(value)}" if len(value) == 1 else f"expected one of {_any_of(value)}"
    return f"does not match `{value}`" if keyword == "pattern" else f"not a multiple of {_number(value)}"


def _amount(keyword: str, value: Json) -> str:
    unit = next((unit for ending, unit in _UNITS.items() if keyword.endswith(ending)), None)
    if unit is None:
        return _number(value)
    return f"{_number(value)} {unit}{'' if value == 1 else 's'}"


def _number(value: Json) -> str:
    """Return a number in the same form for both validators: 3 if the schema contains 3.0."""
    return (
        str(int(value))
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        else str(value)
    )


def _any_of(values: Iterable[Any]) -> str:
    shown = [_shown(each) for each in values]
    if len(shown) > MOST_NAMED:
        return f"{', '.join(shown[:MOST_NAMED])} and {len(shown) - MOST_NAMED} more"
    return " or ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else shown[0]


def _shown(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"`{text}`" if len(text) <= LONGEST else f"`{text[:LONGEST]}…`"
