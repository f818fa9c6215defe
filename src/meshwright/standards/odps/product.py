"""ODPS data products: their ports, components and owners."""

from typing import Annotated, Literal

from pydantic import ConfigDict

from meshwright.standards.bitol import (
    AuthoritativeDefinition,
    Context,
    CustomProperty,
    Description,
    SupportItem,
    Synonym,
    Team,
)
from meshwright.standards.block import Block, Many, Maybe, Since


class InputPort(Block):
    """An input port: the contract of a source."""

    model_config = ConfigDict(title="an input port")

    id: Annotated[Maybe[str], Since(odps="1.1.0")] = None
    name: str
    version: Maybe[str] = None
    contract_id: Maybe[str] = None
    deprecated: Annotated[bool, Since(odps="1.1.0")] = False
    tags: Many[str] = ()
    custom_properties: Many[CustomProperty] = ()
    authoritative_definitions: Many[AuthoritativeDefinition] = ()


class Sbom(Block):
    """A bill of materials for the software that produces a port."""

    model_config = ConfigDict(title="a software bill of materials")

    id: Annotated[Maybe[str], Since(odps="1.1.0")] = None
    type: Maybe[str] = None
    url: Maybe[str] = None
    tags: Annotated[Many[str], Since(odps="1.1.0")] = ()
    custom_properties: Annotated[Many[CustomProperty], Since(odps="1.1.0")] = ()
    authoritative_definitions: Annotated[Many[AuthoritativeDefinition], Since(odps="1.1.0")] = ()


class InputContract(Block):
    """An input of an output port, with the minimum version that it needs."""

    model_config = ConfigDict(title="an input contract")

    id: str
    version: str


class OutputPort(Block):
    """An output port: data that the product offers under a contract."""

    model_config = ConfigDict(title="an output port")

    id: Annotated[Maybe[str], Since(odps="1.1.0")] = None
    name: str
    description: Maybe[str] = None
    type: Maybe[str] = None
    version: Maybe[str] = None
    contract_id: Maybe[str] = None
    deprecated: Annotated[bool, Since(odps="1.1.0")] = False
    synonyms: Annotated[Many[Synonym], Since(odps="1.1.0")] = ()
    context: Annotated[Maybe[Context], Since(odps="1.1.0")] = None
    sbom: Many[Sbom] = ()
    input_contracts: Many[InputContract] = ()
    tags: Many[str] = ()
    custom_properties: Many[CustomProperty] = ()
    authoritative_definitions: Many[AuthoritativeDefinition] = ()


class ManagementPort(Block):
    """A management port of the product."""

    model_config = ConfigDict(title="a management port")

    id: Annotated[Maybe[str], Since(odps="1.1.0")] = None
    name: str
    content: str
    type: Maybe[str] = None
    url: Maybe[str] = None
    channel: Maybe[str] = None
    description: Maybe[str] = None
    deprecated: Annotated[bool, Since(odps="1.1.0")] = False
    tags: Many[str] = ()
    custom_properties: Many[CustomProperty] = ()
    authoritative_definitions: Many[AuthoritativeDefinition] = ()


class DataProduct(Block):
    """A data product of any supported version."""

    model_config = ConfigDict(title="the product")

    api_version: str
    kind: Literal["DataProduct"]
    id: str
    name: Maybe[str] = None
    version: Maybe[str] = None
    status: Maybe[str] = None
    domain: Maybe[str] = None
    tenant: Maybe[str] = None
    type: Annotated[Maybe[str], Since(odps="1.1.0")] = None
    """The archetype: sourceAligned, aggregate or consumerAligned."""
    deprecated: Annotated[bool, Since(odps="1.1.0")] = False
    synonyms: Annotated[Many[Synonym], Since(odps="1.1.0")] = ()
    context: Annotated[Maybe[Context], Since(odps="1.1.0")] = None
    authoritative_definitions: Many[AuthoritativeDefinition] = ()
    description: Maybe[Description] = None
    custom_properties: Many[CustomProperty] = ()
    tags: Many[str] = ()
    input_ports: Many[InputPort] = ()
    output_ports: Many[OutputPort] = ()
    management_ports: Many[ManagementPort] = ()
    support: Many[SupportItem] = ()
    team: Maybe[Team] = None
    product_created_ts: Maybe[str] = None
