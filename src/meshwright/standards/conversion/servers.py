"""Conversion of servers of earlier standards to ODCS 3.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.standards.conversion.carrying import custom_properties, stated
from meshwright.standards.odcs.server import KEYS

if TYPE_CHECKING:
    from meshwright.standards.conversion.carrying import Custom, Source

_COMMON = ("description", "environment")
_ALIASES = {"service_name": "serviceName", "region_name": "regionName", "staging_dir": "stagingDir"}


def server(name: str, source: Source, roles: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a server; keys that its type does not have become custom properties."""
    kind = source.take("type")
    extra: list[Custom] = []
    if isinstance(kind, str) and kind not in KEYS:
        source.notes.changed((*source.path, "type"), f"server type `{kind}` became `custom`")
        extra.append({"property": "customType", "value": kind})
        kind = "custom"
    allowed = [key.rstrip("!") for key in KEYS.get(kind, "").split()] if isinstance(kind, str) else []
    own = source.given(*allowed)
    for old, new in _ALIASES.items():
        if new in allowed and new not in own and source.value.get(old) is not None:
            own[new] = source.take(old)
    common = source.given(*_COMMON)
    custom = custom_properties(extra, source.rest())
    return {**stated(server=name, type=kind), **common, **own, **stated(roles=roles, customProperties=custom)}
