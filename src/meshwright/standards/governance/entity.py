"""What the mesh as a whole agrees on about a thing that several domains know: the polysemes."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Many, Maybe
from meshwright.standards.governance.document import Document
from meshwright.standards.governance.identifier import SchemeForm
from meshwright.standards.governance.values import ColumnGlob, Link, PortAddress, Prose, Slug


class IdentifierScheme(SchemeForm):
    """A way to identify the entity that belongs to no single domain."""

    model_config = ConfigDict(title="an identifier scheme")

    scheme: Slug = Field(
        description="The scheme's name; columns are linked to it as `entity:<entity>/<scheme>`."
    )


class Entity(Document):
    """A thing that several domains speak of, each in its own way, and the identifier that unites them.

    The steward owns the definition and the federated identifier;
    what the word means in a domain is said by that domain, in a `Meaning`.
    """

    model_config = ConfigDict(title="an entity")

    kind: Literal["Entity"] = Field(description="This document defines a federated entity.")
    name: Slug = Field(description="The entity's name, in the singular.")
    title: Maybe[Prose] = Field(default=None, description="The name that people read.")
    definition: Prose = Field(
        description="What counts as one and what does not, in words that hold in every domain."
    )
    steward: Slug = Field(description="The team that owns the definition, the identifier and the crosswalks.")
    aliases: Many[Prose] = Field(
        default=(), description="Other words for it; a field named so is suspected to mean the entity."
    )
    identifier: IdentifierScheme = Field(
        description="The federated identifier: the one that domains meet on."
    )
    schemes: Many[IdentifierScheme] = Field(
        default=(), description="More public schemes for the entity; those of a domain are in its `Meaning`."
    )
    crosswalks: Many[PortAddress] = Field(
        default=(), description="Ports that hold identifiers of several schemes side by side."
    )
    ignore: Many[ColumnGlob] = Field(
        default=(), description="Columns that look like the entity in every domain and are not."
    )
    links: Many[Link] = Field(default=(), description="Pages that say more about the entity.")
