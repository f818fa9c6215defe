"""Joins: whether two ports can be joined on an entity, given columns, crosswalks and meanings.

A scheme is like a type, and a crosswalk like a conversion. Once the keys match, the two domains' *meanings* are compared.
A port is represented by its first object; another object is used only if the first has no matching key.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.meaning.crosswalks import Key, crossings, keys, reach, route, unnamed_crosswalks
from meshwright.analysis.meaning.entities import CLOSE, EXACT, vocabulary
from meshwright.mesh.inheritance import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.analysis.meaning.crosswalks import Crossing
    from meshwright.analysis.meaning.entities import Meaning
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class JoinOutcome(Enum):
    """The outcome of a join query."""

    JOINABLE = "joinable"
    MEANINGS_DIFFER = "meanings-differ"
    """The keys match, but one meaning is only close to the other, is narrower or broader, or is not declared."""
    NOT_JOINABLE = "not-joinable"
    UNDECIDED = "undecided"
    """There are several paths, and the user must choose."""


class JoinOperand(NamedTuple):
    """A side of a join: a port, one of its objects, or a column."""

    contract: Contract
    object: int | None = None
    field: int | None = None


class Hop(NamedTuple):
    """An equality between two keys of one scheme."""

    left: Key
    right: Key

    @property
    def fan_out(self) -> str:
        """The cardinality of the equality, according to the keys that the contracts declare as unique."""
        return f"{'one' if self.left.is_unique else 'many'}-to-{'one' if self.right.is_unique else 'many'}"


class DomainMeaning(NamedTuple):
    """The meaning of an entity in a domain."""

    domain: str
    meaning: Meaning | None


class _Side(NamedTuple):
    end: JoinOperand
    keys: list[Key]


class JoinPath(NamedTuple):
    """Two matching keys, with the crosswalks between them."""

    start: Key
    end: Key
    crossings: tuple[Crossing, ...]

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The equalities, from the start to the end."""
        entries = (*(crossing.entry for crossing in self.crossings), self.end)
        exits = (self.start, *(crossing.exit for crossing in self.crossings))
        return tuple(map(Hop, exits, entries))

    @property
    def cost(self) -> tuple[int, int, int]:
        """The numbers of objects that are not the first in their port, of crosswalks, and of domain-specific schemes."""
        own = (self.start.scheme, self.end.scheme)
        aside = (self.start.object > 0) + (self.end.object > 0)
        return aside, len(self.crossings), sum(scheme.domain is not None for scheme in own)


@dataclass(frozen=True, slots=True)
class JoinResult:
    """The result of a join query for two ports."""

    verdict: JoinOutcome
    entity: str | None = None
    way: JoinPath | None = None
    senses: tuple[DomainMeaning, ...] = ()
    choices: tuple[str, ...] = ()
    """The options between which the user can choose, if the outcome is undecided."""
    reasons: tuple[str, ...] = ()
    """The reasons why a path is missing."""
    remedies: tuple[str, ...] = ()
    """The steps that enable the join."""
    others: tuple[str, ...] = field(default=())
    """Other entities on which the keys match."""
    lost: tuple[str, ...] = field(default=())
    """The rows without a match because one meaning is narrower than the other."""
    apart: tuple[str, ...] = field(default=())
    """Entities that both sides have, but on which the keys do not match."""


def meet(
    one: JoinOperand,
    other: JoinOperand,
    mesh: Mesh,
    *,
    entity: str | None = None,
    roles: tuple[str, ...] = (),
) -> JoinResult:
    """Find the shortest join path from one port to another.

    The first of `roles` applies to the first port, the last to the second; a role that a port does not have is ignored.
    """
    left = _Side(one, _of_role(_keys(one, entity, mesh), roles[:1]))
    right = _Side(other, _of_role(_keys(other, entity, mesh), roles[-1:]))
    ways = sorted(_ways(left.keys, right.keys, mesh), key=lambda way: way.cost)
    if not ways:
        return _apart(left, right, entity, mesh)
    entities = sorted({way.start.entity for way in ways if way.cost[:2] == ways[0].cost[:2]})
    if len(entities) > 1:
        choices = tuple(f"--on {name}" for name in entities)
        return JoinResult(
            JoinOutcome.UNDECIDED, choices=choices, reasons=("the ports share several entities",)
        )
    best = [way for way in ways if way.cost == ways[0].cost]
    if len(best) > 1:
        return JoinResult(
            JoinOutcome.UNDECIDED,
            entities[0],
            choices=tuple(map(_spoken, best)),
            reasons=(f"the ports can be joined on `{entities[0]}` in several ways",),
        )
    answer = _in_sense(best[0], mesh)
    met = {way.start.entity for way in ways}
    shared = {key.entity for key in left.keys} & {key.entity for key in right.keys}
    return replace(answer, others=tuple(sorted(met - {entities[0]})), apart=tuple(sorted(shared - met)))


def _keys(end: JoinOperand, entity: str | None, mesh: Mesh) -> list[Key]:
    return [
        key
        for key in keys(end.contract, mesh)
        if entity in (None, key.entity)
        and end.object in (None, key.object)
        and (end.field is None or any(link.field == end.field for link in key.links))
    ]


def _of_role(own: list[Key], roles: tuple[str, ...]) -> list[Key]:
    return [key for key in own if key.role in roles] or own


def _ways(left: Iterable[Key], right: list[Key], mesh: Mesh) -> Iterable[JoinPath]:
    for one in left:
        for other in right:
            if one.entity == other.entity and one != other:
                found = route(one.entity, one.scheme.name, other.scheme.name, mesh)
                if found is not None:
                    yield JoinPath(one, other, found)


def _spoken(way: JoinPath) -> str:
    """Describe a path by its distinguishing features: its columns and their roles."""
    return " = ".join(
        ", ".join(f"{key.contract.address}/{column}" for column in key.columns)
        + (f" (--role {key.role})" if key.role else "")
        for key in (way.start, way.end)
    )


def sense(key: Key, mesh: Mesh) -> DomainMeaning:
    """Return the meaning of a key's entity in the key's domain."""
    domain = domain_of(key.contract, mesh) or "-"
    return DomainMeaning(domain, mesh.derived(vocabulary).said.get((domain, key.entity)))


_BREADTH = {"broadMatch": -1, "narrowMatch": 1}
"""The breadth of a meaning compared with its entity; `broadMatch` says that the entity is broader, so the meaning is
narrower.
"""


def _in_sense(way: JoinPath, mesh: Mesh) -> JoinResult:
    """Compare two meanings. They are equal if they belong to the same domain, or if both are equal to the entity."""
    senses = (sense(way.start, mesh), sense(way.end, mesh))
    entity = way.start.entity
    relations = [each.meaning.relation if each.meaning else CLOSE for each in senses]
    if senses[0].domain == senses[1].domain or relations == [EXACT, EXACT]:
        return JoinResult(JoinOutcome.JOINABLE, entity, way, senses)
    one, other = (_BREADTH.get(relation, 0) for relation in relations)
    return JoinResult(
        JoinOutcome.MEANINGS_DIFFER, entity, way, senses, lost=tuple(_lost(way, senses, one - other))
    )


def _lost(way: JoinPath, senses: tuple[DomainMeaning, DomainMeaning], breadth: int) -> Iterable[str]:
    """Describe the rows without a match; `breadth` is positive if the first meaning is the broader one."""
    broad = {_BREADTH.get(each.meaning.relation, 0) for each in senses if each.meaning}
    if not breadth:
        if broad & {-1, 1}:
            yield "rows on either side that the other domain's meaning excludes"
        return
    broader, narrower = (0, 1) if breadth > 0 else (1, 0)
    port = (way.start, way.end)[broader].contract.address
    yield f"rows of `{port}` that are not what `{senses[narrower].domain}` means by `{way.start.entity}`"


def _apart(left: _Side, right: _Side, entity: str | None, mesh: Mesh) -> JoinResult:
    """Explain why there is no path, and how to enable one."""
    sides = (left, right)
    shared = sorted({key.entity for key in left.keys} & {key.entity for key in right.keys})
    if shared:
        reasons = []
        remedies: list[str] = []
        for name in shared:
            one, other = ([key for key in side.keys if key.entity == name] for side in sides)
            if any(key in other for key in one):
                reasons.append(f"{_carried(one)}: both sides are the same column")
                continue
            schemes = f"no crosswalk of `{name}` connects their schemes"
            reasons.append(f"{_carried(one)} and {_carried(other)}: {schemes}")
            remedies += _bridges(name, one, other, mesh)
        return JoinResult(
            JoinOutcome.NOT_JOINABLE,
            entity or shared[0],
            reasons=tuple(reasons),
            remedies=tuple(dict.fromkeys(remedies)),
        )
    if entity is not None:
        bare = (side.end.contract.address for side in sides if not side.keys)
        reasons = [f"`{address}` has no column of `{entity}`" for address in bare]
    else:
        reasons = [f"the ports have no entity in common: {_entities(left)}, {_entities(right)}"]
    remedy = "link columns on both sides to one entity in the meanings of their domains"
    return JoinResult(JoinOutcome.NOT_JOINABLE, entity, reasons=tuple(reasons), remedies=(remedy,))


def _entities(side: _Side) -> str:
    names = ", ".join(f"`{name}`" for name in sorted({key.entity for key in side.keys}))
    return f"`{side.end.contract.address}` has {names or 'none'}"


def _carried(own: list[Key]) -> str:
    schemes = {key.scheme.name: key for key in reversed(own)}
    each = ", ".join(f"`{name}` in `{'`, `'.join(key.columns)}`" for name, key in sorted(schemes.items()))
    return f"`{own[0].contract.address}` has {each}"


def _bridges(entity: str, left: list[Key], right: list[Key], mesh: Mesh) -> Iterable[str]:
    """Yield the steps that would connect the schemes of two sides."""
    lefts, rights = ({key.scheme.name for key in side} for side in (left, right))
    for entry, leave in unnamed_crosswalks(entity, mesh):
        if entry.scheme.name in lefts and leave.scheme.name in rights:
            yield (
                f"`{entry.contract.address}` has `{entry.scheme.name}` next to `{leave.scheme.name}` in "
                f"`{entry.object_name}`, but `{entity}` does not name it as a crosswalk"
            )
    ways = mesh.derived(crossings).get(entity, {})
    for near, far in ((lefts, rights), (rights, lefts)):
        reached = sorted({scheme for name in near for scheme in reach(entity, name, mesh)})
        ports = sorted({way.entry.contract.address for scheme in reached for way in ways.get(scheme, ())})
        for port in ports:
            yield f"`{port}` connects {_listed(near)}: add a {_listed(far)} column to it"
    if not any(ways.get(scheme) for scheme in (*lefts, *rights)):
        yield f"add a port that has {_listed(lefts)} next to {_listed(rights)} to the crosswalks of `{entity}`"


def _listed(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in sorted(names))
