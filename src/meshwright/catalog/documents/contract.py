"""A contract as a document: objects with their fields, service levels with assessments, servers, and readers."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from meshwright.catalog.documents.measured import MeasuredObject
from meshwright.catalog.documents.parts import Address, Description, NameOf, Status, Verdict, document

Mark = Literal["primary-key", "required", "unique", "partition-key", "deprecated"]


@document("EntityLink")
class EntityLink:
    """That a field carries identifiers of an entity."""

    entity: str
    scheme: str
    part: Annotated[str, "The part of a composite identifier."] = ""
    role: Annotated[str, "Which of several the entity is in the row: `target`."] = ""
    is_declared: Annotated[bool, "Whether the contract itself says it, rather than its domain."]


@document("Field")
class Field:
    """A field, with those inside of it."""

    name: Annotated[str, "`[]` for what a list holds, `{key}` and `{value}` for what a map does."]
    address: Address
    logical_type: str = ""
    physical_type: str = ""
    physical_name: str = ""
    marks: tuple[Mark, ...] = ()
    is_critical: Annotated[bool | None, "Whether it is a critical data element; absent where it is not."] = (
        None
    )
    classification: Annotated[str, "A classification level of the mesh."] = ""
    category: Annotated[str, "Of the register of data categories."] = ""
    is_personal: Annotated[bool | None, "Whether it is about a person; absent where it is not."] = None
    description: str = ""
    entities: tuple[EntityLink, ...] = ()
    options: Annotated[Mapping[str, Any] | None, "ODCS `logicalTypeOptions`: pattern, format, bounds, …"] = (
        None
    )
    enum: tuple[Any, ...] = ()
    examples: tuple[Any, ...] = ()
    rules: Annotated[tuple[str, ...], "Quality rules, in words."] = ()
    comes_from: Annotated[
        tuple[NameOf, ...],
        "The fields, objects or ports that it is made of, as declared or read from SQL.",
    ] = ()
    goes_to: Annotated[tuple[NameOf, ...], "The fields that are made of it."] = ()
    affected: Annotated[
        tuple[NameOf, ...],
        "Products and uses that are known to be affected by a change of it, the nearest first.",
    ] = ()
    logic: Annotated[str, "How it is made of them, as code."] = ""
    made: Annotated[str, "How it is made of them, in words."] = ""
    fields: "tuple[Field, ...]" = ()

    @property
    def values(self) -> tuple[tuple[Any, str], ...]:
        """The values of `enum` with their meanings."""
        return tuple(
            (each.get("value"), str(each.get("description") or ""))
            if isinstance(each, Mapping)
            else (each, "")
            for each in self.enum
        )


@document("Sample")
class Sample:
    """Rows from sample files next to the contract; sensitive values are masked."""

    file: str
    columns: tuple[str, ...]
    rows: Annotated[tuple[tuple[str, ...], ...], "The first of them."]
    count: Annotated[int, "How many there are."]


@document("Object")
class Object:
    """A table, view, topic or file."""

    name: str
    address: Address
    physical_name: str = ""
    physical_type: str = ""
    description: str = ""
    grain: Annotated[str, "What a row is."] = ""
    fields: tuple[Field, ...]
    rules: Annotated[tuple[str, ...], "Quality rules of the whole, in words."] = ()
    sample: Sample | None = None


@document("Share")
class Share:
    """The part of a bound that one step adds."""

    label: str
    text: Annotated[str, "How much it is."]


@document("PromiseHop")
class ServiceLevelHop:
    """A service level from which this one is derived."""

    address: Annotated[Address, "The port."]
    promised: str


@document("Promise")
class ServiceLevel:
    """A service level, and how it compares with those of the inputs."""

    property: Annotated[str, "As it is written."]
    name: Annotated[str, "As it is read: `latency` for `freshness`."] = ""
    value: Annotated[Any, "As it is written."]
    unit: str = ""
    elements: Annotated[tuple[str, ...], "The objects or fields that it is about; absent for all."] = ()
    description: str = ""
    reads: Annotated[str, "The value as people write it: `25 h 30 min`."] = ""
    verdict: Annotated[Verdict | None, "Whether it follows from what the inputs promise."] = None
    is_derived: Annotated[bool, "Whether anything bears on it; where nothing does, it is declared only."] = (
        False
    )
    bound: Annotated[str, "What follows from what the inputs promise."] = ""
    spare: Annotated[str, "By how much it is kept at worst."] = ""
    reason: Annotated[str, "Why it does not follow."] = ""
    note: str = ""
    shares: Annotated[tuple[Share, ...], "What the bound is made of."] = ()
    missing: Annotated[tuple[str, ...], "What would have to be stated to know the bound."] = ()
    hops: Annotated[tuple[ServiceLevelHop, ...], "The promises that it follows from, the nearest first."] = ()


@document("Server")
class Server:
    """A physical place."""

    server: str
    type: str
    environment: str = ""
    description: str = ""
    settings: Annotated[Mapping[str, Any] | None, "The keys of its type: host, database, location, …"] = None


@document("Grant")
class Grant:
    """A role that may be granted access."""

    role: str
    access: str = ""
    description: str = ""
    approvers: str = ""
    purposes: tuple[str, ...] = ()


@document("Reader")
class Reader:
    """A group or service account that reads the port on the day of the site."""

    name: str
    kind: Literal["group", "service account"]
    clear: Annotated[int, "The number of fields whose values it reads."]
    masked: Annotated[int, "The number of fields of which it reads what a mask leaves."]
    because: Annotated[tuple[str, ...], "The roles, agreements, inputs and emergencies that let it read."]


@document("Contract")
class Contract:
    """The service levels of a port (ODCS)."""

    id: str
    name: str = ""
    version: str = ""
    status: Status = ""
    description: Description = Description()
    file: str
    source: Annotated[str, "The file at its host."] = ""
    servers: tuple[Server, ...] = ()
    roles: Annotated[tuple[str, ...], "The roles that may be granted access."] = ()
    grants: Annotated[tuple[Grant, ...], "The same roles, with their descriptions."] = ()
    readers: Annotated[tuple[Reader, ...], "Those who read it on the day of the site, and why."] = ()
    promises: tuple[ServiceLevel, ...] = ()
    objects: tuple[Object, ...]
    measured: Annotated[
        tuple[MeasuredObject, ...],
        "The measurements of the data; absent if the site is built without observations.",
    ] = ()
