"""ODCS data contracts."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Tag

from meshwright.standards.bitol import (
    AuthoritativeDefinition,
    CustomProperty,
    Description,
    StableId,
    SupportItem,
    Team,
    TeamMember,
)
from meshwright.standards.block import Block, Many, Maybe, Number, Scalar, Since
from meshwright.standards.odcs.schema import ContextOrText, SchemaObject
from meshwright.standards.odcs.server import Role, Server


def _team_form(value: object) -> str:
    return "a list" if isinstance(value, list | tuple) else "a mapping"


TeamOrMembers = Annotated[
    Annotated[Team, Tag("a mapping")] | Annotated[Many[TeamMember], Tag("a list")],
    Discriminator(_team_form),
]


class Price(Block):
    """The price of the data."""

    model_config = ConfigDict(title="the price")

    id: Annotated[Maybe[StableId], Since(odcs="3.1.0")] = None
    price_amount: Maybe[Number] = None
    price_currency: Maybe[str] = None
    price_unit: Maybe[str] = None


class ServiceLevel(Block):
    """A service level: latency, retention, end of support and the like."""

    model_config = ConfigDict(title="a service level")

    id: Annotated[Maybe[StableId], Since(odcs="3.1.0")] = None
    property: str
    value: Scalar
    value_ext: Scalar = None
    unit: Maybe[str] = None
    element: Maybe[str] = None
    driver: Maybe[str] = None
    description: Annotated[Maybe[str], Since(odcs="3.1.0")] = None
    scheduler: Annotated[Maybe[str], Since(odcs="3.1.0")] = None
    schedule: Annotated[Maybe[str], Since(odcs="3.1.0")] = None
    custom_properties: Annotated[Many[CustomProperty], Since(odcs="3.2.0")] = ()
    authoritative_definitions: Annotated[Many[AuthoritativeDefinition], Since(odcs="3.2.0")] = ()


class DataContract(Block):
    """A data contract of any supported version."""

    model_config = ConfigDict(title="the contract")

    version: str
    kind: Literal["DataContract"]
    api_version: str
    id: str
    name: Maybe[str] = None
    tenant: Maybe[str] = None
    tags: Many[str] = ()
    status: Maybe[str] = None
    servers: Many[Server] = ()
    data_product: Maybe[str] = None
    description: Maybe[Description] = None
    domain: Maybe[str] = None
    context: Annotated[Maybe[ContextOrText], Since(odcs="3.2.0")] = None
    schema_: Many[SchemaObject] = ()
    support: Many[SupportItem] = ()
    price: Maybe[Price] = None
    team: Maybe[TeamOrMembers] = None
    """A list of members up to ODCS 3.0; since then, a team object or such a list."""
    roles: Many[Role] = ()
    sla_default_element: Maybe[str] = None
    sla_properties: Many[ServiceLevel] = ()
    authoritative_definitions: Many[AuthoritativeDefinition] = ()
    custom_properties: Many[CustomProperty] = ()
    contract_created_ts: Maybe[str] = None
