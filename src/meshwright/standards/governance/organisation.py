"""Domains of a mesh, the teams that own them, and the systems that data comes from."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document
from meshwright.standards.governance.values import Link, Prose, Slug, Text, Url


class Domain(Document):
    """A part of the business whose team knows its data best, and therefore serves and owns it."""

    model_config = ConfigDict(title="a domain")

    kind: Literal["Domain"] = Field(description="This document registers a domain.")
    name: Slug = Field(
        description="The domain's name: the first segment of its products' addresses, unique in the mesh."
    )
    title: Maybe[Prose] = Field(default=None, description="The display name.")
    purpose: Prose = Field(
        description="The purpose of the domain in the business, and the facts that originate in it."
    )
    parent: Maybe[Slug] = Field(default=None, description="The parent domain; it is not part of any address.")
    owner: Slug = Field(description="The team that owns the domain and its products.")
    links: Many[Link] = Field(default=(), description="Pages with more information about the domain.")


class Member(Block):
    """A member of a team. The identity provider, not this file, determines what a person may read."""

    model_config = ConfigDict(title="a member of a team")

    username: Prose = Field(description="The account in the organisation's directory or on the Git host.")
    name: Maybe[Prose] = Field(default=None, description="The person's name, as colleagues use it.")
    role: Maybe[Prose] = Field(
        default=None,
        description="The person's role in the team; `owner` is the data product owner.",
    )


class SupportChannel(Block):
    """A support channel of a team; contracts of its products inherit it."""

    model_config = ConfigDict(title="a support channel")

    channel: Prose = Field(description="The channel's name, such as `#player-data`.")
    url: Maybe[Url] = Field(default=None, description="The link to the channel.")
    tool: Maybe[Literal["email", "slack", "teams", "discord", "ticket", "googlechat", "other"]] = Field(
        default=None, description="The channel's tool, by its name in ODCS."
    )
    scope: Maybe[Literal["interactive", "announcements", "issues", "notifications", "on-call"]] = Field(
        default=None,
        description="The channel's scope, by its name in ODCS; `on-call` answers at any hour.",
    )
    description: Maybe[Prose] = Field(default=None, description="Its use, and the expected response time.")


class Team(Document):
    """A group of people that owns domains and products and is on call for them."""

    model_config = ConfigDict(title="a team")

    kind: Literal["Team"] = Field(description="This document registers a team.")
    name: Slug = Field(description="The team's name, as in `team.name` of products and contracts.")
    title: Maybe[Prose] = Field(default=None, description="The display name.")
    purpose: Maybe[Prose] = Field(default=None, description="The purpose of the team.")
    members: Many[Member] = Field(
        default=(),
        description="The members of the team; a team with products has a member with role `owner`.",
    )
    support: Many[SupportChannel] = Field(
        default=(), description="The support channels and on-call contacts for all products of the team."
    )
    service_account: Maybe[Text] = Field(
        default=None,
        description="The service account that owns the tables of the team's products; no access is compiled for it.",
    )


class System(Document):
    """A system in which facts originate: the origin of source-aligned products."""

    model_config = ConfigDict(title="a system")

    kind: Literal["System"] = Field(description="This document registers a system.")
    name: Slug = Field(description="The system's name, as in the customProperty `origin` of a product.")
    title: Maybe[Prose] = Field(default=None, description="The display name.")
    type: Literal["operational", "external"] = Field(
        description="`operational`: the business runs on it; `external`: owned by others, who only deliver data."
    )
    description: Maybe[Prose] = Field(
        default=None, description="The purpose of the system, and the facts that originate in it."
    )
    owner: Maybe[Slug] = Field(
        default=None,
        description="The team that runs the system, or that has the agreement with its operator.",
    )
