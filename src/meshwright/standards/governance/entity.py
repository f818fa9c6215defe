"""Entities (polysemes): definitions that the whole mesh agrees on, for things that several domains have data about."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Many, Maybe
from meshwright.standards.governance.document import Document
from meshwright.standards.governance.identifier import SchemeForm
from meshwright.standards.governance.values import ColumnGlob, Link, PortAddress, Prose, Slug


class IdentifierScheme(SchemeForm):
    """An identifier scheme that does not belong to a single domain."""

    model_config = ConfigDict(title="an identifier scheme")

    scheme: Slug = Field(description="The scheme's name; columns link to it as `entity:<entity>/<scheme>`.")


class Entity(Document):
    """Something that several domains have data about, each with its own meaning, and the identifier that connects them.

    The steward owns the definition and the federated identifier. Each domain declares its own meaning in a
    `Meaning`.
    """

    model_config = ConfigDict(title="an entity")

    kind: Literal["Entity"] = Field(description="This document defines a federated entity.")
    name: Slug = Field(description="The entity's name, in the singular.")
    title: Maybe[Prose] = Field(default=None, description="The display name.")
    definition: Prose = Field(
        description="The definition: what is an instance and what is not, in words that apply to every domain."
    )
    steward: Slug = Field(description="The team that owns the definition, the identifier and the crosswalks.")
    aliases: Many[Prose] = Field(
        default=(), description="Synonyms; a field with such a name may be an identifier of the entity."
    )
    identifier: IdentifierScheme = Field(description="The federated identifier, on which domains join.")
    schemes: Many[IdentifierScheme] = Field(
        default=(),
        description="Other public schemes for the entity; a domain's own schemes are in its `Meaning`.",
    )
    crosswalks: Many[PortAddress] = Field(
        default=(), description="Ports that map identifiers of several schemes to each other."
    )
    ignore: Many[ColumnGlob] = Field(
        default=(),
        description="Columns that look like identifiers of the entity but are not, in every domain.",
    )
    links: Many[Link] = Field(default=(), description="Pages with more information about the entity.")
