"""Recognition of owners, by the roles of members and by custom properties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROPERTIES = frozenset({"owner", "dataowner", "productowner", "businessowner"})


def is_owner(role: object) -> bool:
    """Return whether a role means ownership: `owner`, `Data Owner`, `productOwner`."""
    return isinstance(role, str) and role.strip().casefold().endswith("owner")


def stated_owner(custom: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the owners in a custom property such as `owner` or `dataOwner`."""
    for name, value in custom.items():
        is_one = re.sub(r"[^a-z]", "", name.casefold()) in _PROPERTIES
        if is_one and isinstance(value, str) and value.strip() and not has_variable(value):
            return (value.strip(),)
    return ()
