"""A contract as a document."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from meshwright.analysis.sensitivity.declared import personal
from meshwright.catalog.assembly.impact import affected_by_field
from meshwright.catalog.assembly.masked import column_masks, shown_examples
from meshwright.catalog.assembly.measured import measured_objects
from meshwright.catalog.assembly.parts import description, file_link
from meshwright.catalog.assembly.quality_rules import rule_words
from meshwright.catalog.assembly.readers import readers_of
from meshwright.catalog.assembly.service_levels import service_levels_of
from meshwright.catalog.documents.contract import Contract, EntityLink, Field, Grant, Object, Sample, Server
from meshwright.catalog.text import word
from meshwright.facts.fields import DEPRECATED, KEY, REQUIRED, UNIQUE
from meshwright.mesh.address import segment
from meshwright.mesh.registries import mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.contract import Mark
    from meshwright.mesh.items import Contract as ContractFacts
    from meshwright.mesh.samples import Sample as SampleFacts

ROWS_SHOWN = 5
_MARKS: tuple[tuple[int, Mark], ...] = (
    (KEY, "primary-key"),
    (REQUIRED, "required"),
    (UNIQUE, "unique"),
    (DEPRECATED, "deprecated"),
)
_OF_ALL_SERVERS = frozenset(
    {"id", "server", "type", "environment", "description", "roles", "customProperties"}
)


def contract_document(contract: ContractFacts, overview: Overview) -> Contract:
    """Return the document of a contract."""
    fact, values = contract.fact, overview.source.values(contract.home)
    promises = tuple(service_levels_of(contract, overview))
    is_withheld = (contract.port or "").rpartition("/")[0] in overview.source.withheld
    return Contract(
        id=fact.id,
        name=fact.name or "",
        version=fact.version or "",
        status=overview.mesh.status(contract) or "",
        description=description(values),
        file=contract.home.file,
        source=file_link(contract.home.file, overview),
        servers=tuple(_servers(values)),
        roles=tuple(each.role for each in fact.roles),
        grants=tuple(_grants(values, overview)),
        readers=() if is_withheld else tuple(readers_of(contract, overview.access)),
        promises=promises,
        objects=tuple(_objects(contract, values, overview)),
        measured=tuple(measured_objects(contract, promises, overview.source)),
    )


def _servers(values: Mapping[str, Any]) -> Iterator[Server]:
    for each in mappings(values.get("servers")):
        if text(each.get("server")):
            yield Server(
                server=text(each.get("server")),
                type=text(each.get("type")),
                environment=text(each.get("environment")),
                description=text(each.get("description")),
                settings={key: value for key, value in each.items() if key not in _OF_ALL_SERVERS},
            )


def _grants(values: Mapping[str, Any], overview: Overview) -> Iterator[Grant]:
    for each in mappings(values.get("roles")):
        name = text(each.get("role"))
        registered = overview.mesh.roles.get(name)
        yield Grant(
            role=name,
            access=text(each.get("access")),
            description=text(each.get("description")),
            approvers=text(each.get("firstLevelApprovers")),
            purposes=registered.purposes if registered else (),
        )


def _objects(contract: ContractFacts, values: Mapping[str, Any], overview: Overview) -> Iterator[Object]:
    schema = tuple(mappings(values.get("schema")))
    fields = _Fields(contract, overview)
    samples = {each.object: each for each in overview.samples.get(contract, ())}
    for number, fact in enumerate(contract.fact.objects):
        own = schema[number] if number < len(schema) else {}
        address = f"{contract.address}/{segment(fact.name)}"
        yield Object(
            name=fact.name,
            address=address,
            physical_name=fact.physical_name or "",
            physical_type=fact.physical_type or "",
            description=text(own.get("description")),
            grain=text(own.get("dataGranularityDescription")),
            fields=fields.inside(-1 - number, address, own),
            rules=tuple(map(rule_words, mappings(own.get("quality")))),
            sample=_sample(samples[number], overview) if number in samples else None,
        )


class _Fields:
    """Builds the tree of a contract's fields from the facts, which list them in preorder."""

    def __init__(self, contract: ContractFacts, overview: Overview) -> None:
        self._contract, self._overview = contract, overview
        self._first = overview.columns.first[contract]
        self._links = overview.links(contract)
        self._personal = frozenset(personal(contract, overview.mesh.classification))
        self._children: defaultdict[int, list[int]] = defaultdict(list)
        for index, parent in enumerate(contract.fact.fields.parents):
            self._children[parent].append(index)

    def inside(self, parent: int, address: str, values: Mapping[str, Any]) -> tuple[Field, ...]:
        """Return the fields inside the field with the index `parent`; negative numbers (from -1) denote objects."""
        steps = self._contract.fact.fields.steps
        return tuple(
            self._field(index, address, _inside(values, steps[index])) for index in self._children[parent]
        )

    def _field(self, index: int, above: str, values: Mapping[str, Any]) -> Field:
        contract, overview = self._contract, self._overview
        columns, field = contract.fact.fields, self._first + index
        more = contract.fact.field(index).more
        name = columns.names[index]
        address = f"{above}/{segment(name)}"
        affected, directly = affected_by_field(field, overview)
        return Field(
            name=name,
            address=address,
            logical_type=columns.logical_types[index] or "",
            physical_type=columns.physical_types[index] or "",
            physical_name=text(values.get("physicalName")),
            synonyms=tuple(_synonyms(name, values)),
            marks=_marks(columns.flags[index], values),
            is_critical=values.get("criticalDataElement") is True or None,
            classification=columns.classifications[index] or "",
            category=text((more.custom or {}).get("dataCategory")),
            is_personal=index in self._personal or None,
            description=text(values.get("description")),
            entities=tuple(map(_entity, self._links.get(index, ()))),
            options=mapping(values.get("logicalTypeOptions")),
            enum=_list(values.get("enum")),
            examples=shown_examples(_list(values.get("examples")), contract, index, overview.mesh),
            rules=tuple(map(rule_words, mappings(values.get("quality")))),
            comes_from=overview.sources(field),
            goes_to=overview.targets(field),
            affected=affected,
            affected_directly=directly,
            logic=more.logic or "",
            made=text(values.get("transformDescription")),
            fields=self.inside(index, address, values),
        )


def _synonyms(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the synonyms of a field, each once."""
    others = (text(each.get("synonym")) for each in mappings(values.get("synonyms")))
    found = dict.fromkeys(filter(None, (text(values.get("businessName")), *others)))
    yield from (each for each in found if each != name)


def _inside(values: Mapping[str, Any], step: int | str) -> Mapping[str, Any]:
    """Return the document values of a nested field, given its step in the container; empty if it has none."""
    if step == "items":
        return mapping(values.get("items"))
    if isinstance(step, str):
        return mapping(mapping(values.get("map")).get(step))
    among = _list(values.get("properties"))
    return mapping(among[step]) if step < len(among) else {}


def _marks(flags: int, values: Mapping[str, Any]) -> tuple[Mark, ...]:
    marks: tuple[Mark, ...] = tuple(mark for flag, mark in _MARKS if flags & flag)
    return (*marks, "partition-key") if values.get("partitioned") is True else marks


def _list(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _entity(link: IdentifierLink) -> EntityLink:
    return EntityLink(
        entity=link.entity,
        scheme=link.scheme.name,
        part=link.part or "",
        role=link.role or "",
        is_declared=link.is_explicit,
    )


def _sample(sample: SampleFacts, overview: Overview) -> Sample:
    rows, columns = sample.fact.rows(), tuple(sample.fact.columns)
    masks = column_masks(sample, overview)

    def cell(value: object, column: str) -> str:
        return "" if value is None else masks.get(column) or word(value)

    return Sample(
        file=sample.home.file,
        columns=columns,
        rows=tuple(tuple(cell(row.get(each), each) for each in columns) for row in rows[:ROWS_SHOWN]),
        count=len(rows),
    )
