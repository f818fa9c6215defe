"""Blocks, the parts of the models of ODCS and ODPS, and metadata of their keys.

A block is a mapping in a document. Its class is the *vocabulary*: all keys of all versions, by one attribute name.
The *grammar* of a version consists of subclasses from `version_grammar`, in which missing keys have their defaults.
"""

from __future__ import annotations

from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Strict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError, PydanticUseDefault, core_schema

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

Value = TypeVar("Value")

NEVER = "never"
"""A version later than all others, for keys that a standard lacks."""


@dataclass(frozen=True, slots=True)
class StandardVersion:
    """One version of one standard, such as ODCS 3.1.0."""

    standard: str
    version: str


@dataclass(frozen=True, slots=True)
class Since:
    """The versions that added a key; empty for the first supported version."""

    odcs: str = ""
    odps: str = ""

    def lacks(self, edition: StandardVersion) -> bool:
        """Return whether `edition` is older than the key."""
        return edition.version < self.version(edition.standard)

    def version(self, standard: str) -> str:
        """Return the version of `standard` (ODCS or ODPS) that added the key."""
        return self.odcs if standard == "ODCS" else self.odps


@dataclass(frozen=True, slots=True)
class BlockVariant:
    """A variant of a block, whose class is narrower than the vocabulary; for messages."""

    block: type[Block]
    """The class of the vocabulary."""
    edition: StandardVersion
    title: str
    """The name of the variant in messages: `a server of type kafka`."""
    needed: frozenset[str] = frozenset()
    """The keys that this variant requires, although other variants of the block do not."""
    others: str = ""
    """The name in messages for the blocks that have the keys that this variant lacks: `a server of another type`."""
    later: Mapping[str, str] = field(default_factory=dict)
    """The keys that newer versions add to this variant, each with the version that added it."""


def key_of(attribute: str) -> str:
    """Return the key of an attribute: `schema_` is `schema`, `physical_name` is `physicalName`."""
    return to_camel(attribute.rstrip("_"))


class Block(BaseModel):
    """A mapping in a document of ODCS or ODPS; its `title` in the configuration names it in messages."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        alias_generator=key_of,
        defer_build=True,
        protected_namespaces=(),
    )
    form: ClassVar[BlockVariant | None] = None


class _NotNull:
    """Removes null from an optional field: the key may be absent, but its value may not be null."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return schema["schema"] if schema["type"] == "nullable" else schema


class _Unchecked:
    """Accepts a value that a version neither defines nor forbids; a value of another type is treated as absent."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object, inner: core_schema.ValidatorFunctionWrapHandler) -> object:
            try:
                return inner(value)
            except ValidationError as error:
                raise PydanticUseDefault from error

        return core_schema.no_info_wrap_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {}


UNCHECKED = _Unchecked()


@dataclass(frozen=True, slots=True)
class Words:
    """A description of the values that a pattern accepts, for messages."""

    text: str


Maybe = Annotated[Value | None, _NotNull()]
"""The type of an optional key; it is None if the key is absent, and null is not allowed."""

Many = Annotated[tuple[Value, ...], Strict(strict=False)]
"""A list, as a tuple."""

_IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "string": "a string",
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "null": "nothing",
        "object": "a mapping",
    }
)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Restricts a value to some JSON types, so that one mistake causes one error instead of one per type."""

    names: tuple[str, ...]

    def accept(self, value: object) -> object:
        """Return the value if its type is permitted; infinity and NaN, which JSON cannot represent, never are."""
        if isinstance(value, bool):
            found = {"boolean"}
        elif isinstance(value, int):
            found = {"integer", "number"}
        elif isinstance(value, float):
            found = {"number"} if isfinite(value) else set()
        elif isinstance(value, str):
            found = {"string"}
        elif value is None:
            found = {"null"}
        else:
            found = {"object"} if isinstance(value, dict) else set()
        if found.isdisjoint(self.names):
            words = " or ".join(_IN_WORDS[name] for name in self.names)
            raise PydanticCustomError("kind", "{expected}", {"expected": words})
        return value

    def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.accept)

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": self.names[0] if len(self.names) == 1 else list(self.names)}


@dataclass(frozen=True, slots=True)
class Distinct:
    """Refuses duplicate items in a list; they are compared as in JSON, where 1 equals 1.0 but not true."""

    def accept(self, items: tuple[object, ...]) -> tuple[object, ...]:
        """Return the items; the error for a duplicate contains its position."""
        seen: set[str] = set()
        for position, item in enumerate(items):
            mark = _mark(item)
            if mark in seen:
                raise PydanticCustomError("repeated", "{position}", {"position": position})
            seen.add(mark)
        return items

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.accept, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "uniqueItems": True}


def _mark(item: object) -> str:
    if isinstance(item, BaseModel):
        given = {key: getattr(item, key) for key in item.model_fields_set}
        return _mark(given)
    if isinstance(item, dict):
        return "{" + ",".join(sorted(f"{key!r}:{_mark(value)}" for key, value in item.items())) + "}"
    if isinstance(item, list | tuple):
        return "[" + ",".join(_mark(value) for value in item) + "]"
    if isinstance(item, float) and item.is_integer():
        return hex(int(item))
    if isinstance(item, int) and not isinstance(item, bool):
        return hex(item)  # hexadecimal: repr refuses integers of more than 4,300 digits
    return repr(item)


Number = Annotated[int | float, Kinds(("number",))]
Scalar = Annotated[str | int | float | bool | None, Kinds(("string", "number", "boolean", "null"))]


def title(model: type[BaseModel]) -> str:
    """Return the `title` of a block: `a schema property`, `the contract`."""
    words = model.model_config["title"]
    assert words is not None  # a test checks that every block has a title
    return words
