"""A field's allowed values in any notation: `enum`, an option or custom property, or a quality rule.

Lists are compared by content: order, repetition and labels do not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.changes.naming import canonical, text
from meshwright.changes.unreadable import unreadable_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Values = dict[str, str]
"""Values in readable form, by their normalised form."""
_CUSTOM = frozenset({"enum", "enums", "enumvalues", "allowedvalues", "validvalues", "acceptedvalues"})
"""The names, in lower case and without underscores, of custom properties that list the allowed values."""


def values_of(listed: object) -> Values | None:
    """Return the values in a list of plain values, in a list of mappings with a `value`, or in a comma-separated string."""
    if unreadable_in(listed):
        return None
    if isinstance(listed, str):
        listed = [each.strip() for each in listed.split(",")]
    if not isinstance(listed, list | tuple):
        return None
    plain = [each["value"] if isinstance(each, dict) and "value" in each else each for each in listed]
    return {canonical(each): text(each) for each in plain}


def lists_values(custom: object) -> bool:
    """Return whether a custom property lists the allowed values."""
    name = custom.get("property") if isinstance(custom, dict) else None
    return isinstance(name, str) and name.casefold().replace("_", "").replace("-", "") in _CUSTOM


def stated_lists(field: Mapping[str, Any]) -> Iterator[Values]:
    """Yield each list of allowed values in a field itself, without its quality rules."""
    options, custom = field.get("logicalTypeOptions"), field.get("customProperties")
    found = [field.get("enum"), options.get("enum") if isinstance(options, dict) else None]
    found += [each.get("value") for each in custom if lists_values(each)] if isinstance(custom, list) else []
    for each in found:
        values = values_of(each) if each else None
        if values:
            yield values
