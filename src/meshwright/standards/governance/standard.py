"""The organisation's conventions: how things are called, where they are put, what every product has."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import (
    Archetype,
    AttributeName,
    Date,
    KeyPath,
    LogicalType,
    NameGlob,
    PathTemplate,
    Prose,
    Regex,
    ServerType,
    Severity,
    Slug,
    Template,
)

Slo = Literal[
    "availability",
    "throughput",
    "errorRate",
    "generalAvailability",
    "endOfSupport",
    "endOfLife",
    "retention",
    "frequency",
    "latency",
    "timeToDetect",
    "timeToNotify",
    "timeToRepair",
]
"""ODCS 3.2 `slaProperties`, the standard's names."""

Tier = Annotated[int, Field(ge=1, le=3)]
"""How critical a product is; no Literal, for `true` is equal to 1."""


class Names(Block):
    """What names look like, a regular expression for each sort."""

    model_config = ConfigDict(title="the names of a standard")

    domain: Maybe[Regex] = Field(default=None, description="What the name of a domain looks like.")
    product: Maybe[Regex] = Field(default=None, description="What the name of a product looks like.")
    port: Maybe[Regex] = Field(default=None, description="What the name of a port looks like.")
    object: Maybe[Regex] = Field(
        default=None, description="What the name of a schema object (table, topic, file) looks like."
    )
    field: Maybe[Regex] = Field(default=None, description="What the name of a field looks like.")


class FieldFormat(Block):
    """What every field of some name looks like, in whichever product it occurs."""

    model_config = ConfigDict(title="a field format")

    fields: Some[NameGlob] = Field(description="The names of the fields, with `*` for anything: `*_at`.")
    logical_type: Maybe[LogicalType] = Field(default=None, description="The `logicalType` they have.")
    pattern: Maybe[Regex] = Field(default=None, description="The regular expression that values match.")
    format: Maybe[Prose] = Field(
        default=None, description="The `logicalTypeOptions.format` they have, such as `uuid`."
    )
    timezone: Maybe[bool] = Field(
        default=None, description="Whether their times carry a time zone (`logicalTypeOptions.timezone`)."
    )
    beside: Maybe[NameGlob] = Field(
        default=None,
        description="A field that must stand in the same object, such as the currency of an amount.",
    )
    why: Prose = Field(description="What goes wrong without it: it is quoted to whoever departs from it.")


class CommonField(Block):
    """A field that every object has, so that consumers find it wherever they look."""

    model_config = ConfigDict(title="a common metadata field")

    name: Prose = Field(description="The field's name.")
    objects: Many[NameGlob] = Field(
        default=("*",), description="The objects that have it, by name; left out, all objects."
    )
    logical_type: Maybe[LogicalType] = Field(default=None, description="The `logicalType` it has.")
    why: Maybe[Prose] = Field(default=None, description="What consumers do with it.")


class CloudEvents(Block):
    """What an event's envelope carries, beyond nothing at all."""

    model_config = ConfigDict(title="the event format of a standard")

    attributes: Some[AttributeName] = Field(
        description="The context attributes that every event has, such as `specversion`."
    )


class Profile(Block):
    """What products of some archetypes and tiers must have."""

    model_config = ConfigDict(title="a profile")

    archetypes: Many[Archetype] = Field(
        default=(), description="The archetypes that the profile is for; left out, all of them."
    )
    tiers: Many[Tier] = Field(
        default=(), description="The tiers that the profile is for, 1 the most critical; left out, all."
    )
    slos: Many[Slo] = Field(default=(), description="The promises that each port must make.")
    metadata: Many[KeyPath] = Field(
        default=(), description="Keys or customProperties that product or contract must have."
    )
    access: bool = Field(default=False, description="Whether each port must name the roles that may read.")
    samples: bool = Field(default=False, description="Whether each object must come with samples.")
    why: Maybe[Prose] = Field(default=None, description="What the profile is good for.")


class FilePlaces(Block):
    """Where files of each kind are put, as paths from the root."""

    model_config = ConfigDict(title="the file places of a standard")

    data_product: Maybe[PathTemplate] = Field(
        default=None,
        alias="DataProduct",
        description="The place of a product, such as `products/{domain}/{product}/product.odps.yaml`.",
    )
    data_contract: Maybe[PathTemplate] = Field(
        default=None,
        alias="DataContract",
        description="The place of a contract, such as `{domain}/{product}/{port}.v{major}.odcs.yaml`.",
    )
    meaning: Maybe[PathTemplate] = Field(
        default=None,
        alias="Meaning",
        description="The place of a domain's meanings, such as `products/{domain}/meanings.yaml`.",
    )
    access_agreement: Maybe[PathTemplate] = Field(
        default=None,
        alias="AccessAgreement",
        description="The place of agreements, with the provider's product; `*` stands for any file name.",
    )


class Standard(Document):
    """A convention that holds across all domains, so that products of different teams fit together.

    A standard may bind only what is new: until `enforceFrom`, what exists is told at the level `existing`.
    """

    model_config = ConfigDict(title="a standard")

    kind: Literal["Standard"] = Field(description="This document sets a standard.")
    name: Slug = Field(description="The standard's name.")
    title: Maybe[Prose] = Field(default=None, description="The name that people read.")
    owner: Maybe[Slug] = Field(default=None, description="The team that keeps the standard.")
    enforce_from: Maybe[Date] = Field(
        default=None, description="The day from which products that existed before are bound as well."
    )
    existing: Maybe[Severity] = Field(
        default=None, description="The level for what existed before: nobody renames 300 topics in a day."
    )
    names: Maybe[Names] = Field(default=None, description="What names look like.")
    physical_names: Mapping[ServerType, Template] = Field(
        default_factory=dict,
        description="What physical names begin with, by server type: `{domain}.{product}.{port}.v{major}`.",
    )
    field_formats: Many[FieldFormat] = Field(
        default=(), description="What fields of some name look like everywhere."
    )
    common_metadata: Many[CommonField] = Field(default=(), description="Fields that every object has.")
    cloud_events: Maybe[CloudEvents] = Field(
        default=None, description="What the envelope of an event carries."
    )
    profiles: Many[Profile] = Field(
        default=(), description="What products must have, by archetype and tier; all that apply add up."
    )
    file_places: Maybe[FilePlaces] = Field(default=None, description="Where files are put, by kind.")
