"""ODCS `schema[]`: objects (tables, topics, files), their properties and relationships."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag, WithJsonSchema

from meshwright.standards.bitol import (
    AuthoritativeDefinition,
    Context,
    CustomProperty,
    LogicalType,
    StableId,
    Synonym,
)
from meshwright.standards.block import Block, Distinct, Kinds, Many, Maybe, Number, Scalar, Since, Words
from meshwright.standards.odcs.quality import QualityRule

Reference = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:[A-Za-z_][A-Za-z0-9_\-]*(?:\.[A-Za-z_][A-Za-z0-9_\-]*)+"
        r"|(?:(?:https?://)?[A-Za-z0-9._\-/]+\.ya?ml#)?/?[A-Za-z_][A-Za-z0-9_]*/[^\s.#/\\@!%&^]+"
        r"(?:/[A-Za-z_][A-Za-z0-9_]*/[^\s.#/\\@!%&^]+)*)$"
    ),
    Words("a reference such as `orders.id` or `../sales.odcs.yaml#/schema/orders/properties/id`"),
]
"""ODCS 3.2 `ShorthandReference` or `FullyQualifiedReference`."""


def _context_form(value: object) -> str:
    return "a string" if isinstance(value, str) else "a mapping"


def _reference_form(value: object) -> str:
    return "a list" if isinstance(value, list | tuple) else "a string"


References = Annotated[Many[Reference], Field(min_length=1)]
Ends = Annotated[
    Annotated[Reference, Tag("a string")] | Annotated[References, Tag("a list")],
    Discriminator(_reference_form),
]
"""One property, or the parts of a composite key in order."""

ContextOrText = Annotated[
    Annotated[Context, Tag("a mapping")] | Annotated[str, Tag("a string")],
    Discriminator(_context_form),
]


class EnumValue(Block):
    """A value that a property may have."""

    model_config = ConfigDict(title="an enum value")

    value: Scalar
    label: Maybe[str] = None
    id: Maybe[StableId] = None
    description: Maybe[str] = None
    custom_properties: Many[CustomProperty] = ()
    authoritative_definitions: Many[AuthoritativeDefinition] = ()
    tags: Many[str] = ()


class Relationship(Block):
    """A reference to other properties; the relationship of an object also names the referring properties."""

    model_config = ConfigDict(title="a relationship")

    id: Annotated[Maybe[str], Since(odcs="3.2.0")] = None
    type: Maybe[Literal["foreignKey"]] = None
    from_: Maybe[Ends] = None
    to: Ends
    custom_properties: Many[CustomProperty] = ()


Count = Annotated[int, Field(ge=0)]
Positive = Annotated[Number, Field(gt=0), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
Bound = Annotated[str | int | float, Kinds(("string", "number"))]
OpenBound = Annotated[str | int | float | bool, Kinds(("string", "number", "boolean"))]


class LogicalTypeOptions(Block):
    """The options of a logical type; the keys depend on the type."""

    model_config = ConfigDict(title="`logicalTypeOptions`")

    min_length: Maybe[Count] = None
    max_length: Maybe[Count] = None
    pattern: Maybe[str] = None
    format: Maybe[str] = None
    multiple_of: Maybe[Positive] = None
    minimum: Maybe[Bound] = None
    maximum: Maybe[Bound] = None
    exclusive_minimum: Maybe[OpenBound] = None
    """The bound since ODCS 3.1; in 3.0, a boolean that states whether the bound in `minimum` is exclusive."""
    exclusive_maximum: Maybe[OpenBound] = None
    timezone: Annotated[Maybe[bool], Since(odcs="3.1.0")] = None
    default_timezone: Annotated[Maybe[str], Since(odcs="3.1.0")] = None
    min_properties: Maybe[Count] = None
    max_properties: Maybe[Count] = None
    required: Annotated[Many[str], Field(min_length=1), Distinct()] = ()
    min_items: Maybe[Count] = None
    max_items: Maybe[Count] = None
    unique_items: bool = False
    dimensions: Annotated[Maybe[Annotated[int, Field(ge=1)]], Since(odcs="3.2.0")] = None
    element_type: Annotated[
        Maybe[Literal["bfloat16", "binary", "float16", "float32", "float64", "int8", "uint8"]],
        Since(odcs="3.2.0"),
    ] = None
    distance_metric: Annotated[
        Maybe[Literal["cosine", "dotProduct", "euclidean", "hamming", "manhattan"]], Since(odcs="3.2.0")
    ] = None
    embedding_model: Annotated[Maybe[str], Since(odcs="3.2.0")] = None
    embedding_model_version: Annotated[Maybe[str], Since(odcs="3.2.0")] = None
    normalized: Annotated[bool, Since(odcs="3.2.0")] = False


class MapType(Block):
    """The key and value of a property of logical type map."""

    model_config = ConfigDict(title="a map")

    key: "SchemaProperty"
    value: "SchemaProperty"


class SchemaElement(Block):
    """The keys that objects and their properties share."""

    model_config = ConfigDict(title="a schema object or property")

    id: Annotated[Maybe[StableId], Since(odcs="3.1.0")] = None
    name: str
    physical_name: Maybe[str] = None
    physical_type: Maybe[str] = None
    description: Maybe[str] = None
    business_name: Maybe[str] = None
    deprecated: Annotated[bool, Since(odcs="3.2.0")] = False
    synonyms: Annotated[Many[Synonym], Since(odcs="3.2.0")] = ()
    authoritative_definitions: Many[AuthoritativeDefinition] = ()
    tags: Many[str] = ()
    custom_properties: Many[CustomProperty] = ()


class SchemaProperty(SchemaElement):
    """A column or field, or the items of a list or map; items have no name, so their `name` is empty."""

    model_config = ConfigDict(title="a schema property")

    primary_key: bool = False
    primary_key_position: int = -1
    logical_type: Maybe[LogicalType] = None
    logical_type_options: Maybe[LogicalTypeOptions] = None
    required: bool = False
    unique: bool = False
    semantic_type: Annotated[Maybe[Literal["column", "measure", "dimension"]], Since(odcs="3.2.0")] = None
    partitioned: bool = False
    partition_key_position: int = -1
    classification: Maybe[str] = None
    encrypted_name: Maybe[str] = None
    transform_source_objects: Many[str] = ()
    transform_logic: Maybe[str] = None
    transform_description: Maybe[str] = None
    examples: Many[object] = ()
    enum: Annotated[Many[EnumValue], Field(min_length=1), Distinct(), Since(odcs="3.2.0")] = ()
    critical_data_element: bool = False
    relationships: Annotated[Many[Relationship], Since(odcs="3.1.0")] = ()
    quality: Many[QualityRule] = ()
    properties: Many["SchemaProperty"] = ()
    """The properties of a property of logical type object."""
    items: Maybe["SchemaProperty"] = None
    """The items of a property of logical type array."""
    map: Annotated[Maybe[MapType], Since(odcs="3.2.0")] = None


class SchemaObject(SchemaElement):
    """A table, view, topic or file."""

    model_config = ConfigDict(title="a schema object")

    logical_type: Maybe[Literal["object"]] = None
    data_granularity_description: Maybe[str] = None
    properties: Many[SchemaProperty] = ()
    relationships: Annotated[Many[Relationship], Since(odcs="3.1.0")] = ()
    quality: Many[QualityRule] = ()
    context: Annotated[Maybe[ContextOrText], Since(odcs="3.2.0")] = None


OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "string": "minLength maxLength pattern format",
        "date": "format minimum maximum exclusiveMinimum exclusiveMaximum",
        "timestamp": "format minimum maximum exclusiveMinimum exclusiveMaximum timezone defaultTimezone",
        "time": "format minimum maximum exclusiveMinimum exclusiveMaximum timezone defaultTimezone",
        "integer": "multipleOf minimum maximum exclusiveMinimum exclusiveMaximum format",
        "number": "multipleOf minimum maximum exclusiveMinimum exclusiveMaximum format",
        "object": "minProperties maxProperties required",
        "array": "minItems maxItems uniqueItems",
        "vector": ("dimensions! elementType distanceMetric embeddingModel embeddingModelVersion normalized"),
    }
)
"""The option keys of each logical type; other types are not restricted."""

NUMBER_FORMATS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "integer": ("i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128"),
        "number": ("f32", "f64"),
    }
)
