"""The fields of a contract, as the schema tables of a product's page show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.catalog import routes
from meshwright.catalog.documents.marks import marks_of, rule_words, type_of
from meshwright.catalog.documents.masked import shown_examples
from meshwright.catalog.documents.values import at, word
from meshwright.lineage.columns import columns
from meshwright.mesh.address import segment
from meshwright.mesh.linked import linked
from meshwright.mesh.registers import mapping, mappings, text
from meshwright.mesh.sensitivity import personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.documents.marks import Mark
    from meshwright.catalog.overview import Card, Overview
    from meshwright.lineage.columns import Columns
    from meshwright.mesh.linked import Link
    from meshwright.mesh.mesh import Contract


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """A column somewhere else, from which or to which values go."""

    address: str
    product: str
    """The name of the product, or the contract's address where no product exposes it."""
    column: str
    """Its own name."""
    route: str
    """Empty where there is no page."""
    anchor: str


@dataclass(frozen=True, slots=True)
class Linked:
    """An entity that a column identifies."""

    entity: str
    scheme: str
    role: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A row of a schema table."""

    name: str
    path: str
    """The names from the object's own on, joined by `/`."""
    address: str
    anchor: str
    depth: int
    type: str
    physical: str
    marks: tuple[Mark, ...]
    level: str
    category: str
    """Of the register of data categories; empty where none is stated."""
    is_personal: bool
    description: str
    """Markdown."""
    examples: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    """The values of an enumeration, each with what it means."""
    options: tuple[tuple[str, str], ...]
    links: tuple[Linked, ...]
    sources: tuple[ColumnLink, ...]
    targets: tuple[ColumnLink, ...]
    logic: str
    made: str
    """In words, how it is made of its sources."""
    rules: tuple[str, ...]


def fields_of(
    contract: Contract, values: Mapping[str, Any], overview: Overview
) -> Iterator[tuple[int, FieldView]]:
    """Give the fields of a contract, each with the position of its object."""
    mesh = overview.mesh
    known = mesh.once(columns)
    links: dict[int, list[Link]] = {}
    for link in mesh.once(linked).of.get(contract, ()):
        links.setdefault(link.field, []).append(link)
    about_persons = frozenset(personal(contract, mesh.classification))
    first = known.first[contract]
    for index, fact in enumerate(contract.fact.each_field()):
        own = mapping(at(values, fact.path))
        custom = fact.more.custom or {}
        names = fact.name.split("/")
        yield (
            fact.object,
            FieldView(
                name=names[-1],
                path=fact.name,
                address="/".join((contract.address, *map(segment, names))),
                anchor=routes.field_anchor(contract.address, fact.name),
                depth=len(names) - 2,
                type=type_of(fact),
                physical=fact.physical_type or "",
                marks=tuple(marks_of(fact, own)),
                level=fact.classification or "",
                category=text(custom.get("dataCategory")),
                is_personal=index in about_persons,
                description=text(own.get("description")),
                examples=tuple(map(word, shown_examples(fact.more.examples, contract, index, mesh))),
                values=tuple(_enumerated(own)),
                options=tuple((key, word(value)) for key, value in (fact.more.options or {}).items()),
                links=tuple(
                    Linked(each.entity, each.scheme.name, each.role or "") for each in links.get(index, ())
                ),
                sources=_ends(
                    (known.sources[edge] for edge in known.edges_into(first + index)), known, overview
                ),
                targets=_ends(
                    (known.targets[edge] for edge in known.edges_out_of(first + index)), known, overview
                ),
                logic=fact.more.logic or "",
                made=text(own.get("transformDescription")),
                rules=tuple(map(rule_words, mappings(own.get("quality")))),
            ),
        )


def _ends(fields: Iterable[int], known: Columns, overview: Overview) -> tuple[ColumnLink, ...]:
    """Give the other ends of edges, a product's column of one name once, however many ports have it."""
    found: dict[tuple[str, str], ColumnLink] = {}
    for field in fields:
        contract, index = known.contract(field), known.index(field)
        card = overview.exposing(contract)
        key = card.address if card else contract.address, contract.fact.fields.names[index]
        if key not in found:
            found[key] = _end(field, contract, card, known)
    return tuple(found.values())


def _end(field: int, contract: Contract, card: Card | None, known: Columns) -> ColumnLink:
    name = known.name(field)
    return ColumnLink(
        address=known.address(field),
        product=card.name if card else contract.address,
        column=name.rpartition("/")[2],
        route=card.route if card else "",
        anchor=routes.field_anchor(contract.address, name) if card else "",
    )


def _enumerated(own: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = own.get("enum")
    for each in found if isinstance(found, list | tuple) else ():
        if isinstance(each, dict):
            yield word(each.get("value")), text(each.get("description"))
        else:
            yield word(each), ""
