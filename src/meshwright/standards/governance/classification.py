"""Classification of data: ordered levels of sensitivity, and data categories that require them."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import CategoryKey, Prose, Slug


class ClassificationLevel(Block):
    """A classification level; those after it in the file are more sensitive."""

    model_config = ConfigDict(title="a classification level")

    name: Slug = Field(description="The level's name, as in `classification` of a property.")
    description: Maybe[Prose] = Field(
        default=None, description="The data that belongs to this level, and the harm if it leaked."
    )
    requires: Many[Prose] = Field(
        default=(), description="The protective measures that data of this level need, in words."
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
    data_categories: Many[DataCategory] = Field(
        default=(), description="The kinds of data that properties may declare."
    )
