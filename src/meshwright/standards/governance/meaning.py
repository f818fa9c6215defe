"""The meaning of an entity in one domain, with the columns that identify it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document
from meshwright.standards.governance.identifier import SchemeForm
from meshwright.standards.governance.values import ColumnGlob, Prose, Slug


def _columns_form(value: object) -> str:
    return "by part" if isinstance(value, Mapping) else "a glob"


Columns = Annotated[
    Annotated[ColumnGlob, Tag("a glob")] | Annotated[Mapping[Slug, ColumnGlob], Tag("by part")],
    Discriminator(_columns_form),
]
"""Columns of the domain: a glob, or for a composite identifier a glob for each part."""


class LinkedColumns(Block):
    """The columns of the domain's ports that contain identifiers of a scheme."""

    model_config = ConfigDict(title="the columns of a scheme")

    columns: Many[Columns] = Field(
        default=(),
        description="Columns as `<object>/<field>`, with `*` as a wildcard; for a composite identifier, one for each part.",
    )
    role: Maybe[Slug] = Field(
        default=None,
        description="The role of the entity in the row, if a row refers to several instances, such as `featured`.",
    )


class DeclaredScheme(SchemeForm, LinkedColumns):
    """An identifier scheme that this domain declares; others may use it by its name."""

    model_config = ConfigDict(title="a declared scheme")

    name: Slug = Field(description="The scheme's name, unique within the entity.")


class UsedScheme(LinkedColumns):
    """A scheme that the entity's steward or another domain declares, used in columns of this domain."""

    model_config = ConfigDict(title="a used scheme")

    scheme: Slug = Field(description="The scheme's name; its declaration has its type and pattern.")


def _scheme_form(value: object) -> str:
    uses = "scheme" in value if isinstance(value, Mapping) else isinstance(value, UsedScheme)
    return "a used scheme" if uses else "a declared scheme"


Scheme = Annotated[
    Annotated[DeclaredScheme, Tag("a declared scheme")] | Annotated[UsedScheme, Tag("a used scheme")],
    Discriminator(_scheme_form),
]
"""`name` declares a scheme, and `scheme` uses one."""


class Meaning(Document):
    """The meaning of an entity in one domain, declared by that domain, such as a payee, a performer or a key in a player.

    Two ports join on the entity if both meanings match it exactly; others join with `--accept-meaning`, which
    reports the rows without a match.
    """

    model_config = ConfigDict(title="a meaning")

    kind: Literal["Meaning"] = Field(
        description="This document declares the meaning of an entity in a domain."
    )
    domain: Slug = Field(description="The domain that declares the meaning.")
    entity: Slug = Field(description="The entity.")
    means: Prose = Field(
        description="The meaning in the domain, and its differences from the entity's definition."
    )
    relation: Literal["exactMatch", "closeMatch", "broadMatch", "narrowMatch"] = Field(
        description="The SKOS relation of the entity to this meaning: `exactMatch`, the same; `closeMatch`, "
        "close to it; `broadMatch`, the entity is broader, so this meaning is part of it (every ward patient "
        "is a patient); `narrowMatch`, the entity is narrower."
    )
    schemes: Many[Scheme] = Field(
        default=(), description="The identifier schemes of the entity in the domain, with their columns."
    )
    ignore: Many[ColumnGlob] = Field(
        default=(),
        description="Columns that look like identifiers of the entity but are not, in this domain.",
    )
