"""The blocks of ODCS whose keys depend on a value: servers, quality rules, properties, relationships."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from meshwright.standards.block import Number, key_of
from meshwright.standards.odcs import quality, server
from meshwright.standards.odcs.dialect import UNKNOWN, Dialect, named_keys, when
from meshwright.standards.odcs.quality import QualityRule
from meshwright.standards.odcs.schema import (
    NUMBER_FORMATS,
    OPTIONS,
    LogicalTypeOptions,
    MapType,
    Reference,
    References,
    Relationship,
    SchemaProperty,
)
from meshwright.standards.odcs.server import Server
from meshwright.standards.version_grammar import Choice, literal, maybe, narrow, replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.standards.block import Block

ITEM = "item"
"""The key under which `known` stores the type of properties without a name."""
OWN_RELATIONSHIP = "own relationship"
"""The key under which `known` stores the relationship type for properties."""


def servers(dialect: Dialect, known: Mapping[object, object]) -> Choice:
    """Choose the variant of a server by its `type`."""
    names = tuple(
        name for name in dialect.server_keys if server.SINCE.get(name, "") <= dialect.edition.version
    )

    def tag(value: Mapping[str, object]) -> str:
        kind = value.get("type")
        return kind if isinstance(kind, str) and kind in names else UNKNOWN

    @cache
    def make(kind: str) -> type[Block]:
        keys, needed = named_keys(dialect.server_keys.get(kind, ""))
        title = f"a server of type {kind}" if kind else "a server"
        made = narrow(
            Server,
            dialect.edition,
            known,
            keys={*server.COMMON, *keys},
            needed=needed,
            types={"type": literal([kind] if kind else names), **dialect.server_types.get(kind, {})},
            is_open=not kind or Server in dialect.open_blocks,
            title=title,
            form=(title, "a server of another type"),
        )
        made.model_rebuild()
        return made

    return Choice(tag, make, {name: when("type", name) for name in names}, UNKNOWN)


def quality_rules(dialect: Dialect, known: Mapping[object, object]) -> Choice:
    """Choose the variant of a quality rule by its sort and, if exactly one operator is required, by the first operator."""

    def has_operator(sort: str) -> bool:
        return dialect.has_one_operator and ("library" in sort or "sql" in sort)

    def tag(value: Mapping[str, object]) -> str:
        sort = dialect.quality_sort(value)
        if not has_operator(sort):
            return sort
        return f"{sort}/{next((key for key in value if key in quality.OPERATORS), '')}"

    @cache
    def make(name: str) -> type[Block]:
        sort, _, operator = name.partition("/")
        keys, needed = named_keys(dialect.quality_keys.get(sort, ""))
        title = "a quality rule"
        if sort:
            title += " without `metric`" if sort == "untyped" else f" of type {sort.partition(' ')[0]}"
        precise = title
        if has_operator(sort):
            needed.append(operator or "mustBe")
            keys.append(needed[-1])
            precise += f" with `{operator}`" if operator else " without an operator"
        made = narrow(
            QualityRule,
            dialect.edition,
            known,
            keys={*quality.COMMON, *keys},
            needed=needed,
            is_open=not sort or QualityRule in dialect.open_blocks,
            title=title if operator else precise,
            form=(
                precise,
                f"a quality rule {'with another operator or ' * has_operator(sort)}of another type",
            ),
        )
        made.model_rebuild()
        return made

    names = [
        name
        for sort in dialect.quality_keys
        for name in ([f"{sort}/{key}" for key in ("", *quality.OPERATORS)] if has_operator(sort) else [sort])
    ]
    return Choice(tag, make, {name: _when_quality(dialect, name) for name in names}, UNKNOWN)


def _when_quality(dialect: Dialect, name: str) -> dict[str, Any]:
    sort, _, operator = name.partition("/")
    condition = dialect.quality_conditions[sort]
    if "/" not in name:
        return condition
    some = [{"required": [key]} for key in quality.OPERATORS]
    return {"allOf": [condition, {"required": [operator]} if operator else {"not": {"anyOf": some}}]}


def properties(dialect: Dialect, known: Mapping[object, object], *, is_item: bool) -> Choice:
    """Choose the variant of a property by `logicalType`; without one, `unnamed` if it has options, else `untyped`."""
    own = {
        "object": {"properties"},
        "array": {"items"},
        "map": {"map"},
        "untyped": {"properties", "items"},
        "unnamed": {"properties", "items"},
        UNKNOWN: {"properties", "items", "map"},
    }
    common = {key_of(attribute) for attribute in SchemaProperty.__pydantic_fields__} - own[UNKNOWN]
    if is_item and dialect.has_item_properties:
        common.add("properties")

    def tag(value: Mapping[str, object]) -> str:
        kind = value.get("logicalType", value)
        if kind is value:
            options = value.get("logicalTypeOptions")
            return "unnamed" if isinstance(options, dict) and options else "untyped"
        return kind if isinstance(kind, str) and kind in dialect.logical_types else UNKNOWN

    @cache
    def make(kind: str) -> type[Block]:
        is_typed = kind in dialect.logical_types
        if is_typed:
            title = f"a schema property of logicalType {kind}"
        else:
            title = "a schema property with logicalTypeOptions" if kind == "unnamed" else ""
        made = narrow(
            SchemaProperty,
            dialect.edition,
            {**known, Relationship: known[OWN_RELATIONSHIP]},
            keys=common | own.get(kind, set()),
            needed={"map": ("map",), "unnamed": ("logicalType",)}.get(kind, ()),
            unneeded=("name",) if is_item else (),
            types={
                "logicalType": maybe(literal([kind] if is_typed else dialect.logical_types)),
                "logicalTypeOptions": maybe(_options(dialect, kind)),
                "items": maybe(known[ITEM]),
                "map": maybe(narrow(MapType, dialect.edition, {SchemaProperty: known[ITEM]})),
            },
            form=(title, "a schema property of another logicalType"),
        )
        made.model_rebuild()
        return made

    conditions = {name: when("logicalType", name) for name in dialect.logical_types}
    return Choice(tag, make, {**conditions, "untyped": {"not": {"required": ["logicalType"]}}}, UNKNOWN)


def _options(dialect: Dialect, kind: str) -> type[Block]:
    keys, needed = named_keys(OPTIONS.get(kind, ""))
    types: dict[str, object] = {}
    if kind in ("date", "timestamp", "time", "integer", "number"):
        bound = Number if kind in ("integer", "number") else str
        types = dict.fromkeys(("minimum", "maximum"), maybe(bound))
        exclusive = maybe(dialect.exclusive_bound or bound)
        types |= dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), exclusive)
    if kind in NUMBER_FORMATS:
        types["format"] = maybe(literal(NUMBER_FORMATS[kind]))
    return narrow(
        LogicalTypeOptions,
        dialect.edition,
        keys=keys,
        needed=needed,
        types=types,
        is_open=kind not in OPTIONS and kind != "untyped",
        form=(f"`logicalTypeOptions` of logicalType {kind}", "`logicalTypeOptions` of another logicalType"),
    )


def relationships(dialect: Dialect, known: Mapping[object, object], *, is_own: bool) -> Choice:
    """Choose the variant of a relationship by the number of referring properties; that of a property has no `from`."""

    def tag(value: Mapping[str, object]) -> str:
        end = value.get("to" if is_own or "from" not in value else "from")
        return "several" if isinstance(end, list | tuple) else "one"

    @cache
    def make(name: str) -> type[Block]:
        end = replaced(Reference if name == "one" else References, known)
        keys = {key_of(attribute) for attribute in Relationship.__pydantic_fields__}
        made = narrow(
            Relationship,
            dialect.edition,
            known,
            keys=keys - {"from"} if is_own else keys,
            needed=() if is_own else ("from",),
            types={"from": end, "to": end},
            form=(
                f"a relationship of a schema {'property' if is_own else 'object'}",
                "a relationship of a schema object",
            ),
        )
        made.model_rebuild()
        return made

    key = "to" if is_own else "from"
    several = {"properties": {key: {"type": "array"}}, "required": [key]}
    return Choice(tag, make, {"one": {"not": several}, "several": several})
