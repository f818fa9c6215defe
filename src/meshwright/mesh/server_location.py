"""The location of a server: the settings and custom properties that define where its data is, in one notation.

This module does not know whether consumers depend on a server.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_DESCRIPTIVE = frozenset({"id", "server", "description", "roles", "tags", "customProperties", "environment"})
_SYNONYMS = {"postgresql": "postgres"}
"""Server types with two names for the same system."""
_PLACES = ("topic", "region")
"""Custom properties of a server that define its location."""


def location(kind: str, settings: Mapping[str, Any], custom: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that define a server's location, by key, given its type, keys and custom properties."""
    own = {
        key: json.dumps(value) if isinstance(value, int) else value  # a number, or the same number as text
        for key, value in settings.items()
        if key not in _DESCRIPTIVE
    }
    return {
        "type": _SYNONYMS.get(kind, kind),
        **own,
        **{key: custom[key] for key in _PLACES if key in custom},
    }


def uncertain_location(kind: str, custom: Mapping[str, Any]) -> dict[str, Any]:
    """Return the custom properties of a server of type `custom`, any of which can define its location."""
    return dict(custom) if kind == "custom" else {}
