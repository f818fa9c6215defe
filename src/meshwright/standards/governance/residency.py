"""Residency: the regions of servers by jurisdiction, and the jurisdictions that personal data may be in."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import CategoryKey, Prose, Slug, Text


class Jurisdiction(Block):
    """A jurisdiction, with the regions of servers that lie in it."""

    model_config = ConfigDict(title="a jurisdiction")

    name: Slug = Field(description="The jurisdiction's name, such as `eu`.")
    description: Maybe[Prose] = Field(default=None, description="The law that applies there.")
    regions: Some[Text] = Field(
        description="The regions that lie in it, as in the custom property `region` of servers."
    )


class Residency(Block):
    """The jurisdictions that data of a category may be in."""

    model_config = ConfigDict(title="a residency")

    data_category: CategoryKey = Field(
        description="A data category, with all categories below it: `user` includes `user.contact.email`. "
        "The longest key applies."
    )
    jurisdictions: Some[Slug] = Field(description="The names of the jurisdictions that such data may be in.")


class Regions(Document):
    """The regions where servers are located, by jurisdiction, and the jurisdictions that data may not leave."""

    model_config = ConfigDict(title="the regions")

    kind: Literal["Regions"] = Field(description="This document registers regions and jurisdictions.")
    name: Slug = Field(description="The name of the registry.")
    jurisdictions: Some[Jurisdiction] = Field(description="The jurisdictions.")
    residency: Some[Residency] = Field(
        description="The categories of data that must stay in certain jurisdictions."
    )
