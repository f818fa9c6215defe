"""Roles of the organisation, and access agreements."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import Column, Date, PortAddress, Prose, Slug


class Role(Document):
    """A role that contracts may grant access to. The purposes of all roles form the registry of purposes."""

    model_config = ConfigDict(title="a role")

    kind: Literal["Role"] = Field(description="This document registers a role.")
    name: Slug = Field(description="The role's name, as in `roles[].role` of contracts.")
    title: Maybe[Prose] = Field(default=None, description="The display name.")
    description: Maybe[Prose] = Field(default=None, description="Who has the role, and what they do with it.")
    group: Prose = Field(
        description="The group in the identity provider that has the role; persons are never listed here."
    )
    clearance: Slug = Field(description="The highest classification level that the role may read.")
    purposes: Some[Slug] = Field(
        description="The purposes for which the role may use data; listing a purpose here registers it."
    )


class Consumer(Block):
    """The consumer of a port under an agreement."""

    model_config = ConfigDict(title="the consumer")

    team: Slug = Field(description="The team that uses the data and is notified before it changes.")
    use: Prose = Field(description="The name of the dashboard, notebook or model that uses the data.")


class AccessAgreement(Document):
    """A declared use of a port by something other than a data product: a dashboard, a notebook, a model.

    A proposed agreement is the request for access, and the review by the port's owner is the grant.
    To everyone who changes the port, the agreement is a consumer.
    """

    model_config = ConfigDict(title="an access agreement")

    kind: Literal["AccessAgreement"] = Field(
        description="This document is an agreement on the use of a port."
    )
    port: PortAddress = Field(description="The port that is used: `<domain>/<product>/<port>@<major>`.")
    consumer: Consumer = Field(description="The team and the application that use the port.")
    columns: Many[Column] = Field(
        default=(), description="The used columns, as `<object>/<field>`; all of them if absent."
    )
    purpose: Slug = Field(description="The purpose of the use; one of the role's purposes.")
    role: Slug = Field(description="The registered role under which the consumer reads.")
    expires: Date = Field(description="The last day of the agreement; a pull request renews it.")
    description: Maybe[Prose] = Field(
        default=None, description="A description of the use, for the owner who decides on it."
    )
    start_date: Maybe[Date] = Field(
        default=None, description="The first day of the agreement (default: the day of its merge)."
    )
    requested_on: Maybe[Date] = Field(
        default=None,
        description="The day of the request; lead times count from it to the day of the merge.",
    )
