"""Peculiarities of one version of ODCS, in addition to the `Since` marks in the vocabulary."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from meshwright.records import dataclass, field
from meshwright.standards.bitol import Description
from meshwright.standards.odcs import quality, server

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from meshwright.standards.block import Block, StandardVersion

UNKNOWN = ""
"""The variant of a block with an unknown type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The peculiarities of a version."""

    edition: StandardVersion
    logical_types: tuple[str, ...]
    within: Mapping[object, object] = field(default_factory=dict)
    """Types in the vocabulary, with the types that replace them everywhere in this version."""
    needed: Mapping[type[Block], tuple[str, ...]] = field(default_factory=dict)
    """Keys that this version requires in addition to those of all versions."""
    unneeded: Mapping[type[Block], tuple[str, ...]] = field(default_factory=dict)
    open_blocks: Collection[type[Block]] = (Description,)
    """Blocks that can have arbitrary keys."""
    server_keys: Mapping[str, str] = field(default_factory=lambda: server.KEYS)
    server_types: Mapping[str, Mapping[str, object]] = field(
        default_factory=lambda: {"sftp": {"location": server.SftpUrl}}
    )
    """The types of some keys of servers, by the type of the server."""
    quality_sort: Callable[[Mapping[str, object]], str]
    """Returns the name of the variant of a quality rule, or UNKNOWN."""
    quality_keys: Mapping[str, str] = field(default_factory=lambda: quality.KEYS)
    quality_conditions: Mapping[str, dict[str, Any]] = field(default_factory=lambda: MODERN_CONDITIONS)
    """The JSON Schemas of rules of each sort."""
    has_one_operator: bool = True
    """Whether library and SQL rules have exactly one operator."""
    exclusive_bound: object = None
    """The type of `exclusiveMinimum` and `exclusiveMaximum` if it differs from that of `minimum`."""
    has_item_properties: bool = False
    """Whether an item can have `properties` regardless of its logical type."""


def named_keys(text: str) -> tuple[list[str], list[str]]:
    """Parse a list such as `host! port`; return all keys, and the required keys, which are marked with `!`."""
    words = text.split()
    return [word.rstrip("!") for word in words], [word[:-1] for word in words if word.endswith("!")]


def when(key: str, *values: str) -> dict[str, Any]:
    """Return the JSON Schema of the mappings in which `key` is one of `values`."""
    return {"properties": {key: {"enum": list(values)}}, "required": [key]}


_METRIC = {"required": ["metric"]}
MODERN_CONDITIONS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "untyped": {"not": {"anyOf": [_METRIC, {"required": ["type"]}]}},
        "text": {"allOf": [when("type", "text"), {"not": _METRIC}]},
        "library": {
            "anyOf": [
                when("type", "library"),
                {"allOf": [_METRIC, {"not": when("type", "sql", "custom")}]},
            ]
        },
        "sql": {"allOf": [when("type", "sql"), {"not": _METRIC}]},
        "custom": {"allOf": [when("type", "custom"), {"not": _METRIC}]},
        "sql library": {"allOf": [when("type", "sql"), _METRIC]},
        "custom library": {"allOf": [when("type", "custom"), _METRIC]},
    }
)


def modern_sort(value: Mapping[str, object]) -> str:
    """Return the kind of a quality rule since 3.1: its type, and whether it has a library's `metric`."""
    if "type" not in value and "metric" not in value:
        return "untyped"
    kind = value.get("type", "library")
    if not isinstance(kind, str) or kind not in ("text", "library", "sql", "custom"):
        return UNKNOWN
    if "metric" not in value or kind == "library":
        return kind
    return "library" if kind == "text" else f"{kind} library"
