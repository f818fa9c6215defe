"""How sensitive data can be: ordered levels, and the categories of data that ask for one."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import CategoryKey, Prose, Slug


class ClassificationLevel(Block):
    """One step of the ladder; what stands below it in the file is more sensitive."""

    model_config = ConfigDict(title="a classification level")

    name: Slug = Field(description="The level's name, as `classification` of a property gives it.")
    description: Maybe[Prose] = Field(
        default=None, description="What belongs on this level, and the harm if it got out."
    )
    requires: Many[Prose] = Field(
        default=(), description="The protective measures that data of this level need, in words."
    )


class DataCategory(Block):
    """A kind of data that is worth naming, mostly because it is about a person."""

    model_config = ConfigDict(title="a data category")

    key: CategoryKey = Field(
        description="The key, as the customProperty `dataCategory` of a property gives it."
    )
    description: Maybe[Prose] = Field(default=None, description="What belongs to the category, by example.")
    minimum_level: Maybe[Slug] = Field(
        default=None, description="The lowest classification level that such data may have."
    )
    personal: bool = Field(
        default=False, description="Whether such data are personal data in the sense of the GDPR."
    )


class Classification(Document):
    """The ladder of sensitivity. A derived column inherits its sources' level unless something lowers it."""

    model_config = ConfigDict(title="a classification")

    kind: Literal["Classification"] = Field(description="This document registers the classification levels.")
    name: Slug = Field(description="The classification's name.")
    levels: Some[ClassificationLevel] = Field(
        description="The levels, from the least to the most sensitive: the order counts."
    )
    pseudonymised_floor: Slug = Field(
        description="The level below which a keyed hash, a token or encryption never brings data."
    )
    aggregated_level: Slug = Field(
        description="The level of counts, sums and averages over groups of a declared least size."
    )
    sample_level: Maybe[Slug] = Field(
        default=None,
        description="The highest level whose values samples and examples may show; without it, the second lowest.",
    )
    data_categories: Many[DataCategory] = Field(
        default=(), description="The kinds of data that properties can be said to carry."
    )
