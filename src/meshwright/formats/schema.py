"""JSON Schemas (draft 2020-12) generated from typed dictionaries.

This module does not know the output formats.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DIALECT = "https://json-schema.org/draft/2020-12/schema"
T = TypeVar("T", bound=type)
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def defined(name: str, *, is_open: bool = False) -> Callable[[T], T]:
    """Set the name of a type in `$defs`; it is part of the output, so it does not change if the class is renamed.

    An open type allows keys that its schema does not list.
    """

    def state(kind: T) -> T:
        stated: Any = kind
        stated.schema_name, stated.is_open = name, is_open
        return kind

    return state


def json_schema(kind: Any, identity: str, title: str, *, is_closed: bool) -> dict[str, Any]:  # noqa: ANN401 - any type is a value
    """Return the schema of a type; a closed schema does not allow other keys."""
    writer = Writer(is_closed=is_closed)
    whole = writer.object(kind) if is_typeddict(kind) else writer.of(kind)
    return {
        "$schema": DIALECT,
        "$id": identity,
        "title": title,
        **whole,
        "$defs": dict(sorted(writer.definitions.items())),
    }


class Writer:
    """A writer of one schema; subclasses support types other than typed dictionaries."""

    def __init__(self, *, is_closed: bool) -> None:
        self.is_closed = is_closed
        self.definitions: dict[str, Any] = {}

    def object(self, kind: type) -> dict[str, Any]:
        """Return the schema of a typed dictionary."""
        hints = get_type_hints(kind, include_extras=True)
        required = [key for key, hint in hints.items() if get_origin(hint) is not NotRequired]
        is_open = not self.is_closed or getattr(kind, "is_open", False)
        return {
            "description": (kind.__doc__ or "").strip().partition("\n")[0],
            "type": "object",
            "properties": {key: self.of(hint) for key, hint in hints.items()},
            "required": required,
            **({} if is_open else {"additionalProperties": False}),
        }

    def of(self, hint: Any) -> dict[str, Any]:  # noqa: ANN401 - any type is a value
        """Return the schema of a type."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is NotRequired:
            return self.of(arguments[0])
        if origin is Annotated:
            return {**self.of(arguments[0]), "description": arguments[-1]}
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is list:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if origin in (Union, UnionType):
            return _union([self.of(each) for each in arguments])
        if is_typeddict(hint):
            return self.reference(hint)
        return {} if hint is Any else {"type": _PLAIN[hint]}

    def reference(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type with a definition
        """Return a reference to the definition of a type; each definition is written once."""
        name = kind.schema_name
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self.object(kind)
        return {"$ref": f"#/$defs/{name}"}


def _union(parts: list[dict[str, Any]]) -> dict[str, Any]:
    if all(part.keys() == {"type"} for part in parts):
        return {"type": [part["type"] for part in parts]}
    if parts[0].keys() == {"enum"} and parts[1:] == [{"type": "null"}]:
        return {"enum": [*parts[0]["enum"], None]}
    return {"anyOf": parts}
