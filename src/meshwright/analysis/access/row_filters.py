"""Row filters of roles: `<field> = <attribute>` or `<field> in <attribute>`, joined by `and`.

An attribute is a property of the reader in the identity provider, such as the countries in a sales region.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CONDITION = re.compile(r"(?P<field>[^\s=]+)\s*(?P<operator>=|\bin\b)\s*(?P<attribute>[a-z][a-z0-9_]*)")
_AND = re.compile(r"\s+and\s+")


class RowCondition(NamedTuple):
    """A condition on each row."""

    field: str
    """The name of a top-level field; an object without this field shows no rows."""
    is_in: bool
    """Whether the attribute may have several values, one of which must match; otherwise it has exactly one value."""
    attribute: str


class RowFilter(NamedTuple):
    """Conditions, all of which a row must satisfy."""

    conditions: tuple[RowCondition, ...]

    def __str__(self) -> str:
        return " and ".join(
            f"{each.field} {'in' if each.is_in else '='} {each.attribute}" for each in self.conditions
        )


def row_filter(text: object) -> RowFilter | None:
    """Parse a row filter; None if any part is unreadable."""
    if not isinstance(text, str):
        return None
    found = [_CONDITION.fullmatch(part) for part in _AND.split(text.strip())]
    if not all(found):
        return None
    return RowFilter(
        tuple(
            RowCondition(each["field"], each["operator"] == "in", each["attribute"]) for each in found if each
        )
    )
