"""The effective classification of each field: its declared level, or else the level inherited from its sources and
lowered by de-identification.

A level is a rank in the registered classification, counted from 0; a field without information has -1.
The two ends of every edge are compared by these effective levels, so a leak is reported only at the first edge that
leaks.
"""

from __future__ import annotations

from array import array
from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.sensitivity.masking import Effect, Masking, masking
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.analysis.flow.columns import Columns
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Classification

UNKNOWN = -1


class Leak(NamedTuple):
    """An edge through which a field receives a higher level than it declares."""

    edge: int
    rank: int
    """The level that the field receives, after de-identification."""


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """The levels of all fields of a mesh."""

    columns: Columns
    ladder: Classification
    declared: array[int]
    """Each field's declared level, or else its container's level; -1 if neither declares one."""
    inferred: array[int]
    """The inherited level of each field that does not declare one; -1 for other fields."""
    masked: Mapping[int, Masking]
    """The fields that declare a de-identification."""

    def rank(self, field: int) -> int:
        """Return the level of this field alone: its declared level, or else the level that the field or its container
        inherits.
        """
        if self.declared[field] != UNKNOWN:
            return self.declared[field]
        rank = UNKNOWN
        while field >= 0:
            rank = max(rank, self.inferred[field])
            field = self.columns.parents[field]
        return rank

    def allowed(self, field: int) -> int:
        """Return the highest level that a field and its parts declare; -1 if any of them declares none."""
        end = self.columns.ends[field]
        if end == field + 1:
            return self.declared[field]
        leaves = [part for part in range(field, end) if self.columns.ends[part] == part + 1]
        if any(self.declared[leaf] == UNKNOWN for leaf in leaves):
            return UNKNOWN
        return max(self.declared[field:end])

    def reach(self, field: int) -> int:
        """Return the highest level of a field and its parts."""
        end = self.columns.ends[field]
        if end == field + 1:
            return self.rank(field)
        return max(self.rank(part) for part in range(field, end))

    def passed(self, edge: int) -> int:
        """Return the level that an edge passes on, after the de-identification that its target declares."""
        return self.lowered(self.reach(self.columns.sources[edge]), self.columns.targets[edge])

    def lowered(self, rank: int, target: int) -> int:
        """Lower a level by the de-identification that a field declares."""
        done = self.masked.get(target)
        return rank if done is None else lowered(rank, done, self.ladder)

    def leaks(self) -> Iterator[Leak]:
        """Yield the worst edge of each field that receives more than it declares, the first if several are equal."""
        highest = len(self.ladder.levels) - 1
        for target, (start, end) in enumerate(pairwise(self.columns.into)):
            allowed = self.allowed(target) if start < end else UNKNOWN
            if allowed in (UNKNOWN, highest):
                continue
            edge, rank = start, self.passed(start)
            for other in range(start + 1, end):
                if (more := self.passed(other)) > rank:
                    edge, rank = other, more
            if rank > allowed:
                yield Leak(edge, rank)

    def origin(self, edge: int) -> tuple[int, ...]:
        """Return the edges along which a level reached an edge, from that edge upstream to the origin."""
        found = [edge]
        seen = {self.columns.targets[edge]}
        field: int | None = self.columns.sources[edge]
        while field is not None and field not in seen:
            seen.add(field)
            above = self._above(field)
            if above is None:
                break
            found.append(above)
            field = self.columns.sources[above]
        return tuple(found)

    def _above(self, field: int) -> int | None:
        """Find the first edge into a field or an overlapping field that passes on the field's level."""
        rank = self.reach(field)
        for each in sorted(self.columns.overlapping(field)):
            for edge in self.columns.edges_into(each):
                if self.passed(edge) >= rank > UNKNOWN:
                    return edge
        return None


def lowered(rank: int, done: Masking, ladder: Classification) -> int:
    """Lower a level by de-identification: by one step for a pseudonym, or to the registered level for group figures."""
    if done.effect is Effect.PSEUDONYM:
        floor = ladder.rank(ladder.pseudonymised_floor)
        return rank if floor is None or rank <= floor else rank - 1
    if done.effect is Effect.FIGURE:
        level = ladder.rank(ladder.aggregated_level)
        return rank if level is None else min(rank, level)
    return rank


def sensitivity(mesh: Mesh) -> Sensitivity | None:
    """Find the level of every field; None without a registered classification.

    Call it through `mesh.derived(sensitivity)`.
    """
    ladder = mesh.classification
    if ladder is None:
        return None
    known = mesh.derived(columns)
    ranks = {level: rank for rank, level in reversed(list(enumerate(ladder.levels)))}
    declared = array("b")
    masked: dict[int, Masking] = {}
    for contract in known.contracts:
        fields = contract.fact.fields
        start = known.first[contract]
        for parent, stated in zip(fields.parents, fields.classifications, strict=True):
            inherited = declared[start + parent] if parent >= 0 else UNKNOWN
            declared.append(ranks.get(stated or "", inherited))
        for at, (level, _) in fields.more.get("defined", {}).items():
            declared[start + at] = max(declared[start + at], ranks.get(level, UNKNOWN))
        for at, custom in fields.more.get("custom", {}).items():
            done = masking(custom)
            if done.method is not None:
                masked[start + at] = done
    found = Sensitivity(known, ladder, declared, array("b", b"\xff" * len(known)), masked)
    spread(found, range(len(known.targets)))
    return found


def spread(levels: Sensitivity, edges: Iterable[int]) -> None:
    """Raise inferred levels, as little as possible, until no edge passes on a higher level than its target has.

    The result does not depend on the order of the edges.
    """
    known, inferred = levels.columns, levels.inferred
    waiting = deque(edges)
    is_waiting = bytearray(b"\x01" * len(known.targets))
    while waiting:
        edge = waiting.popleft()
        is_waiting[edge] = False
        target = known.targets[edge]
        if levels.allowed(target) != UNKNOWN:
            continue
        rank = levels.passed(edge)
        if rank <= inferred[target]:
            continue
        inferred[target] = rank
        for field in known.overlapping(target):
            for following in known.edges_out_of(field):
                if not is_waiting[following]:
                    is_waiting[following] = True
                    waiting.append(following)
