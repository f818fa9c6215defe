"""Column lineage as integers: every field of every contract has an id, and edges are arrays of ids.

A million edges must fit in memory and be traversed within a second, so fields and edges become objects only for display.
Two fields overlap if one contains the other: data from a struct comes from its parts,
and the sources of a part are sources of its struct.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.reach import Direction, walk
from meshwright.analysis.flow.sql_binding import readings
from meshwright.mesh.address import segment
from meshwright.mesh.references import Resolved, sources_by_contract
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from meshwright.analysis.flow.reach import Reach
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import Target

DECLARED, FROM_SQL = 1, 2
"""The origins of an edge, which can be combined; 3 means both."""


class Whole(NamedTuple):
    """A field that comes from a whole object or port, without a declared column."""

    target: int
    source: Contract
    object: int | None
    entry: int


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The fields of a mesh with their sources."""

    contracts: tuple[Contract, ...]
    offsets: array[int]
    """The id of each contract's first field, followed by the total number of fields."""
    first: Mapping[Contract, int]
    """The id of a contract's first field."""
    parents: array[int]
    """The parent of each field; -1 for none."""
    ends: array[int]
    """The id after each field's last part: the parts of `id` are `range(id + 1, ends[id])`."""
    sources: array[int]
    """The source of each edge. Edges are sorted by target."""
    targets: array[int]
    """The target of each edge."""
    kinds: bytes
    """The origin of each edge: `DECLARED`, `FROM_SQL` or both."""
    entries: array[int]
    """The position in the target's `transformSourceObjects` that declares each edge; -1 for edges from SQL alone."""
    wholes: tuple[Whole, ...]
    foreign: frozenset[int]
    """The fields with additional unknown sources, in another mesh or in unreadable SQL."""
    into: array[int]
    """The position of each field's first edge in `sources`; its edges end where those of the next field begin."""
    out_starts: array[int]
    """The position of each field's first edge in `out`; its edges end where those of the next field begin."""
    out: array[int]
    """The edges sorted by source."""

    def __len__(self) -> int:
        return len(self.parents)

    def id(self, contract: Contract, field: int) -> int:
        """Return the id of a field, given its contract and its index there."""
        return self.first[contract] + field

    def place(self, field: int) -> tuple[Contract, int]:
        """Return the contract of a field, and the field's index there."""
        number = self._number(field)
        return self.contracts[number], field - self.offsets[number]

    def contract(self, field: int) -> Contract:
        """Return the contract of a field."""
        return self.contracts[self._number(field)]

    def index(self, field: int) -> int:
        """Return a field's index in its contract."""
        return field - self.offsets[self._number(field)]

    def object(self, field: int) -> int:
        """Return the position of a field's object in its contract."""
        return self.contract(field).fact.fields.object(self.index(field))

    def name(self, field: int) -> str:
        """Return the path of a field, starting with the object's name and joined by `/`."""
        contract = self.contract(field)
        return contract.fact.fields.name(self.index(field), contract.fact.objects)

    def address(self, field: int) -> str:
        """Return a field's address."""
        contract, index = self.contract(field), self.index(field)
        columns = contract.fact.fields
        steps: list[str] = []
        while index >= 0:
            steps.append(segment(columns.names[index]))
            index = columns.parents[index]
        return "/".join((contract.address, segment(contract.fact.objects[-1 - index].name), *reversed(steps)))

    def at(self, field: int) -> At:
        """Return the location of a field."""
        contract = self.contract(field)
        return contract.home.at(*contract.fact.fields.path(self.index(field)))

    def edge_at(self, edge: int) -> At:
        """Return the location that declares an edge: an entry or SQL."""
        at = self.at(self.targets[edge])
        entry = self.entries[edge]
        return at / "transformLogic" if entry < 0 else at / "transformSourceObjects" / entry

    def edges_into(self, field: int) -> range:
        """Return the edges that lead to exactly this field."""
        return range(self.into[field], self.into[field + 1])

    def edges_out_of(self, field: int) -> array[int]:
        """Return the edges that start at exactly this field."""
        return self.out[self.out_starts[field] : self.out_starts[field + 1]]

    def overlapping(self, field: int) -> Iterable[int]:
        """Return a field with its parts and its ancestors."""
        parent, end = self.parents[field], self.ends[field]
        if parent < 0:
            return (field,) if end == field + 1 else range(field, end)
        found = list(range(field, end))
        while parent >= 0:
            found.append(parent)
            parent = self.parents[parent]
        return found

    def is_among(self, field: int, others: Container[int]) -> bool:
        """Return whether a field overlaps any of the given fields."""
        return any(each in others for each in self.overlapping(field))

    def upstream(self, fields: Iterable[int], depth: int | None = None) -> Reach:
        """Return the columns upstream of fields, within a number of hops."""
        return walk(self, Direction(self.into, None, self.targets, self.sources), fields, depth)

    def downstream(self, fields: Iterable[int], depth: int | None = None) -> Reach:
        """Return the columns downstream of fields, within a number of hops."""
        return walk(self, Direction(self.out_starts, self.out, self.sources, self.targets), fields, depth)

    def between(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Map each pair of contracts that edges connect, as positions, to the number of its edges and its first edge."""
        homes = array("i")
        for number, contract in enumerate(self.contracts):
            homes.extend([number] * len(contract.fact.fields))
        pairs: dict[tuple[int, int], tuple[int, int]] = {}
        for target, (start, end) in enumerate(pairwise(self.offsets)):
            edges = range(self.into[start], self.into[end])
            found = [homes[source] for source in self.sources[edges.start : edges.stop]]
            first = dict(zip(reversed(found), reversed(edges), strict=True))
            for source, count in Counter(found).items():
                pairs[source, target] = count, first[source]
        return pairs

    def _number(self, field: int) -> int:
        return bisect_right(self.offsets, field) - 1


def columns(mesh: Mesh) -> Columns:
    """Number the fields of a mesh and connect them; call it through `mesh.derived(columns)`.

    Rules report unresolved sources; here, they make a field's lineage partly unknown.
    """
    contracts = mesh.contracts
    offsets = array("i", accumulate((len(each.fact.fields) for each in contracts), initial=0))
    first = dict(zip(contracts, offsets, strict=False))
    parents, ends = _trees(contracts, offsets)
    sources, targets, entries, kinds = array("i"), array("i"), array("i"), bytearray()
    into = array("i")
    wholes: list[Whole] = []
    foreign: set[int] = set()
    for contract in contracts:
        start = first[contract]
        for field, stated in _stated(contract, mesh).items():
            target = start + field
            into.extend([len(sources)] * (target + 1 - len(into)))
            known: dict[int, int] = {}
            for kind, entry, found in stated:
                if not isinstance(found, Resolved):
                    foreign.add(target)
                    continue
                if found.field is None:
                    wholes.append(Whole(target, found.contract, found.object, entry))
                    continue
                source = first[found.contract] + found.field
                if source in known:
                    kinds[known[source]] |= kind
                elif found.contract is not contract or not _overlap(source, target, ends):
                    known[source] = len(sources)
                    sources.append(source)
                    targets.append(target)
                    entries.append(entry)
                    kinds.append(kind)
    into.extend([len(sources)] * (offsets[-1] + 1 - len(into)))
    out_starts, out = by_source(sources, offsets[-1])
    return Columns(
        contracts,
        offsets,
        first,
        parents,
        ends,
        sources,
        targets,
        bytes(kinds),
        entries,
        tuple(wholes),
        frozenset(foreign),
        into,
        out_starts,
        out,
    )


def _trees(contracts: Iterable[Contract], offsets: array[int]) -> tuple[array[int], array[int]]:
    """Return the parent of each field, and the id after its last part."""
    parents, ends = array("i"), array("i")
    for contract, start in zip(contracts, offsets, strict=False):
        own = contract.fact.fields.parents
        parents.extend(start + parent if parent >= 0 else -1 for parent in own)
        ends.extend(range(start + 1, start + len(own) + 1))
        for field in range(start + len(own) - 1, start - 1, -1):
            parent = parents[field]
            if parent >= 0 and ends[parent] < ends[field]:
                ends[parent] = ends[field]
    return parents, ends


def _stated(contract: Contract, mesh: Mesh) -> dict[int, list[tuple[int, int, Target]]]:
    """Return each field's sources in order: the origin, the position of the entry, and the item that it refers to."""
    stated: dict[int, list[tuple[int, int, Target]]] = {}
    for field, entry, _, target in mesh.derived(sources_by_contract).get(contract, ()):
        if field in stated:
            stated[field].append((DECLARED, entry, target))
        else:
            stated[field] = [(DECLARED, entry, target)]
    logic = contract.fact.fields.more.get("logic")
    if not logic:
        return stated  # declared fields are in document order
    read = mesh.derived(readings).get(contract, {})
    for field in logic:
        reading = read.get(field)
        found = stated.setdefault(field, [])
        if not found and not (reading and reading.is_whole):
            found.append((FROM_SQL, -1, None))
        if reading:
            made = (*reading.values, *reading.conditions)
            found += ((FROM_SQL, -1, Resolved(each.contract, None, each.field)) for each in made)
    return dict(sorted(stated.items()))


def _overlap(one: int, other: int, ends: array[int]) -> bool:
    return one <= other < ends[one] or other <= one < ends[other]


def by_source(sources: array[int], count: int) -> tuple[array[int], array[int]]:
    """Sort edges by source, stably: return each field's first edge in the sorted order, and the sorted edges."""
    starts = array("i", bytes(4 * (count + 1)))
    for source in sources:
        starts[source + 1] += 1
    starts = array("i", accumulate(starts))
    free = starts[:]
    out = array("i", bytes(4 * len(sources)))
    for edge, source in enumerate(sources):
        out[free[source]] = edge
        free[source] += 1
    return starts, out
