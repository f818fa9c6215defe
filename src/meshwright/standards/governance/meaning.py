"""What a word means in one domain: to whom it refers there, and in which columns it stands."""

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
    """Which columns of the domain's ports carry identifiers of a scheme."""

    model_config = ConfigDict(title="the columns of a scheme")

    columns: Many[Columns] = Field(
        default=(),
        description="Columns as `<object>/<field>`, `*` for anything; for a composite, one for each part.",
    )
    role: Maybe[Slug] = Field(
        default=None,
        description="What the identified thing is in the row, where one row has several: `featured`.",
    )


class DeclaredScheme(SchemeForm, LinkedColumns):
    """A way to identify the entity that this domain has brought up; others may use it by its name."""

    model_config = ConfigDict(title="a declared scheme")

    name: Slug = Field(description="The scheme's name, unique among the entity's.")


class UsedScheme(LinkedColumns):
    """A scheme that the entity's steward or another domain has declared, found in columns of this one."""

    model_config = ConfigDict(title="a used scheme")

    scheme: Slug = Field(description="The scheme's name; its type and pattern are said where it is declared.")


def _scheme_form(value: object) -> str:
    uses = "scheme" in value if isinstance(value, Mapping) else isinstance(value, UsedScheme)
    return "a used scheme" if uses else "a declared scheme"


Scheme = Annotated[
    Annotated[DeclaredScheme, Tag("a declared scheme")] | Annotated[UsedScheme, Tag("a used scheme")],
    Discriminator(_scheme_form),
]
"""With `name` a scheme is declared, with `scheme` one is used."""


class Meaning(Document):
    """What an entity is to one domain, said by that domain: a payee, a performer, a key in a player.

    Two ports join on the entity if both mean exactly it; other meanings join with `--accept-meaning`,
    which reports the rows that find no match.
    """

    model_config = ConfigDict(title="a meaning")

    kind: Literal["Meaning"] = Field(description="This document says what an entity means in a domain.")
    domain: Slug = Field(description="The domain that speaks.")
    entity: Slug = Field(description="The entity that it speaks of.")
    means: Prose = Field(description="What the word means in the domain, and where that departs.")
    relation: Literal["exactMatch", "closeMatch", "broadMatch", "narrowMatch"] = Field(
        description="How the entity relates to this meaning, by SKOS: `exactMatch`, the same; `closeMatch`, close to it; "
        "`broadMatch`, the entity is broader, so this meaning is a part of it (every ward patient is a patient); "
        "`narrowMatch`, the entity is narrower."
    )
    schemes: Many[Scheme] = Field(
        default=(), description="How the domain identifies the entity, and in which columns."
    )
    ignore: Many[ColumnGlob] = Field(
        default=(), description="Columns that look like the entity in this domain and are not."
    )
