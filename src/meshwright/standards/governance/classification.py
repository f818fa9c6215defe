"""Classification of data: ordered levels of sensitivity, and data categories that require them."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from meshwright.standards.block import Block, Many, Maybe, Scalar
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import CategoryKey, Prose, Slug


class Mask(Block):
    """The replacement for a value that is not readable in full; the type stays the same."""

    model_config = ConfigDict(title="a mask")

    kind: Literal["nullify", "constant", "first", "year", "keyed-hash"] = Field(
        description="`nullify`: no value; `constant`: the same value everywhere; `first`: the first characters of "
        "a string; `year`: the first day of a date's year; `keyed-hash`: a pseudonym of a string. A kind that does not fit "
        "the field's type acts as `nullify`."
    )
    value: Maybe[Scalar] = Field(
        default=None, description="The value that replaces the data, for the kind `constant`."
    )
    length: Maybe[Annotated[int, Field(ge=1, le=100)]] = Field(
        default=None, description="The number of characters to keep, for the kind `first`."
    )


class ServerRequirement(Block):
    """A protection that the platform must state for servers with such data."""

    model_config = ConfigDict(title="a requirement on servers")

    server: Literal["encryptedAtRest", "encryptedInTransit"] = Field(
        description="The protection, as in the `Platform` document."
    )


class LogRequirement(Block):
    """An event that the platform must log for servers with such data."""

    model_config = ConfigDict(title="a requirement on logs")

    log: Literal["reads"] = Field(description="`reads`: each read is logged.")


def _requirement_form(value: object) -> str:
    if isinstance(value, dict | ServerRequirement | LogRequirement):
        is_log = isinstance(value, LogRequirement) or (isinstance(value, dict) and "log" in value)
        return "a mapping with `log`" if is_log else "a mapping with `server`"
    return "a text"


Requirement = Annotated[
    Annotated[Prose, Tag("a text")]
    | Annotated[ServerRequirement, Tag("a mapping with `server`")]
    | Annotated[LogRequirement, Tag("a mapping with `log`")],
    Discriminator(_requirement_form),
]
"""A protective measure: in words, or as a requirement that is compared with the platform."""


class ClassificationLevel(Block):
    """A classification level; those after it in the file are more sensitive."""

    model_config = ConfigDict(title="a classification level")

    name: Slug = Field(description="The level's name, as in `classification` of a property.")
    description: Maybe[Prose] = Field(
        default=None, description="The data that belongs to this level, and the harm if it leaked."
    )
    requires: Many[Requirement] = Field(
        default=(),
        description="The protective measures that data at this level needs: in words, or as `server: encryptedAtRest`, "
        "`server: encryptedInTransit` or `log: reads`, which are compared with the platform.",
    )
    grants: Literal["role", "agreement"] = Field(
        default="role",
        description="The condition under which a cleared role reads values: `role`: the contract names it; `agreement`: an "
        "access agreement is also in force.",
    )
    approver: Maybe[Literal["governance"]] = Field(
        default=None,
        description="`governance`: additional access to this level or a higher one needs the approval of the mesh's "
        "owner as well as that of the role or port (default: as the level below).",
    )
    mask: Maybe[Mask] = Field(
        default=None,
        description="The replacement for values that are not readable (default: the field is absent).",
    )


class DataCategory(Block):
    """A kind of data that needs a name, usually because it is about a person."""

    model_config = ConfigDict(title="a data category")

    key: CategoryKey = Field(description="The key, as in the customProperty `dataCategory` of a property.")
    description: Maybe[Prose] = Field(default=None, description="Examples of the category.")
    minimum_level: Maybe[Slug] = Field(
        default=None, description="The lowest classification level that such data may have."
    )
    personal: bool = Field(
        default=False, description="Whether such data is personal data in the sense of the GDPR."
    )
    identifying: bool = Field(
        default=False,
        description="Whether a person can be identified or contacted with such data, as with a name or an e-mail address.",
    )
    quasi_identifying: bool = Field(
        default=False,
        description="Whether such data can single out a person in combination with similar data, as a date "
        "of birth can with a gender and a postcode.",
    )
    expected_for: Many[Slug] = Field(
        default=(),
        description="The roles whose work requires such data about a person behind a pseudonym, such as customer care.",
    )


class Classification(Document):
    """The classification levels. A derived column inherits the level of its sources unless de-identification lowers it."""

    model_config = ConfigDict(title="a classification")

    kind: Literal["Classification"] = Field(description="This document registers the classification levels.")
    name: Slug = Field(description="The classification's name.")
    levels: Some[ClassificationLevel] = Field(
        description="The levels, from the least to the most sensitive; the order matters."
    )
    pseudonymised_floor: Slug = Field(
        description="The lowest level that a keyed hash, a token or encryption can lower data to."
    )
    aggregated_level: Slug = Field(
        description="The level of counts, sums and averages over groups of a declared minimum size."
    )
    sample_level: Maybe[Slug] = Field(
        default=None,
        description="The highest level whose values samples and examples may show (default: the second lowest).",
    )
    default_level: Maybe[Slug] = Field(
        default=None,
        description="The access level of fields that neither declare nor inherit one (default: the highest).",
    )
    default_open_level: Maybe[Slug] = Field(
        default=None,
        description="The highest level at which roles and agreements without `columns` also cover later "
        "columns; others need a new `contractVersion` (default: all columns are covered, unless "
        "`contractVersion` is stated).",
    )
    data_categories: Many[DataCategory] = Field(
        default=(), description="The kinds of data that properties may declare."
    )
