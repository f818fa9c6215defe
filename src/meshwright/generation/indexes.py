"""Indexes: for each row, the number of the value that a column takes from its space. They ensure that keys are unique
and references match.

All columns in a row that identify the same entity have the same index: two artist identifiers in a row belong to the
same artist.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from meshwright.generation.spaces import Note, Ref, uniques
from meshwright.generation.values import EMPTY
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.generation.spaces import Reference, Spaces
    from meshwright.generation.values import Values
    from meshwright.mesh.items import Contract

TableId = tuple["Contract", int]
"""A contract, and the position of an object in it."""
Group = str | Ref
"""An entity or, for fields without an entity, their space."""


class Key(NamedTuple):
    """An identifier in one or several columns of an object, by its group and its role."""

    group: Group
    role: str


class Row(NamedTuple):
    """The row number itself."""


class Radix(NamedTuple):
    """One digit of the row number in a mixed-radix system."""

    below: int
    """The product of the lower digits."""
    size: int


class Draw(NamedTuple):
    """A pseudo-random index for the row."""

    purpose: str
    size: int


class Other(NamedTuple):
    """An index that always differs from that of another column in the row."""

    base: Index
    inner: Index
    size: int


class Via(NamedTuple):
    """The index that a column of another table has in the row that `inner` selects."""

    table: TableId
    key: Key
    inner: Index


Index = Row | Radix | Draw | Other | Via


@dataclass(eq=False)
class Table:
    """An object of a contract, with the number of its rows and the indexes of its columns."""

    id: TableId
    keys: Mapping[Ref, Key]
    uniques: Sequence[tuple[Ref, ...]]
    rows: int
    indexes: dict[Key, Index] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The object's address."""
        contract, number = self.id
        return f"{contract.address}/{contract.fact.objects[number].name}"


@dataclass(eq=False)
class Universe:
    """The tables of a mesh, with the values of all spaces."""

    spaces: Spaces
    values: Mapping[Ref, Values]
    rows: int
    spoiled: frozenset[TableId] = frozenset()
    """The tables with a spoiled last row, which references must not use."""
    tables: dict[TableId, Table] = field(default_factory=dict)
    sizes: dict[Group, int] = field(default_factory=dict)
    targets: dict[Ref, tuple[Reference, Ref]] = field(default_factory=dict)
    """The reference and the referenced field, by referencing field."""
    notes: list[Note] = field(default_factory=list)

    def referred(self, table: TableId) -> int:
        """Return the number of rows that references may use."""
        rows = self.tables[table].rows
        return max(rows - (table in self.spoiled), 1)

    def part_count(self, link: IdentifierLink, part: str) -> int:
        """Count the values for one part of a composite identifier; 1 if no field contains the part."""
        space = self.spaces.parts.get((*link.scheme.identity, part))
        return 1 if space is None else min(self.values[space].count, 2**31)

    def is_one_to_one(self, table: Table, reference: Reference) -> bool:
        """Return whether the fields of a composite reference are unique on both sides."""
        target = reference.targets[0]
        other = self.tables[target.contract, target.object]
        is_unique = any(set(each) == set(reference.sources) for each in table.uniques)
        is_composite = len(reference.targets) > 1
        return (
            is_composite and is_unique and any(set(each) == set(reference.targets) for each in other.uniques)
        )

    def size(self, table: Table, key: Key) -> int:
        """Count the indexes available to a key: those of its group that also exist in the tables that the key references."""
        size = self.sizes[key.group]
        for ref, own in table.keys.items():
            if own == key and ref in self.targets:
                target = self.targets[ref][1]
                size = min(size, self.referred((target.contract, target.object)))
        return size


def universe(  # noqa: PLR0913 - the parts of one plan
    spaces: Spaces,
    values: Mapping[Ref, Values],
    scalars: Mapping[TableId, Sequence[Ref]],
    groups: Mapping[Ref, Group],
    *,
    rows: int,
    spoiled: frozenset[TableId] = frozenset(),
) -> Universe:
    """Determine the rows of all tables and the indexes of their columns; `scalars` are the columns of each table."""
    found = Universe(spaces, values, rows, spoiled, notes=list(spaces.notes))
    for reference in spaces.references:
        for source, target in zip(reference.sources, reference.targets, strict=True):
            found.targets.setdefault(source, (reference, target))
    for table, own in scalars.items():
        keys = _keys(own, groups, spaces)
        sets = [each for each in uniques(*table, spaces) if all(ref in keys for ref in each)]
        found.tables[table] = Table(table, keys, sets, rows)
    found.sizes = _sizes(found, groups)
    _limit_rows(found)
    for each in found.tables.values():
        _Assigner(found, each).assign()
    return found


def _keys(own: Iterable[Ref], groups: Mapping[Ref, Group], spaces: Spaces) -> dict[Ref, Key]:
    """Return the key of each column; a column that repeats the scheme and role of another column gets its own key."""
    found: dict[Ref, Key] = {}
    taken: set[tuple[Group, str, object]] = set()
    for ref in own:
        if ref not in groups:
            continue
        link, group = spaces.links.get(ref), groups[ref]
        role = (link.role if link else None) or ""
        what = (link.scheme.identity, link.part) if link and isinstance(group, str) else None
        number = 0
        while (group, role, what) in taken:
            number += 1
            role = f"{role} {number}"
        taken.add((group, role, what))
        found[ref] = Key(group, role)
    return found


def _sizes(found: Universe, groups: Mapping[Ref, Group]) -> dict[Group, int]:
    """Return the number of values in each group; for an entity with several schemes, the smallest of their numbers."""
    sizes: dict[Group, int] = {}
    parts: dict[tuple[Group, object], dict[str, int]] = {}
    for ref, group in groups.items():
        space = found.spaces.space[ref]
        if isinstance(group, str) and found.values[space] == EMPTY:
            continue  # another scheme of the entity still has values
        count = found.values[space].count
        link = found.spaces.links.get(ref)
        if isinstance(group, str) and link is not None and link.part is not None:
            parts.setdefault((group, link.scheme.identity), {})[link.part] = count
            continue
        is_alone = len(found.spaces.members[space]) == 1 and not isinstance(group, str)
        sizes[group] = min(sizes.get(group, count), count if is_alone else min(count, found.rows))
    for (group, _), counts in parts.items():
        sizes[group] = min(sizes.get(group, found.rows), math.prod(counts.values()))
    return {**dict.fromkeys(groups.values(), 1), **sizes}


def _limit_rows(found: Universe) -> None:
    """Limit each table's rows to the number of values of its unique columns, until nothing changes."""
    is_changed = True
    while is_changed:
        is_changed = False
        for table in found.tables.values():
            most = min((_combinations(found, table, each) for each in table.uniques), default=table.rows)
            if most < table.rows:
                table.rows = max(most, 1)
                is_changed = most >= 1


def _combinations(found: Universe, table: Table, members: tuple[Ref, ...]) -> int:
    keys = dict.fromkeys(table.keys[ref] for ref in members)
    seen: set[Group] = set()
    product = 1
    for key in keys:
        product *= max(found.size(table, key) - (key.group in seen), 1)
        seen.add(key.group)
    return product


class _Assigner:
    """The assignment of indexes to the keys of one table."""

    def __init__(self, found: Universe, table: Table) -> None:
        self.universe = found
        self.table = table
        self.own = table.indexes
        self.first: dict[Group, Key] = {}
        """The first key of each group that has an index."""
        self.unique: set[Key] = set()

    def assign(self) -> None:
        for members in sorted(self.table.uniques, key=len):
            self._assign_unique(members)
        for key in dict.fromkeys(self.table.keys.values()):
            if key not in self.own:
                size = self.universe.size(self.table, key)
                self._put(key, partial(Draw, _purpose(key)), size)

    def _assign_unique(self, members: tuple[Ref, ...]) -> None:
        keys = list(dict.fromkeys(self.table.keys[ref] for ref in members))
        if any(key in self.unique for key in keys) or self._is_numbered(keys):
            return
        if not all(self._is_covered(ref) for ref in members):
            self._note(members, "may repeat, because its referenced values repeat")
        free = sorted(
            (key for key in keys if key not in self.own), key=lambda key: self.universe.size(self.table, key)
        )
        below, rows = 1, self.table.rows
        for position, key in enumerate(free):
            size = self._room(key)
            left = -(-rows // below)
            wanted = left if position == len(free) - 1 else math.ceil(left ** (1 / (len(free) - position)))
            digit = max(min(size, wanted), 1)
            if digit >= rows:
                self._put(key, lambda _: Row(), 1)
                self.unique.add(key)
                return
            self._put(key, partial(_digit, below, digit), size)
            below *= digit
        if below < rows:
            self._note(members, "may repeat, because other keys of the object use its values")

    def _note(self, members: tuple[Ref, ...], words: str) -> None:
        names = ", ".join(f"`{ref.address}`" for ref in members)
        self.universe.notes.append(Note(members[0].address, f"{names} {words}"))

    def _is_numbered(self, keys: list[Key]) -> bool:
        """Return whether the digits in use already distinguish all rows."""
        digits = [inner for key in keys if isinstance(inner := _inner(self.own.get(key)), Radix)]
        ordered = sorted(digits)
        is_whole = bool(ordered) and ordered[0].below == 1
        is_whole = is_whole and all(one.below * one.size == two.below for one, two in pairwise(ordered))
        return is_whole and ordered[-1].below * ordered[-1].size >= self.table.rows

    def _is_covered(self, ref: Ref) -> bool:
        """Return whether a field can have unique values because it references nothing, or because it references a key."""
        target = self.universe.targets.get(ref)
        if target is None:
            return True
        reference, field_ = target
        other = self.universe.tables[field_.contract, field_.object]
        return (field_,) in other.uniques or self.universe.is_one_to_one(self.table, reference)

    def _room(self, key: Key) -> int:
        size = self.universe.size(self.table, key)
        return max(size - (key.group in self.first), 1)

    def _put(self, key: Key, inner: Callable[[int], Index], size: int) -> None:
        base = self.first.setdefault(key.group, key)
        if base == key or base not in self.own or size < 2:
            found = inner(size)
        else:
            found = Other(self.own[base], inner(size - 1), size)
        target = next(
            (
                self.universe.targets[ref]
                for ref, own in self.table.keys.items()
                if own == key and ref in self.universe.targets
            ),
            None,
        )
        self.own[key] = found if target is None else self._via(target, found)

    def _via(self, target: tuple[Reference, Ref], found: Index) -> Index:
        """Return the index of a referencing column: that of the referenced column in some row, or `found` if the
        referenced column alone is unique.
        """
        reference, other = target
        table = (other.contract, other.object)
        if len(reference.targets) == 1 and (other,) in self.universe.tables[table].uniques:
            return found
        if self.universe.is_one_to_one(self.table, reference):
            found = Row()
        elif len(reference.targets) > 1:
            size = self.universe.referred(table)
            found = Draw(" ".join(ref.address for ref in reference.targets), size)
        return Via(table, self.universe.tables[table].keys[other], found)


def _inner(index: Index | None) -> Index | None:
    return index.inner if isinstance(index, Other) else index


def _digit(below: int, digit: int, _: int) -> Index:
    return Radix(below, digit)


def _purpose(key: Key) -> str:
    name = key.group if isinstance(key.group, str) else key.group.address
    return f"{name} {key.role}"
