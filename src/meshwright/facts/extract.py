"""Extraction of facts from typed documents.

This module knows the models of the standards. It does not keep any part of them in its results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.facts.facts import (
    ContractFact,
    Fact,
    InputFact,
    OutputFact,
    ProductFact,
    RegistryFact,
    RoleFact,
    ServerFact,
    SlaFact,
)
from meshwright.facts.fields import DEPRECATED, DESCRIBED, KEY, REQUIRED, UNIQUE, FieldColumns, ObjectFact
from meshwright.facts.file_links import is_local
from meshwright.facts.listed_values import listed_values
from meshwright.facts.owning import is_owner, stated_owner
from meshwright.facts.sql.reader import SqlReader
from meshwright.facts.stated import stated
from meshwright.quantities.lifecycle import folded
from meshwright.standards.bitol import Team
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odps.product import DataProduct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydantic import BaseModel

    from meshwright.source.place import Path
    from meshwright.standards.bitol import AuthoritativeDefinition, CustomProperty, Description, TeamMember
    from meshwright.standards.odcs.quality import QualityRule
    from meshwright.standards.odcs.schema import Relationship, SchemaObject, SchemaProperty
    from meshwright.standards.odcs.server import Role, Server

SEMANTIC_DEFINITION = "semanticDefinition"


def fact_of(document: BaseModel, faults: tuple[Path, ...] = ()) -> Fact:
    """Extract the fact about a product, a contract or a governance document; `faults` are the paths of reported problems."""
    if isinstance(document, DataContract):
        return _contract(document, faults)
    if isinstance(document, DataProduct):
        return _product(document, faults)
    content = document.model_dump(by_alias=True, exclude_unset=True)
    return RegistryFact(str(content.get("kind", "")), str(content.get("name", "")), content, faults)


def _product(product: DataProduct, faults: tuple[Path, ...]) -> ProductFact:
    return ProductFact(
        id=product.id,
        name=product.name,
        version=product.version,
        domain=product.domain,
        status=folded(product.status),
        archetype=product.type or _text(product.custom_properties, "archetype"),
        is_deprecated=product.deprecated,
        team=product.team.name if product.team else None,
        owners=_owners(product.team.members if product.team else (), product.custom_properties),
        has_support=bool(product.support),
        inputs=tuple(
            InputFact(port.name, port.contract_id, port.version, position)
            for position, port in enumerate(product.input_ports)
        ),
        outputs=tuple(
            OutputFact(
                port.name,
                port.contract_id,
                port.version,
                position,
                port.deprecated,
                port.type,
                tuple((needed.id, needed.version) for needed in port.input_contracts),
                _definitions(port.authoritative_definitions),
                stated(port),
            )
            for position, port in enumerate(product.output_ports)
        ),
        definitions=_definitions(product.authoritative_definitions),
        custom=_custom(product.custom_properties),
        described=_described(product.description),
        faults=faults,
        status_text=_status_text(product.status),
        stated=stated(product),
    )


def _contract(contract: DataContract, faults: tuple[Path, ...]) -> ContractFact:
    team = contract.team if isinstance(contract.team, Team) else None
    members = team.members if team else contract.team if isinstance(contract.team, tuple) else ()
    return ContractFact(
        id=contract.id,
        name=contract.name,
        version=contract.version,
        domain=contract.domain,
        status=folded(contract.status),
        team=team.name if team else None,
        owners=_owners(members, contract.custom_properties),
        has_support=bool(contract.support),
        objects=tuple(map(_object, contract.schema_)),
        fields=_fields(contract.schema_, (each.type for each in contract.servers)),
        sla=tuple(
            SlaFact(
                each.property,
                each.value,
                each.unit,
                tuple(part.strip() for part in each.element.split(",")) if each.element else (),
                position,
                _custom(each.custom_properties),
                each.value_ext,
                each.schedule,
            )
            for position, each in enumerate(contract.sla_properties)
        ),
        servers=tuple(_server(server, position) for position, server in enumerate(contract.servers)),
        roles=_roles(contract.roles),
        definitions=_definitions(contract.authoritative_definitions),
        custom=_custom(contract.custom_properties),
        described=_described(contract.description),
        faults=faults,
        status_text=_status_text(contract.status),
        stated=stated(contract),
    )


def _described(description: Description | None) -> tuple[str, ...]:
    keys = ("purpose", "limitations", "usage")
    return tuple(key for key in keys if (getattr(description, key, None) or "").strip())


def _text(properties: Sequence[CustomProperty], name: str) -> str | None:
    """Return the text of a custom property for which a newer version of the standard has a key."""
    value = _custom(properties).get(name)
    return value if isinstance(value, str) else None


def _status_text(status: str | None) -> str:
    """Return a status as written if it differs from the normalised one, otherwise an empty string."""
    return status if status and status != folded(status) else ""


def _owners(members: Iterable[TeamMember], properties: Sequence[CustomProperty]) -> tuple[str, ...]:
    """Return the members whose role is owner, or else the owners in a custom property."""
    found = tuple(member.username for member in members if is_owner(member.role))
    return found or stated_owner(_custom(properties))


def _custom(properties: Sequence[CustomProperty]) -> dict[str, Any]:
    """Return the custom properties by name; for duplicates, the first, or None if the property affects access."""
    if not properties:
        return {}
    found = {each.property: each.value for each in reversed(properties)}
    if len(found) < len(properties):
        for each in properties:
            if each.property in _OF_ACCESS and each.value != found[each.property]:
                found[each.property] = None
    return found


def _definitions(definitions: Sequence[AuthoritativeDefinition]) -> tuple[tuple[str, str], ...]:
    return tuple((each.type, each.url) for each in definitions)


_OF_ACCESS = frozenset({"columns", "rowFilter", "contractVersion", "dataCategory", "serviceAccount"})
"""The custom properties that affect access."""
_SERVER_COMMON = {"id", "server", "type", "description", "roles", "custom_properties"}


def _server(server: Server, position: int) -> ServerFact:
    # ODCS 3.0 allows numbers as DuckDB schemas. They are read as text, and pydantic would warn about them.
    settings = server.model_dump(by_alias=True, exclude_unset=True, exclude=_SERVER_COMMON, warnings=False)
    custom, roles = _custom(server.custom_properties), _roles(server.roles)
    return ServerFact(server.server, server.type, position, settings, custom, roles)


def _roles(roles: Sequence[Role]) -> tuple[RoleFact, ...]:
    return tuple(
        RoleFact(role.role, role.access, at, _custom(role.custom_properties), tuple(_approvers(role)))
        for at, role in enumerate(roles)
    )


def _approvers(role: Role) -> Iterator[tuple[str, str]]:
    if role.first_level_approvers:
        yield "firstLevelApprovers", role.first_level_approvers
    if role.second_level_approvers:
        yield "secondLevelApprovers", role.second_level_approvers


def _ends(ends: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (ends,) if isinstance(ends, str) else ends or ()


def _object(schema: SchemaObject) -> ObjectFact:
    relationships: tuple[Relationship, ...] = schema.relationships
    return ObjectFact(
        schema.name,
        schema.id,
        schema.physical_name,
        schema.physical_type,
        schema.deprecated,
        _custom(schema.custom_properties),
        _definitions(schema.authoritative_definitions),
        tuple((_ends(each.from_), _ends(each.to)) for each in relationships),
        bool((schema.data_granularity_description or "").strip()),
        bool(schema.quality) or _has_quality(schema.properties),
        stated(schema),
    )


def _has_quality(properties: Iterable[SchemaProperty]) -> bool:
    return any(
        field.quality or _has_quality(field.properties) or (field.items and _has_quality((field.items,)))
        for field in properties
    )


class _Columns:
    """The builder of the columns for a contract's fields."""

    def __init__(self, read_sql: SqlReader) -> None:
        self.read_sql = read_sql
        self.rows: list[tuple[str, int, int | str, str | None, str | None, str | None]] = []
        self.flags = bytearray()
        self.stated: list[frozenset[str]] = []
        self.more: dict[str, dict[int, Any]] = {}

    def put(self, field: SchemaProperty, name: str, parent: int, step: int | str) -> None:
        index = len(self.rows)
        self.rows.append((name, parent, step, field.logical_type, field.physical_type, field.classification))
        self.flags.append(
            field.required * REQUIRED
            | field.unique * UNIQUE
            | field.primary_key * KEY
            | field.deprecated * DEPRECATED
            | bool(field.description) * DESCRIBED
        )
        self.stated.append(stated(field))
        for attribute, value in _more(field):
            self.more.setdefault(attribute, {})[index] = value
        if field.transform_logic is not None:
            reads = self.read_sql(field.transform_logic, _names(field))
            if reads is not None:
                self.more.setdefault("reads", {})[index] = reads
        for position, child in enumerate(field.properties):
            self.put(child, child.name, index, position)
        if field.items is not None:
            self.put(field.items, "[]", index, "items")
        sides = {"key": field.map.key, "value": field.map.value} if field.map is not None else {}
        for step_in, side in sides.items():
            if side is not None:  # a recovered map may lack its key or its value
                self.put(side, f"{{{step_in}}}", index, step_in)


def _names(field: SchemaProperty) -> tuple[str, ...]:
    return (field.physical_name, field.name) if field.physical_name else (field.name,)


def _fields(objects: Sequence[SchemaObject], server_types: Iterable[str]) -> FieldColumns:
    columns = _Columns(SqlReader(server_types))
    for number, schema in enumerate(objects):
        for position, field in enumerate(schema.properties):
            columns.put(field, field.name, -1 - number, position)
    names, parents, steps, logical, physical, classes = (
        zip(*columns.rows, strict=True) if columns.rows else ((),) * 6
    )
    return FieldColumns(
        names,
        parents,
        steps,
        logical,
        physical,
        classes,
        bytes(columns.flags),
        tuple(columns.stated),
        columns.more,
    )


def _patterns(quality: Iterable[QualityRule]) -> Iterator[tuple[int, str]]:
    for position, each in enumerate(quality):
        pattern = (each.arguments or {}).get("pattern")
        if isinstance(pattern, str):
            yield position, pattern


def _more(field: SchemaProperty) -> Iterator[tuple[str, Any]]:  # noqa: C901, PLR0912 - a table of what is sparse
    """Yield the declarations that most fields lack, by the attributes of `FieldMore`."""
    if field.id is not None:
        yield "id", field.id
    if field.physical_name is not None:
        yield "physical_name", field.physical_name
    if field.authoritative_definitions:
        links = tuple(
            (position, each.url)
            for position, each in enumerate(field.authoritative_definitions)
            if each.type == SEMANTIC_DEFINITION
        )
        if links:
            yield "links", links
        linked = tuple(each.url for each in field.authoritative_definitions if is_local(each.url))
        if linked:
            yield "definitions", linked
    if field.transform_source_objects:
        yield "sources", field.transform_source_objects
    if field.transform_logic is not None:
        yield "logic", field.transform_logic
    if field.transform_description and field.transform_source_objects:
        yield "is_explained", True
    if field.relationships:
        yield "references", tuple(_ends(each.to) for each in field.relationships)
    if field.logical_type_options is not None:
        yield "options", field.logical_type_options.model_dump(by_alias=True, exclude_unset=True)
    if field.examples:
        yield "examples", field.examples
    if field.quality:
        yield "metrics", tuple(each.metric or each.rule or "" for each in field.quality)
        listed = tuple(listed_values(field.quality))
        if listed:
            yield "listed", listed
        patterns = tuple(_patterns(field.quality))
        if patterns:
            yield "patterns", patterns
    if field.enum:
        yield "enum", tuple(each.value for each in field.enum)
    if field.custom_properties:
        yield "custom", _custom(field.custom_properties)
    if field.encrypted_name is not None:
        yield "encrypted_name", field.encrypted_name
