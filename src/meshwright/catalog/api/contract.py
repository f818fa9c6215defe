"""A contract as a document of the API: objects with their fields, promises with verdicts, places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.catalog.api.documents import (
    Contract as ContractDocument,
)
from meshwright.catalog.api.documents import (
    Description,
    EntityLink,
    Object,
    Promise,
    Server,
)
from meshwright.catalog.api.documents import (
    Field as FieldDocument,
)
from meshwright.catalog.api.known import plain, stated
from meshwright.catalog.documents.masked import shown_examples
from meshwright.lineage.amounts import written
from meshwright.lineage.making import makings
from meshwright.mesh.address import segment
from meshwright.mesh.fields import DEPRECATED, KEY, REQUIRED, UNIQUE
from meshwright.mesh.promise import service_level
from meshwright.mesh.registers import mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.api.documents import Mark
    from meshwright.catalog.api.known import Known
    from meshwright.mesh.linked import Link
    from meshwright.mesh.mesh import Contract

_MARKS: tuple[tuple[int, Mark], ...] = (
    (KEY, "primary-key"),
    (REQUIRED, "required"),
    (UNIQUE, "unique"),
    (DEPRECATED, "deprecated"),
)
_OF_ALL_SERVERS = frozenset(
    {"id", "server", "type", "environment", "description", "roles", "customProperties"}
)


def contract_document(contract: Contract, known: Known) -> ContractDocument:
    """Say all of a contract."""
    fact, values = contract.fact, known.source.values(contract.home)
    return stated(
        {
            "id": fact.id,
            "name": fact.name,
            "version": fact.version,
            "status": known.mesh.status(contract),
            "description": description(values),
            "servers": [
                _server(each) for each in mappings(values.get("servers")) if text(each.get("server"))
            ],
            "roles": [each.role for each in fact.roles],
            "promises": list(_promises(contract, known)),
            "objects": _objects(contract, values, known),
        },
        ContractDocument,
    )


def description(values: Mapping[str, Any]) -> Description:
    """Give what a document says of itself."""
    said = mapping(values.get("description"))
    return stated({key: text(said.get(key)) for key in ("purpose", "limitations", "usage")}, Description)


def _server(values: Mapping[str, Any]) -> Server:
    return stated(
        {
            "server": text(values.get("server")),
            "type": text(values.get("type")),
            "environment": text(values.get("environment")),
            "description": text(values.get("description")),
            "settings": {key: plain(each) for key, each in values.items() if key not in _OF_ALL_SERVERS},
        },
        Server,
    )


def _promises(contract: Contract, known: Known) -> Iterator[Promise]:
    judged = known.judgements(contract)
    making = known.mesh.once(makings).of.get(contract)
    levels = making.levels.values() if making else ()
    read = {each.fact.position: each.value for own in levels for each in own}
    for fact in contract.fact.sla:
        judgement, reading = judged.get(fact.position), read.get(fact.position)
        yield stated(
            {
                "property": fact.property,
                "name": service_level(fact.property),
                "value": plain(fact.value),
                "unit": fact.unit,
                "elements": list(fact.elements),
                "reads": written(reading) if reading is not None else None,
                "verdict": judgement.verdict.value if judgement else None,
                "bound": written(judgement.bound) if judgement and judgement.bound is not None else None,
                "reason": judgement.reason if judgement else None,
                "note": judgement.note if judgement else None,
            },
            Promise,
        )


def _objects(contract: Contract, values: Mapping[str, Any], known: Known) -> list[Object]:
    schema = list(mappings(values.get("schema")))
    found = []
    for number, fact in enumerate(contract.fact.objects):
        said = schema[number] if number < len(schema) else {}
        found.append(
            stated(
                {
                    "name": fact.name,
                    "address": f"{contract.address}/{segment(fact.name)}",
                    "physicalName": fact.physical_name,
                    "physicalType": fact.physical_type,
                    "description": text(said.get("description")),
                    "grain": text(said.get("dataGranularityDescription")),
                    "fields": [],
                },
                Object,
            )
        )
    _put_fields(contract, schema, found, known)
    return found


def _put_fields(
    contract: Contract, schema: list[Mapping[str, Any]], objects: list[Object], known: Known
) -> None:
    """Put the fields into the objects that they belong to; facts are in preorder, so that parents come first."""
    columns = contract.fact.fields
    links = known.links(contract)
    documents: list[FieldDocument] = []
    texts: list[Mapping[str, Any]] = []
    for index, (name, parent, step) in enumerate(
        zip(columns.names, columns.parents, columns.steps, strict=True)
    ):
        if parent >= 0:
            above, around = documents[parent]["address"], texts[parent]
            siblings = documents[parent].setdefault("fields", [])
        else:
            owner = objects[-1 - parent]
            above, siblings = owner["address"], owner["fields"]
            around = schema[-1 - parent] if -1 - parent < len(schema) else {}
        values = _inside(around, step)
        document = _field(
            contract, index, (name, f"{above}/{segment(name)}"), values, links.get(index, ()), known
        )
        siblings.append(document)
        documents.append(document)
        texts.append(values)


def _inside(values: Mapping[str, Any], step: int | str) -> Mapping[str, Any]:
    """Give the values of a field, by its step from what it is a part of; none where they aren't there."""
    if step == "items":
        return mapping(values.get("items"))
    if isinstance(step, str):
        return mapping(mapping(values.get("map")).get(step))
    among = values.get("properties")
    return mapping(among[step]) if isinstance(among, list | tuple) and step < len(among) else {}


def _field(  # noqa: PLR0913, PLR0917 - all that a field is made of
    contract: Contract,
    index: int,
    called: tuple[str, str],
    values: Mapping[str, Any],
    links: Iterable[Link],
    known: Known,
) -> FieldDocument:
    """Say all of a field but those inside of it."""
    columns, lineage = contract.fact.fields, known.columns
    field = lineage.id(contract, index)
    sources = [lineage.address(lineage.sources[edge]) for edge in lineage.edges_into(field)]
    return stated(
        {
            "name": called[0],
            "address": called[1],
            "logicalType": columns.logical_types[index],
            "physicalType": columns.physical_types[index],
            "physicalName": text(values.get("physicalName")),
            "marks": _marks(columns.flags[index], values),
            "classification": columns.classifications[index],
            "description": text(values.get("description")),
            "entities": [_entity(each) for each in links],
            "options": plain(mapping(values.get("logicalTypeOptions"))),
            "enum": _list(values.get("enum")),
            "examples": list(shown_examples(_list(values.get("examples")), contract, index, known.mesh)),
            "comesFrom": [*sources, *known.wholes.get(field, ())],
            "goesTo": [lineage.address(lineage.targets[edge]) for edge in lineage.edges_out_of(field)],
        },
        FieldDocument,
    )


def _marks(flags: int, values: Mapping[str, Any]) -> list[Mark]:
    marks: list[Mark] = [mark for flag, mark in _MARKS if flags & flag]
    return [*marks, "partition-key"] if values.get("partitioned") is True else marks


def _list(value: object) -> list[Any]:
    return list(plain(value)) if isinstance(value, list | tuple) else []


def _entity(link: Link) -> EntityLink:
    return stated(
        {
            "entity": link.entity,
            "scheme": link.scheme.name,
            "part": link.part,
            "role": link.role,
            "declared": link.is_explicit,
        },
        EntityLink,
    )
