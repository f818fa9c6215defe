"""The tables about documents: custom properties, tags, definitions, files, and the findings about them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.mesh.registries import mapping, mappings, texts
from meshwright.relational.contracts import field_address, object_address, part_address, scalar
from meshwright.relational.table import Table, flag, number, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.items import Home
    from meshwright.relational.source import ContractRow, DiagnosticRow, MeshSource


class _Place(NamedTuple):
    address: str
    part: str
    """The kind of item: `product`, `port`, `contract`, `object`, `field`, `server`, `sla` or `role`."""


class _PropertyRow(NamedTuple):
    place: _Place
    name: str
    value: Any


def _properties(source: MeshSource) -> Iterator[list[_PropertyRow]]:
    for product in source.products:
        yield list(_listed(_Place(product.product.address, "product"), product.product.fact.custom))
    for row in source.contracts:
        fact = row.contract.fact
        found = [*_listed(_Place(row.contract.address, "contract"), fact.custom)]
        for at, each in enumerate(fact.objects):
            found += _listed(_Place(object_address(row, at), "object"), each.custom)
        for index, custom in fact.fields.more.get("custom", {}).items():
            found += _listed(_Place(field_address(row, index), "field"), custom)
        for server in fact.servers:
            found += _listed(_Place(part_address(row, "servers", server.server), "server"), server.custom)
        for level in fact.sla:
            found += _listed(_Place(part_address(row, "sla", level.property), "sla"), level.custom)
        for role in fact.roles:
            found += _listed(_Place(part_address(row, "roles", role.role), "role"), role.custom)
        yield found


def _listed(place: _Place, custom: Mapping[str, Any]) -> Iterator[_PropertyRow]:
    return (_PropertyRow(place, name, custom[name]) for name in sorted(custom))


CUSTOM_PROPERTY: Table[Any] = Table(
    "custom_property",
    "Custom properties of products, contracts and their parts; only the first of duplicate properties.",
    _properties,
    (
        text(
            "address", "the address of the item that has it", lambda row: row.place.address, is_nullable=False
        ),
        text(
            "part",
            "the kind of item that has it: `product`, `contract`, `object`, `field`, `server`, `sla` or `role`",
            lambda row: row.place.part,
            is_nullable=False,
        ),
        text("name", "the name", lambda row: row.name, is_nullable=False),
        text("value", "the value; lists and mappings as JSON", lambda row: scalar(row.value)),
    ),
    ("address", "name"),
)


class _TagRow(NamedTuple):
    place: _Place
    tag: str


def _tags(source: MeshSource) -> Iterator[list[_TagRow]]:
    for product in source.products:
        values = source.values(product.product.home)
        found = [*_tagged(_Place(product.product.address, "product"), values)]
        ports = tuple(mappings(values.get("outputPorts")))
        for port in product.product.outputs:
            if port.fact.position < len(ports):
                found += _tagged(_Place(port.address, "port"), ports[port.fact.position])
        yield found
    for row in source.contracts:
        yield list(_tags_of(row, source.values(row.contract.home)))


def _tags_of(row: ContractRow, values: Mapping[str, Any]) -> Iterator[_TagRow]:
    yield from _tagged(_Place(row.contract.address, "contract"), values)
    schema = tuple(mappings(values.get("schema")))
    fact = row.contract.fact
    for at, own in zip(range(len(fact.objects)), schema, strict=False):
        yield from _tagged(_Place(object_address(row, at), "object"), own)
    for index in range(len(fact.fields)):
        if "tags" in fact.fields.stated[index]:
            own = _at(schema, fact.fields.path(index))
            yield from _tagged(_Place(field_address(row, index), "field"), own)


def _at(schema: tuple[Mapping[str, Any], ...], path: Iterable[int | str]) -> Mapping[str, Any]:
    value: Any = {"schema": schema}
    for step in path:
        if isinstance(step, str):
            value = mapping(value).get(step)
        else:
            value = value[step] if isinstance(value, list | tuple) and step < len(value) else None
    return mapping(value)


def _tagged(place: _Place, values: Mapping[str, Any]) -> Iterator[_TagRow]:
    return (_TagRow(place, tag) for tag in dict.fromkeys(texts(values.get("tags"))) if tag)


TAG: Table[Any] = Table(
    "tag",
    "Tags of products, ports, contracts, objects and fields.",
    _tags,
    (
        text(
            "address", "the address of the item that has it", lambda row: row.place.address, is_nullable=False
        ),
        text(
            "part",
            "the kind of item that has it: `product`, `port`, `contract`, `object` or `field`",
            lambda row: row.place.part,
            is_nullable=False,
        ),
        text("tag", "the tag", lambda row: row.tag, is_nullable=False),
    ),
    ("address", "tag"),
)


class _DefinitionRow(NamedTuple):
    place: _Place
    type: str
    url: str


def _definitions(source: MeshSource) -> Iterator[list[_DefinitionRow]]:
    for product in source.products:
        found = [*_defined(_Place(product.product.address, "product"), product.product.fact.definitions)]
        for port in product.product.outputs:
            found += _defined(_Place(port.address, "port"), port.fact.definitions)
        yield found
    for row in source.contracts:
        fact = row.contract.fact
        found = [*_defined(_Place(row.contract.address, "contract"), fact.definitions)]
        for at, each in enumerate(fact.objects):
            found += _defined(_Place(object_address(row, at), "object"), each.definitions)
        for index, links in fact.fields.more.get("links", {}).items():
            place = _Place(field_address(row, index), "field")
            found += (_DefinitionRow(place, "semanticDefinition", url) for _, url in links)
        yield found


def _defined(place: _Place, definitions: Iterable[tuple[str, str]]) -> Iterator[_DefinitionRow]:
    return (_DefinitionRow(place, kind, url) for kind, url in definitions)


DEFINITION: Table[Any] = Table(
    "definition",
    "Authoritative definitions; for fields, only those of type `semanticDefinition`.",
    _definitions,
    (
        text(
            "address", "the address of the item that has it", lambda row: row.place.address, is_nullable=False
        ),
        text(
            "part",
            "the kind of item that has it: `product`, `port`, `contract`, `object` or `field`",
            lambda row: row.place.part,
            is_nullable=False,
        ),
        text("type", "the type", lambda row: row.type),
        text("url", "the URL", lambda row: row.url),
    ),
    ("address", "type"),
)


class _DocumentRow(NamedTuple):
    home: Home
    kind: str
    name: str
    address: str | None


def _documents(source: MeshSource) -> Iterator[list[_DocumentRow]]:
    mesh = source.mesh
    things = chain(
        ((each.home, "DataProduct", each.fact.name or each.fact.id) for each in mesh.products),
        ((each.home, "DataContract", each.fact.name or each.fact.id) for each in mesh.contracts),
        ((each.home, kind, each.name) for kind, entries in mesh.registers.items() for each in entries),
    )
    known = mesh.documents
    rows = (
        _DocumentRow(home, kind, name, known.get((home.file, home.document))) for home, kind, name in things
    )
    yield sorted(rows, key=lambda row: (row.home.file, row.home.document))


DOCUMENT: Table[Any] = Table(
    "document",
    "All documents of the mesh that could be read.",
    _documents,
    (
        text("address", "the address, if its kind has one", lambda row: row.address),
        text("file", "the file", lambda row: row.home.file, is_nullable=False),
        number(
            "position",
            "the position in the file, from 1",
            lambda row: row.home.document + 1,
            is_nullable=False,
        ),
        text("kind", "the kind, such as `DataProduct`", lambda row: row.kind, is_nullable=False),
        text("name", "the name", lambda row: row.name),
    ),
    ("address", "file"),
)


def _diagnostics(source: MeshSource) -> list[tuple[DiagnosticRow, ...]]:
    return [source.diagnostics()]


DIAGNOSTIC: Table[Any] = Table(
    "diagnostic",
    "Findings of `check`, in the same order; available only to `query`, because policies are part of `check`.",
    _diagnostics,
    (
        text("address", "the address that it is about", lambda row: row.address),
        text("rule", "the rule", lambda row: row.rule, is_nullable=False),
        text("rule_group", "the group of the rule", lambda row: row.group, is_nullable=False),
        text("severity", "`error`, `warning` or `notice`", lambda row: row.severity, is_nullable=False),
        text("message", "the message", lambda row: row.message, is_nullable=False),
        text("file", "the file", lambda row: row.file),
        number("line", "the line", lambda row: row.line),
        flag(
            "is_counted",
            "whether it counts: it is neither waived nor suppressed nor in the baseline",
            lambda row: row.counts,
        ),
    ),
    ("address", "rule"),
)

DOCUMENT_TABLES = (CUSTOM_PROPERTY, TAG, DEFINITION, DOCUMENT, DIAGNOSTIC)
