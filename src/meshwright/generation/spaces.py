"""Spaces: groups of fields in a mesh that share their values, so that keys, crosswalks and joins match.

Fields share a space if they contain identifiers of the same scheme, if one field references the other (ODCS
`relationships`), or if one field derives unchanged from the other and both have the same declarations.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.identifying import form_of_link
from meshwright.generation.demands import KINDS, Demand, demand_of, merged
from meshwright.mesh.references import Resolved
from meshwright.mesh.registries import mapping, mappings
from meshwright.mesh.relationships import relations
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import Target

Rules = tuple["Mapping[str, Any]", ...]


class Ref(NamedTuple):
    """A field of a contract."""

    contract: Contract
    field: int

    @property
    def object(self) -> int:
        """The position of the field's object."""
        return self.contract.fact.fields.object(self.field)

    @property
    def address(self) -> str:
        """The address of the field."""
        fact = self.contract.fact
        return f"{self.contract.address}/{fact.fields.name(self.field, fact.objects)}"


class Note(NamedTuple):
    """A requirement that a field's data does not satisfy."""

    address: str
    words: str


class Reference(NamedTuple):
    """A foreign key: the fields of an object and the referenced fields, in the same order."""

    sources: tuple[Ref, ...]
    targets: tuple[Ref, ...]


@dataclass(eq=False)
class Spaces:
    """The spaces of a mesh."""

    demands: Mapping[Ref, Demand]
    """The demands of all fields that have a single value per row."""
    space: Mapping[Ref, Ref]
    """For each field, the field that represents its space."""
    members: Mapping[Ref, tuple[Ref, ...]]
    """The fields of each space."""
    links: Mapping[Ref, IdentifierLink]
    references: tuple[Reference, ...]
    rules: Mapping[Ref, Rules]
    """The quality rules of fields."""
    object_rules: Mapping[tuple[Contract, int], Rules]
    notes: list[Note] = field(default_factory=list)

    @cached_property
    def referred(self) -> frozenset[Ref]:
        """The fields that other fields reference."""
        return frozenset(each for reference in self.references for each in reference.targets)

    @cached_property
    def parts(self) -> Mapping[tuple[Any, ...], Ref]:
        """For each part of a composite identifier scheme, its space."""
        return {
            (*link.scheme.identity, link.part): self.space[ref]
            for ref, link in self.links.items()
            if link.part is not None and ref in self.space
        }

    def group(self, ref: Ref) -> str | Ref:
        """Return the entity that a field's space identifies, or else the space itself."""
        space = self.space[ref]
        entities = (self.links[each].entity for each in self.members[space] if each in self.links)
        return next(entities, space)

    def demand(self, space: Ref) -> Demand:
        """Return the merged demand of a space."""
        return merged(self.demands[each] for each in self.members[space])


def spaces(mesh: Mesh, read: Callable[[str, int], Any]) -> Spaces:
    """Find the spaces of a mesh; `read` returns the values of a document by file and position."""
    links = _links(mesh)
    words = mesh.derived(vocabulary)
    demands: dict[Ref, Demand] = {}
    rules: dict[Ref, Rules] = {}
    object_rules: dict[tuple[Contract, int], Rules] = {}
    for contract in mesh.contracts:
        own = _quality(contract, read)
        for number in range(len(contract.fact.objects)):
            object_rules[contract, number] = own.get(-1 - number, ())
        for index in range(len(contract.fact.fields)):
            ref = Ref(contract, index)
            rules[ref] = own.get(index, ())
            form = form_of_link(links[ref], words) if ref in links else None
            check, pattern = (form.check, form.pattern) if form else (None, None)
            demand = demand_of(contract.fact, index, rules[ref], check, pattern)
            if demand.kind in KINDS:
                demands[ref] = demand
    union = _Union(demands)
    notes: list[Note] = []
    _join_schemes(union, links)
    references = tuple(_references(mesh, union, notes))
    _join_lineage(union, mesh)
    members: dict[Ref, list[Ref]] = {}
    for ref in demands:
        members.setdefault(union.find(ref), []).append(ref)
    return Spaces(
        demands,
        {ref: union.find(ref) for ref in demands},
        {space: tuple(own) for space, own in members.items()},
        links,
        references,
        rules,
        object_rules,
        notes,
    )


class _Union:
    """Disjoint sets of fields; the first field in mesh order represents the set."""

    def __init__(self, demands: Mapping[Ref, Demand]) -> None:
        self.demands = demands
        self._above: dict[Ref, Ref] = {}
        self._order = {ref: number for number, ref in enumerate(demands)}

    def find(self, ref: Ref) -> Ref:
        while ref in self._above:
            ref = self._above[ref]
        return ref

    def join(self, one: Ref, other: Ref) -> bool:
        """Join the sets of two fields; return False if their kinds differ, or if one of them has no demand."""
        if one not in self.demands or other not in self.demands:
            return False
        if self.demands[one].kind != self.demands[other].kind:
            return False
        one, other = sorted((self.find(one), self.find(other)), key=self._order.__getitem__)
        if one != other:
            self._above[other] = one
        return True


def _links(mesh: Mesh) -> dict[Ref, IdentifierLink]:
    found: dict[Ref, IdentifierLink] = {}
    for link in mesh.derived(linked).all():
        found.setdefault(Ref(link.contract, link.field), link)
    return found


def _join_schemes(union: _Union, links: Mapping[Ref, IdentifierLink]) -> None:
    first: dict[tuple[Any, ...], Ref] = {}
    for ref, link in links.items():
        if ref in union.demands:
            union.join(
                first.setdefault((*link.scheme.identity, link.part, union.demands[ref].kind), ref), ref
            )


def _references(mesh: Mesh, union: _Union, notes: list[Note]) -> Iterator[Reference]:
    for contract in mesh.contracts:
        for relation in relations(contract, mesh):
            sources, targets = (
                [found for each in side if (found := _field(each.target))]
                for side in (relation.sources, relation.targets)
            )
            if not sources or len(sources) != len(relation.sources) or len(sources) != len(targets):
                continue
            if not all(union.join(one, other) for one, other in zip(sources, targets, strict=True)):
                words = f"`{sources[0].address}` cannot match `{targets[0].address}`: their types differ"
                notes.append(Note(sources[0].address, words))
                continue
            yield Reference(tuple(sources), tuple(targets))


def _field(target: Target) -> Ref | None:
    if not isinstance(target, Resolved) or target.field is None:
        return None
    return Ref(target.contract, target.field)


def _join_lineage(union: _Union, mesh: Mesh) -> None:
    """Join a field with its only source if both have the same declarations."""
    flow = mesh.derived(columns)
    for target in range(len(flow)):
        edges = flow.edges_into(target)
        if len(edges) != 1:
            continue
        source = flow.sources[edges[0]]
        one = Ref(flow.contract(target), flow.index(target))
        other = Ref(flow.contract(source), flow.index(source))
        demands = [union.demands.get(each) for each in (one, other)]
        if demands[0] and demands[1] and demands[0].signature == demands[1].signature:
            union.join(one, other)


def _quality(contract: Contract, read: Callable[[str, int], Any]) -> dict[int, Rules]:
    """Return the quality rules of a contract's fields by index, and those of its n-th object under -1 - n."""
    if not any(each.has_quality for each in contract.fact.objects):
        return {}
    schema = mapping(read(contract.home.file, contract.home.document)).get("schema")
    found: dict[int, Rules] = {}
    for number, each in enumerate(schema if isinstance(schema, list | tuple) else ()):
        found[-1 - number] = tuple(mappings(mapping(each).get("quality")))
    fields = contract.fact.fields
    for index in fields.more.get("metrics", {}):
        value: Any = {"schema": schema}
        for step in fields.path(index):
            value = _within(value, step)
        found[index] = tuple(mappings(mapping(value).get("quality")))
    return found


def _within(value: Any, step: int | str) -> Any:  # noqa: ANN401 - a YAML value
    if isinstance(step, str):
        return mapping(value).get(step)
    return value[step] if isinstance(value, list | tuple) and step < len(value) else None


def uniques(contract: Contract, number: int, found: Spaces) -> Sequence[tuple[Ref, ...]]:
    """Return the sets of fields whose combined values are unique in an object, the primary key first."""
    from meshwright.facts.fields import KEY, UNIQUE

    fields = contract.fact.fields
    own = [index for index in range(len(fields)) if fields.object(index) == number]
    key = tuple(Ref(contract, index) for index in own if fields.flags[index] & KEY)
    sets = [key] if key else []
    sets += [(Ref(contract, index),) for index in own if fields.flags[index] & UNIQUE]
    for index in own:
        if any(each.get("metric") == "duplicateValues" for each in found.rules[Ref(contract, index)]):
            sets.append((Ref(contract, index),))
    for rule in found.object_rules[contract, number]:
        if rule.get("metric") != "duplicateValues":
            continue
        names = mapping(rule.get("arguments")).get("properties") or ()
        members = [fields.child(-1 - number, each) for each in names if isinstance(each, str)]
        if members and None not in members:
            sets.append(tuple(Ref(contract, each) for each in members if each is not None))
    return tuple(dict.fromkeys(each for each in sets if all(ref in found.demands for ref in each)))
