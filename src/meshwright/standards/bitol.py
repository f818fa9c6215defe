"""The blocks that ODCS and ODPS, both from the Bitol project, have in common."""

from typing import Annotated, Literal

from pydantic import ConfigDict, StringConstraints

from meshwright.standards.block import NEVER, Block, Many, Maybe, Since, Words

StableId = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s.#/\\@!%&^]+$"),
    Words(r"an id without spaces and without any of `. # / \ @ ! % & ^`"),
]
"""ODCS 3.2 `StableId`: an id that references can use."""

LogicalType = Literal[
    "string",
    "date",
    "timestamp",
    "time",
    "number",
    "integer",
    "object",
    "array",
    "boolean",
    "map",
    "vector",
]
"""ODCS 3.2 `logicalType` of a property."""

_Id = Annotated[Maybe[StableId], Since(odcs="3.1.0", odps="1.1.0")]


class CustomProperty(Block):
    """A property for which the standard has no key."""

    model_config = ConfigDict(title="a custom property")

    id: _Id = None
    property: str
    value: object
    description: Annotated[Maybe[str], Since(odcs="3.1.0")] = None
    vendor: Annotated[Maybe[str], Since(odcs="3.2.0", odps="1.1.0")] = None


class AuthoritativeDefinition(Block):
    """A link to a definition outside this document."""

    model_config = ConfigDict(title="an authoritative definition")

    id: _Id = None
    url: str
    type: str
    description: Annotated[Maybe[str], Since(odcs="3.1.0")] = None


class Synonym(Block):
    """Another name."""

    model_config = ConfigDict(title="a synonym")

    id: Maybe[StableId] = None
    synonym: str
    description: Maybe[str] = None
    locale: Maybe[str] = None
    source: Maybe[str] = None
    status: Maybe[str] = None
    custom_properties: Many[CustomProperty] = ()


class Statement(Block):
    """A question with a verified answer, for programs that write queries."""

    model_config = ConfigDict(title="a verified statement")

    id: Maybe[str] = None
    question: str
    answer: Maybe[str] = None
    authoritative_definitions: Many[AuthoritativeDefinition] = ()
    tags: Many[str] = ()
    custom_properties: Many[CustomProperty] = ()


class Constraint(Block):
    """Something that a program must not do with the data."""

    model_config = ConfigDict(title="a constraint")

    id: Maybe[str] = None
    constraint: str
    authoritative_definitions: Many[AuthoritativeDefinition] = ()
    tags: Many[str] = ()
    custom_properties: Many[CustomProperty] = ()


class Context(Block):
    """Information for programs that use the data."""

    model_config = ConfigDict(title="a context")

    instructions: Maybe[str] = None
    verified_statements: Many[Statement] = ()
    constraints: Many[Constraint] = ()


class Description(Block):
    """A description of a product or contract, in prose."""

    model_config = ConfigDict(title="the description")

    usage: Maybe[str] = None
    purpose: Maybe[str] = None
    limitations: Maybe[str] = None
    authoritative_definitions: Many[AuthoritativeDefinition] = ()
    custom_properties: Many[CustomProperty] = ()


class SupportItem(Block):
    """A support channel."""

    model_config = ConfigDict(title="a support channel")

    id: _Id = None
    channel: str
    url: Maybe[str] = None
    description: Maybe[str] = None
    tool: Maybe[str] = None
    scope: Maybe[str] = None
    invitation_url: Maybe[str] = None
    tags: Annotated[Many[str], Since(odcs=NEVER)] = ()
    custom_properties: Annotated[Many[CustomProperty], Since(odcs="3.1.0")] = ()
    authoritative_definitions: Annotated[Many[AuthoritativeDefinition], Since(odcs=NEVER)] = ()


class TeamMember(Block):
    """A person, with a role and the period in which the person has it."""

    model_config = ConfigDict(title="a team member")

    id: _Id = None
    username: str
    name: Maybe[str] = None
    description: Maybe[str] = None
    role: Maybe[str] = None
    date_in: Maybe[str] = None
    date_out: Maybe[str] = None
    replaced_by_username: Maybe[str] = None
    tags: Annotated[Many[str], Since(odcs="3.1.0")] = ()
    custom_properties: Annotated[Many[CustomProperty], Since(odcs="3.1.0")] = ()
    authoritative_definitions: Annotated[Many[AuthoritativeDefinition], Since(odcs="3.1.0")] = ()


class Team(Block):
    """The owners of a product or contract."""

    model_config = ConfigDict(title="the team")

    id: Annotated[Maybe[StableId], Since(odps=NEVER)] = None
    name: Maybe[str] = None
    description: Maybe[str] = None
    members: Many[TeamMember] = ()
    tags: Many[str] = ()
    custom_properties: Many[CustomProperty] = ()
    authoritative_definitions: Many[AuthoritativeDefinition] = ()


BLOCKS: tuple[type[Block], ...] = (
    CustomProperty,
    AuthoritativeDefinition,
    Synonym,
    Statement,
    Constraint,
    Context,
    Description,
    SupportItem,
    TeamMember,
    Team,
)
"""All blocks, each after those that it contains."""
