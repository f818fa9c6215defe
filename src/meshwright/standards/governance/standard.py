"""Conventions of the organisation: names, file paths, and requirements for products."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from meshwright.standards.bitol import LogicalType
from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import (
    Archetype,
    AttributeName,
    Date,
    KeyPath,
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
"""ODCS 3.2 `slaProperties`, by their full names."""

Tier = Annotated[int, Field(ge=1, le=3)]
"""The tier of a product; not a Literal, because `true` equals 1."""


class Names(Block):
    """The formats of names, as a regular expression for each kind."""

    model_config = ConfigDict(title="the names of a standard")

    domain: Maybe[Regex] = Field(default=None, description="The format of domain names.")
    product: Maybe[Regex] = Field(default=None, description="The format of product names.")
    port: Maybe[Regex] = Field(default=None, description="The format of port names.")
    object: Maybe[Regex] = Field(
        default=None, description="The format of the names of schema objects (tables, topics, files)."
    )
    field: Maybe[Regex] = Field(default=None, description="The format of field names.")


class FieldFormat(Block):
    """The format of all fields with certain names, in any product."""

    model_config = ConfigDict(title="a field format")

    fields: Some[NameGlob] = Field(description="The names of the fields, with `*` as a wildcard: `*_at`.")
    logical_type: Maybe[LogicalType] = Field(default=None, description="Their `logicalType`.")
    pattern: Maybe[Regex] = Field(default=None, description="The regular expression for their values.")
    format: Maybe[Prose] = Field(
        default=None, description="Their `logicalTypeOptions.format`, such as `uuid`."
    )
    timezone: Maybe[bool] = Field(
        default=None, description="Whether their times have a time zone (`logicalTypeOptions.timezone`)."
    )
    beside: Maybe[NameGlob] = Field(
        default=None,
        description="A field that the same object must have, such as the currency of an amount.",
    )
    why: Prose = Field(description="The reason for the format; findings quote it.")


class CommonField(Block):
    """A field that every object must have, so that consumers can find it everywhere."""

    model_config = ConfigDict(title="a common metadata field")

    name: Prose = Field(description="The field's name.")
    objects: Many[NameGlob] = Field(
        default=("*",), description="The objects that must have it, by name (default: all objects)."
    )
    logical_type: Maybe[LogicalType] = Field(default=None, description="Its `logicalType`.")
    why: Maybe[Prose] = Field(default=None, description="The reason why consumers need it.")


class CloudEvents(Block):
    """The envelope of an event."""

    model_config = ConfigDict(title="the event format of a standard")

    attributes: Some[AttributeName] = Field(
        description="The context attributes that every event has, such as `specversion`."
    )


class Profile(Block):
    """Requirements for products of certain archetypes and tiers."""

    model_config = ConfigDict(title="a profile")

    archetypes: Many[Archetype] = Field(
        default=(), description="The archetypes that the profile applies to (default: all)."
    )
    tiers: Many[Tier] = Field(
        default=(),
        description="The tiers that the profile applies to, where 1 is the most critical (default: all).",
    )
    slos: Many[Slo] = Field(default=(), description="The service levels that each port must declare.")
    metadata: Many[KeyPath] = Field(
        default=(), description="Keys or customProperties that the product or contract must have."
    )
    access: bool = Field(default=False, description="Whether each port must name the roles that may read it.")
    samples: bool = Field(default=False, description="Whether each object must have samples.")
    why: Maybe[Prose] = Field(default=None, description="The purpose of the profile.")


class FilePlaces(Block):
    """The paths of files of each kind, relative to the root."""

    model_config = ConfigDict(title="the file places of a standard")

    data_product: Maybe[PathTemplate] = Field(
        default=None,
        alias="DataProduct",
        description="The path of a product, such as `products/{domain}/{product}/product.odps.yaml`.",
    )
    data_contract: Maybe[PathTemplate] = Field(
        default=None,
        alias="DataContract",
        description="The path of a contract, such as `{domain}/{product}/{port}.v{major}.odcs.yaml`.",
    )
    meaning: Maybe[PathTemplate] = Field(
        default=None,
        alias="Meaning",
        description="The path of a domain's meanings, such as `products/{domain}/meanings.yaml`.",
    )
    access_agreement: Maybe[PathTemplate] = Field(
        default=None,
        alias="AccessAgreement",
        description="The path of agreements, with the provider's product; `*` represents any file name.",
    )


class Standard(Document):
    """A convention for all domains, so that products of different teams fit together.

    A standard may bind only new documents at first: until `enforceFrom`, findings about existing documents have the
    severity in `existing`.
    """

    model_config = ConfigDict(title="a standard")

    kind: Literal["Standard"] = Field(description="This document sets a standard.")
    name: Slug = Field(description="The standard's name.")
    title: Maybe[Prose] = Field(default=None, description="The display name.")
    owner: Maybe[Slug] = Field(default=None, description="The team that maintains the standard.")
    enforce_from: Maybe[Date] = Field(
        default=None, description="The day from which it also binds older products."
    )
    existing: Maybe[Severity] = Field(
        default=None,
        description="The severity for older products, because no team can rename 300 topics in a day.",
    )
    names: Maybe[Names] = Field(default=None, description="The formats of names.")
    physical_names: Mapping[ServerType, Template] = Field(
        default_factory=dict,
        description="The prefixes of physical names, by server type: `{domain}.{product}.{port}.v{major}`.",
    )
    field_formats: Many[FieldFormat] = Field(
        default=(), description="The formats of fields with certain names."
    )
    common_metadata: Many[CommonField] = Field(default=(), description="Fields that every object has.")
    cloud_events: Maybe[CloudEvents] = Field(default=None, description="The envelope of events.")
    profiles: Many[Profile] = Field(
        default=(),
        description="Requirements for products, by archetype and tier; all matching profiles apply.",
    )
    file_places: Maybe[FilePlaces] = Field(default=None, description="The paths of files, by kind.")
