"""`slaDefaultElement` from ODCS 3.0, which 3.1 deprecated, added to the service levels to which it applies.

The default element applies to service levels such as latency that do not declare an element, and may apply to custom service
levels. It has no effect on other service levels, such as availability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.quantities.service_level import level_name

if TYPE_CHECKING:
    from collections.abc import Mapping

Body = dict[str, Any]
_IMPLIED = "partitionColumn"
"""The default element according to ODCS 3.0, if a contract does not declare one."""
_OF_NO_ELEMENT = frozenset(
    {"availability", "errorRate", "throughput", "generalAvailability", "endOfSupport", "endOfLife"}
    | {"timeToDetect", "timeToNotify", "timeToRepair"}
)
"""Standard service levels that apply to the data as a whole."""


def with_default_element(before: Body, after: Body) -> tuple[Body, Body]:
    """Return both sides of a contract, with the default element added to their service levels."""
    sides = before, after
    return _written_out(before, after), _written_out(*reversed(sides))


def _written_out(body: Body, other: Body) -> Body:
    default, levels = body.get("slaDefaultElement"), body.get("slaProperties")
    if not isinstance(default, str) or default.strip() in ("", _IMPLIED) or not isinstance(levels, list):
        return body
    own = {_name(each) for each in _levels(other) if elements(each) == elements({"element": default})}
    found = [
        {**each, "element": default}
        if isinstance(each, dict)
        and "element" not in each
        and (_name(each) not in _OF_NO_ELEMENT or _name(each) in own)
        else each
        for each in levels
    ]
    return {**body, "slaProperties": found}


def _levels(body: Body) -> list[Body]:
    found = body.get("slaProperties")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _name(level: Body) -> str:
    stated = level.get("property")
    return level_name(stated) if isinstance(stated, str) else ""


def elements(level: Mapping[str, Any]) -> object:
    """Return the elements in a service level's comma-separated list, in a fixed order."""
    stated = level.get("element")
    return sorted(each.strip() for each in stated.split(",")) if isinstance(stated, str) else stated
