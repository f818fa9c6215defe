"""Who may read what, and for what: the roles of the organisation and the access agreed upon."""

from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import Column, Date, PortAddress, Prose, Slug


class Role(Document):
    """A role that contracts may grant access to. The purposes of all roles are the register of purposes."""

    model_config = ConfigDict(title="a role")

    kind: Literal["Role"] = Field(description="This document registers a role.")
    name: Slug = Field(description="The role's name, as `roles[].role` of contracts gives it.")
    title: Maybe[Prose] = Field(default=None, description="The name that people read.")
    description: Maybe[Prose] = Field(default=None, description="Who has the role, and what they do with it.")
    group: Prose = Field(
        description="The identity provider's group that holds the role; persons are never listed here."
    )
    clearance: Slug = Field(description="The highest classification level that the role may read.")
    purposes: Some[Slug] = Field(
        description="What the role may use data for; naming a purpose here registers it."
    )


class Consumer(Block):
    """Who uses a port under an agreement, and in what."""

    model_config = ConfigDict(title="the consumer")

    team: Slug = Field(description="The team that uses the data and is told before they change.")
    use: Prose = Field(description="What uses them: a dashboard, a notebook, a model, by its name.")


class AccessAgreement(Document):
    """A declared use of a port by somebody who is no data product: a dashboard, a notebook, a model.

    Proposing one is the request for access, and the review by the port's owner is the grant.
    Whoever changes the port sees the agreement as a consumer.
    """

    model_config = ConfigDict(title="an access agreement")

    kind: Literal["AccessAgreement"] = Field(description="This document agrees on a use of a port.")
    port: PortAddress = Field(description="The port that is used: `<domain>/<product>/<port>@<major>`.")
    consumer: Consumer = Field(description="Who uses the port, and in what.")
    columns: Many[Column] = Field(
        default=(), description="The columns that are used, as `<object>/<field>`; left out, all of them."
    )
    purpose: Slug = Field(description="What the data are used for: a purpose of the role.")
    role: Slug = Field(description="The registered role under which the consumer reads.")
    expires: Date = Field(description="The last day of the agreement; it is renewed by a pull request.")
    description: Maybe[Prose] = Field(
        default=None, description="What the use is about, for the owner who decides on it."
    )
    start_date: Maybe[Date] = Field(
        default=None, description="The first day of the agreement; the day of its merge when absent."
    )
