"""Who and what a mesh is made by: its domains, the teams that own them, the systems that data come from."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document
from meshwright.standards.governance.values import Link, Prose, Slug, Url


class Domain(Document):
    """A part of the business whose team knows its data best, and therefore serves and owns them."""

    model_config = ConfigDict(title="a domain")

    kind: Literal["Domain"] = Field(description="This document registers a domain.")
    name: Slug = Field(
        description="The domain's name: the first segment of its products' addresses, unique in the mesh."
    )
    title: Maybe[Prose] = Field(default=None, description="The name that people read.")
    purpose: Prose = Field(
        description="What the domain does for the business, and which facts only it knows first hand."
    )
    parent: Maybe[Slug] = Field(
        default=None, description="The domain that this one is a part of; addresses stay flat all the same."
    )
    owner: Slug = Field(description="The team that owns the domain and its products.")
    links: Many[Link] = Field(default=(), description="Pages that say more about the domain.")


class Member(Block):
    """Somebody on a team. What a person may read is the identity provider's business, not this file's."""

    model_config = ConfigDict(title="a member of a team")

    username: Prose = Field(description="The account in the organisation's directory or on the Git host.")
    name: Maybe[Prose] = Field(default=None, description="The person's name, as colleagues use it.")
    role: Maybe[Prose] = Field(
        default=None,
        description="What the person does on the team; `owner` is the data product owner.",
    )


class SupportChannel(Block):
    """Where a team can be reached; contracts of its products inherit it."""

    model_config = ConfigDict(title="a support channel")

    channel: Prose = Field(description="The channel's name, such as `#player-data`.")
    url: Maybe[Url] = Field(default=None, description="What to click on to get there.")
    tool: Maybe[Literal["email", "slack", "teams", "discord", "ticket", "googlechat", "other"]] = Field(
        default=None, description="The tool that the channel lives in, by ODCS's names."
    )
    scope: Maybe[Literal["interactive", "announcements", "issues", "notifications", "on-call"]] = Field(
        default=None,
        description="What the channel is for, by ODCS's names; `on-call` answers at any hour.",
    )
    description: Maybe[Prose] = Field(
        default=None, description="When to use it, and how soon somebody answers."
    )


class Team(Document):
    """A group of people that owns domains and products, answers for them and is woken when they break."""

    model_config = ConfigDict(title="a team")

    kind: Literal["Team"] = Field(description="This document registers a team.")
    name: Slug = Field(description="The team's name, as `team.name` of products and contracts gives it.")
    title: Maybe[Prose] = Field(default=None, description="The name that people read.")
    purpose: Maybe[Prose] = Field(default=None, description="What the team is there for.")
    members: Many[Member] = Field(
        default=(), description="Who is on the team; a team with products has a member with role `owner`."
    )
    support: Many[SupportChannel] = Field(
        default=(), description="Where to ask and whom to wake, for all products of the team."
    )


class System(Document):
    """A system that facts come from before any product has them: the origin of source-aligned products."""

    model_config = ConfigDict(title="a system")

    kind: Literal["System"] = Field(description="This document registers a system.")
    name: Slug = Field(description="The system's name, as a product's customProperty `origin` gives it.")
    title: Maybe[Prose] = Field(default=None, description="The name that people read.")
    type: Literal["operational", "external"] = Field(
        description="`operational`: the business runs on it; `external`: somebody else's, we only receive."
    )
    description: Maybe[Prose] = Field(
        default=None, description="What the system does, and what it is the first to know."
    )
    owner: Maybe[Slug] = Field(
        default=None, description="The team that runs the system, or holds the agreement with who does."
    )
