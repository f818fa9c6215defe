"""A contract as a document: objects with their fields, service levels with assessments, servers, and readers."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from meshwright.catalog.documents.measured import MeasuredObject
from meshwright.catalog.documents.parts import (
    PAGE_ONLY,
    Address,
    Description,
    NameOf,
    Status,
    Verdict,
    document,
)

Mark = Literal["primary-key", "required", "unique", "partition-key", "deprecated"]


@document("EntityLink")
class EntityLink:
    """The link from a field to the entity that it identifies."""

    entity: str
    scheme: str
    part: Annotated[str, "The part of a composite identifier."] = ""
    role: Annotated[str, "The role of the entity, if a row refers to several: `target`."] = ""
    is_declared: Annotated[bool, "Whether the contract itself declares the link, rather than its domain."]


@document("Field")
class Field:
    """A field, with the fields inside it."""

    name: Annotated[
        str, "The name; `[]` for the items of a list, `{key}` and `{value}` for the keys and values of a map."
    ]
    address: Address
    logical_type: str = ""
    physical_type: str = ""
    physical_name: str = ""
    synonyms: Annotated[
        tuple[str, ...], "The business name, and the names that ODCS 3.2 lists as synonyms."
    ] = ()
    marks: tuple[Mark, ...] = ()
    is_critical: Annotated[bool | None, "Whether it is a critical data element; absent if it is not."] = None
    classification: Annotated[str, "A classification level of the mesh."] = ""
    category: Annotated[str, "A registered data category."] = ""
    is_personal: Annotated[bool | None, "Whether it is personal data; absent if it is not."] = None
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
        "The fields, objects or ports that it derives from, as declared or read from SQL.",
    ] = ()
    goes_to: Annotated[tuple[NameOf, ...], "The fields that derive from it."] = ()
    affected: Annotated[
        tuple[NameOf, ...],
        "Products and agreements that are known to be affected by a change to it, closest first.",
    ] = ()
    affected_directly: Annotated[int, PAGE_ONLY] = 0
    """The number of direct consumers among `affected`."""
    logic: Annotated[str, "The code that derives it from its sources."] = ""
    made: Annotated[str, "A description of how it derives from its sources."] = ""
    fields: "tuple[Field, ...]" = ()

    @property
    def values(self) -> tuple[tuple[Any, str], ...]:
        """The values of `enum`, each with its meaning."""
        return tuple(
            (each.get("value"), str(each.get("description") or ""))
            if isinstance(each, Mapping)
            else (each, "")
            for each in self.enum
        )


@document("Sample")
class Sample:
    """Rows from a sample file next to the contract; sensitive values are masked."""

    file: str
    columns: tuple[str, ...]
    rows: Annotated[tuple[tuple[str, ...], ...], "The first rows."]
    count: Annotated[int, "The number of rows."]


@document("Object")
class Object:
    """A table, view, topic or file."""

    name: str
    address: Address
    physical_name: str = ""
    physical_type: str = ""
    description: str = ""
    grain: Annotated[str, "What one row represents."] = ""
    fields: tuple[Field, ...]
    rules: Annotated[tuple[str, ...], "Quality rules of the whole object, in words."] = ()
    sample: Sample | None = None


@document("Share")
class Share:
    """The part of a bound that one step adds."""

    label: str
    text: Annotated[str, "The amount."]


@document("PromiseHop")
class ServiceLevelHop:
    """A service level that this one derives from."""

    address: Annotated[Address, "The port."]
    promised: str


@document("Promise")
class ServiceLevel:
    """A service level, compared with those of the inputs."""

    property: Annotated[str, "The name as written in the contract."]
    name: Annotated[str, "The name as interpreted: `latency` for `freshness`."] = ""
    value: Annotated[Any, "The value as written in the contract."]
    unit: str = ""
    elements: Annotated[tuple[str, ...], "The objects or fields to which it applies; absent for all."] = ()
    description: str = ""
    reads: Annotated[str, "The value in readable form: `25 h 30 min`."] = ""
    verdict: Annotated[Verdict | None, "Whether the promises of the inputs support it."] = None
    is_derived: Annotated[
        bool, "Whether any other declaration affects it; if none does, it is only declared."
    ] = False
    bound: Annotated[str, "The bound derived from the promises of the inputs."] = ""
    spare: Annotated[str, "The margin in the worst case."] = ""
    reason: Annotated[str, "The reason why the inputs do not support it."] = ""
    note: str = ""
    shares: Annotated[tuple[Share, ...], "The terms of the bound."] = ()
    missing: Annotated[tuple[str, ...], "The missing declarations that make the bound unknown."] = ()
    hops: Annotated[tuple[ServiceLevelHop, ...], "The promises that it derives from, closest first."] = ()


@document("Server")
class Server:
    """A physical location of the data."""

    server: str
    type: str
    environment: str = ""
    description: str = ""
    settings: Annotated[
        Mapping[str, Any] | None, "The settings for its type: host, database, location, …"
    ] = None


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
    """A group or service account that reads the port on the site's as-of date."""

    name: str
    kind: Literal["group", "service account"]
    clear: Annotated[int, "The number of fields whose values are visible."]
    masked: Annotated[int, "The number of fields that are masked."]
    because: Annotated[
        tuple[str, ...], "The roles, agreements, inputs and emergency grants that allow this access."
    ]


@document("Contract")
class Contract:
    """The service levels of a port (ODCS)."""

    id: str
    name: str = ""
    version: str = ""
    status: Status = ""
    description: Description = Description()
    file: str
    source: Annotated[str, "The link to the file."] = ""
    servers: tuple[Server, ...] = ()
    roles: Annotated[tuple[str, ...], "The roles that may be granted access."] = ()
    grants: Annotated[tuple[Grant, ...], "The same roles, with their descriptions."] = ()
    readers: Annotated[
        tuple[Reader, ...], "The readers on the as-of date, with the reasons for their access."
    ] = ()
    promises: tuple[ServiceLevel, ...] = ()
    objects: tuple[Object, ...]
    measured: Annotated[
        tuple[MeasuredObject, ...],
        "The measurements of the data; absent if the site was built without observations.",
    ] = ()
