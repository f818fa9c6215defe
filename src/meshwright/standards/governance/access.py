"""Roles of the organisation, access agreements, access in an emergency, and the platform that enforces access."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Kinds, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import (
    Column,
    Date,
    PortAddress,
    Prose,
    ServerType,
    Slug,
    Text,
    TimeSpan,
)


class Role(Document):
    """A role that contracts may grant access to. The purposes of all roles form the registry of purposes."""

    model_config = ConfigDict(title="a role")

    kind: Literal["Role"] = Field(description="This document registers a role.")
    name: Slug = Field(description="The role's name, as in `roles[].role` of contracts.")
    title: Maybe[Prose] = Field(default=None, description="The display name.")
    description: Maybe[Prose] = Field(
        default=None, description="The people who have the role, and what they use it for."
    )
    group: Text = Field(
        description="The group in the identity provider that has the role; people are never listed here."
    )
    group_id: Maybe[Text] = Field(
        default=None,
        description="The group's immutable id in the identity provider, which stays the same when the group is renamed.",
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


class Principal(Block):
    """The reader: a group or a service account, never a person."""

    model_config = ConfigDict(title="a principal")

    kind: Literal["group", "serviceAccount"] = Field(
        description="Whether it is a group or a service account."
    )
    name: Text = Field(description="Its name in the identity provider.")
    id: Maybe[Text] = Field(
        default=None,
        description="The immutable id in the identity provider, which stays the same when the name changes.",
    )


class AccessAgreement(Document):
    """A declared use of a port by something other than a data product: a dashboard, a notebook, a model.

    A proposed agreement is a request for access, and the review by the port's owner grants it. To everyone who
    changes the port, the agreement is a consumer.
    """

    model_config = ConfigDict(title="an access agreement")

    kind: Literal["AccessAgreement"] = Field(
        description="This document is an agreement on the use of a port."
    )
    port: PortAddress = Field(description="The port that is used: `<domain>/<product>/<port>@<major>`.")
    consumer: Consumer = Field(description="The team and the application that use the port.")
    principal: Maybe[Principal] = Field(
        default=None,
        description="The group or service account that reads (default: the whole group of the role).",
    )
    columns: Maybe[Some[Column]] = Field(
        default=None, description="The columns used, as `<object>/<field>`; all columns if absent."
    )
    contract_version: Maybe[Text] = Field(
        default=None,
        description="The contract version for which an agreement without `columns` was merged; later columns "
        "above `defaultOpenLevel` are not covered.",
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
        description="The day of the request; lead times are counted from it to the day of the merge.",
    )


class BreakGlass(Document):
    """Access in an emergency: a subject reads a port in full for at most 72 hours, in whole days of UTC."""

    model_config = ConfigDict(title="a break-glass grant")

    kind: Literal["BreakGlass"] = Field(description="This document grants access in an emergency.")
    port: PortAddress = Field(description="The port that is read: `<domain>/<product>/<port>@<major>`.")
    principal: Principal = Field(description="The group or service account that reads.")
    reason: Prose = Field(description="The emergency, for those who review the access afterwards.")
    ticket: Prose = Field(description="The incident's name in the ticket system.")
    approved_by: Prose = Field(description="The person who approved it.")
    start_date: Date = Field(description="The first day, in UTC.")
    days: Annotated[Literal[1, 2, 3], Kinds(("integer",))] = Field(
        description="The number of whole days, including the first: 1, 2 or 3."
    )


class ServerOffer(Block):
    """A type of server that the platform offers."""

    model_config = ConfigDict(title="a type of server")

    type: ServerType = Field(description="The `type` of servers, as in contracts.")
    hides_columns: bool = Field(
        description="Whether the server, or an engine in front of it, can hide single columns from readers."
    )
    regions: Maybe[Some[Text]] = Field(
        default=None,
        description="The regions in which it is offered, as in the custom property `region` of servers; any if absent.",
    )
    encrypted_at_rest: Maybe[bool] = Field(
        default=None, description="Whether it encrypts stored data; unknown if absent."
    )
    encrypted_in_transit: Maybe[bool] = Field(
        default=None, description="Whether it encrypts its connections; unknown if absent."
    )
    logs_reads: Maybe[bool] = Field(default=None, description="Whether it logs each read; unknown if absent.")
    shapes: Maybe[Some[Literal["table", "view", "topic", "file"]]] = Field(
        default=None,
        description="The kinds of objects that it serves, as in the `physicalType` of objects; any if absent.",
    )
    cache: Maybe[TimeSpan] = Field(
        default=None,
        description="The longest time for which readers get a cached answer, which adds to the age of the data; "
        "unknown if absent.",
    )


class Platform(Document):
    """The features of the platform that serves the data, by type of server."""

    model_config = ConfigDict(title="a platform")

    kind: Literal["Platform"] = Field(description="This document registers a platform.")
    name: Slug = Field(description="The platform's name.")
    servers: Some[ServerOffer] = Field(description="The types of servers that it offers.")
