"""The cost of applying a JSON Schema to a value, computed without applying it.

If the references of a schema double at each level, a few lines can require more steps than any computer can perform.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 10**12
"""A number of steps that represents infinity."""


_REPEATED = 3
"""The number of times that parts are applied to the same value if the properties that they evaluate are also needed."""
_ENTRIES = 200_000
"""The maximum number of entries in all tables together; a schema that needs more is not examined."""


@dataclass(slots=True)
class Part:
    """A part of a schema, with the parts that it applies to the same value and to nested values."""

    weight: int = 1
    """The number of steps that the part itself takes."""
    same: list[int] = field(default_factory=list)
    inside: list[tuple[str | int | None, int]] = field(default_factory=list)
    """The parts that apply to nested values, each with the key or position of these values; None for all nested values."""
    is_repeated: bool = False
    """Whether the part needs the properties that the parts for the same value evaluate."""


class Work(NamedTuple):
    """The minimum work for a validator that applies a schema to one value."""

    steps: int
    """The number of applied parts."""
    nesting: int
    """The maximum nesting of applied parts; if the step limit is exceeded, the maximum up to that point."""


@dataclass(slots=True)
class _Table:
    """All parts that a given part applies to a value and to nested values."""

    weight: int
    nesting: int
    inside: dict[str | int | None, dict[int, int]] = field(default_factory=dict)
    """The parts that apply to the value at each nested key or position, with the number of times that they apply."""
    levels: dict[int, int] = field(default_factory=dict)
    """The number of enclosing parts for each part that is applied to nested values."""

    def add(self, other: _Table, times: int) -> None:
        """Add the parts of another table, which applies to the same value the given number of times."""
        self.weight = min(self.weight + times * other.weight, _MOST)
        self.nesting = max(self.nesting, 1 + other.nesting)
        for where, parts in other.inside.items():
            here = self.inside.setdefault(where, {})
            for each, count in parts.items():
                here[each] = min(here.get(each, 0) + times * count, _MOST)
        for each, level in other.levels.items():
            self.levels[each] = max(self.levels.get(each, 0), 1 + level)


class SchemaCost:
    """The work that each part of a schema causes."""

    def __init__(self, parts: Mapping[int, Part], root: int) -> None:
        self._root = root
        graph = {name: part.same for name, part in parts.items()}
        try:
            order = tuple(TopologicalSorter(graph).static_order())
        except CycleError:
            order = ()
        self.is_endless = not order
        """Whether a part applies itself to the same value, directly or indirectly."""
        self._tables = _tabulated(parts, order)

    def work(self, value: Any, most: int) -> Work:  # noqa: ANN401 - any YAML value
        """Return the work for a value. Counting stops when `most` steps are exceeded."""
        if self._root not in self._tables:
            return Work(most + 1, 0)
        steps = nesting = 0
        left: list[tuple[Any, dict[int, _Use]]] = [(value, {self._root: _Use(1, 0)})]
        while left and steps <= most:
            value, parts = left.pop()
            uses = [(self._tables[name], use) for name, use in parts.items()]
            steps += sum(use.times * table.weight for table, use in uses)
            nesting = max(nesting, *(use.around + table.nesting for table, use in uses))
            if isinstance(value, dict | list):
                for where, inner in value.items() if isinstance(value, dict) else enumerate(value):
                    if found := _inside(where, uses):
                        left.append((inner, found))
        return Work(steps, nesting)


class _Use(NamedTuple):
    """The use of a part for a value."""

    times: int
    around: int
    """The number of enclosing parts."""


def _inside(where: str | int, uses: list[tuple[_Table, _Use]]) -> dict[int, _Use]:
    """Return the parts that apply to the value at a key or position, given the parts that apply to its container."""
    found: dict[int, _Use] = {}
    for table, use in uses:
        for key in (where, None):
            for name, count in table.inside.get(key, {}).items():
                times, around = found.get(name, (0, 0))
                found[name] = _Use(times + use.times * count, max(around, use.around + table.levels[name]))
    return found


def _tabulated(parts: Mapping[int, Part], order: tuple[int, ...]) -> dict[int, _Table]:
    """Return a table for each part; empty if the tables are too large."""
    tables: dict[int, _Table] = {}
    entries = 0
    for name in order:
        part = parts[name]
        tables[name] = table = _Table(part.weight, 1)
        times = _REPEATED if part.is_repeated else 1
        for where, each in part.inside:
            here = table.inside.setdefault(where, {})
            here[each] = here.get(each, 0) + times
            table.levels[each] = 1
        for each in part.same:
            table.add(tables[each], times)
        entries += len(table.levels)
        if entries > _ENTRIES:
            return {}
    return tables
