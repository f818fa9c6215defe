"""Relationships in normalised form, regardless of their notation: in a field or its object, alone or in lists.

This module does not assess a relationship's changed target.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.changes.change import FIELD, OBJECT, ChangeKind
from meshwright.mesh.address import spoken
from meshwright.mesh.references import Resolved
from meshwright.mesh.relationships import target_of
from meshwright.quantities.version import major_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshwright.changes.change import Change, ChangeLocation
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

RELATIONSHIPS = "relationships"
_KIND = "foreignKey"
"""The default type of a relationship."""
_PATH = re.compile(r"[#/]*schema/(?P<names>[^#]+)")
_SHORTHAND = re.compile(r"[\w-]+(?:\.[\w-]+)+")
Ends = tuple[tuple[str, str], ...]
"""The referring and the referenced field for each column, sorted by name."""


class RelationshipSide(NamedTuple):
    """The contract that declares a relationship, and its mesh."""

    contract: Contract
    mesh: Mesh


def are_same(change: Change, old: RelationshipSide, new: RelationshipSide) -> bool:
    """Return whether both sides of a change declare the same relationship."""
    was, now = _ends(change.before, change.old, old), _ends(change.after, change.new, new)
    return was is not None and was == now


def with_paired_relationships(
    changes: Iterable[Change], old: RelationshipSide, new: RelationshipSide
) -> list[Change]:
    """Combine the changes to a relationship if only its notation changed, even if it moved between field and object."""
    found = list(changes)
    olds = {at: ends for at, each in enumerate(found) if (ends := _stated(each, each.before, each.old, old))}
    news = {at: ends for at, each in enumerate(found) if (ends := _stated(each, each.after, each.new, new))}
    free: dict[tuple[str, Ends], deque[int]] = {}
    for at, ends in news.items():
        if olds.get(at) != ends:
            free.setdefault(ends, deque()).append(at)
    pairs = {at: free[ends].popleft() for at, ends in olds.items() if news.get(at) != ends and free.get(ends)}
    taken = frozenset(pairs.values())
    return [each for at in range(len(found)) for each in _left(found, at, pairs, taken)]


def _left(
    found: Sequence[Change], at: int, pairs: Mapping[int, int], taken: frozenset[int]
) -> Iterator[Change]:
    """Yield a change, without the sides that were paired."""
    change = found[at]
    is_old_paired, is_new_paired = at in pairs, at in taken
    if is_old_paired:
        now = found[pairs[at]]
        echoes = (change, now)
        yield replace(now, kind=ChangeKind.CHANGED, before=change.before, old=change.old, echoes=echoes)
    if not (is_old_paired or is_new_paired):
        yield change
    elif change.kind is ChangeKind.CHANGED and not (is_old_paired and is_new_paired):
        if is_old_paired:
            yield replace(change, kind=ChangeKind.ADDED, before=None)
        else:
            yield replace(change, kind=ChangeKind.REMOVED, after=None)


def _stated(
    change: Change, value: object, spot: ChangeLocation | None, side: RelationshipSide
) -> tuple[str, Ends] | None:
    """Return the type and ends of a relationship on one side; None if there is none."""
    if change.thing not in (OBJECT, FIELD) or change.aspect[:1] != (RELATIONSHIPS,):
        return None
    ends = _ends(value, spot, side)
    return (str(value.get("type") or _KIND), ends) if isinstance(value, dict) and ends else None


def _ends(stated: Any, spot: ChangeLocation | None, side: RelationshipSide) -> Ends | None:  # noqa: ANN401 - a YAML value
    """Return the two ends for each column of a relationship; None if the ends have different numbers of columns."""
    if not isinstance(stated, dict) or spot is None:
        return None
    sources, targets = ([_name(each, side) for each in _texts(stated, key)] for key in ("from", "to"))
    if not sources:
        own = spot.address.removeprefix(f"{side.contract.address}/")
        sources = ["/".join(map(spoken, own.split("/")))]
    return tuple(sorted(zip(sources, targets, strict=True))) if len(sources) == len(targets) else None


def _texts(stated: Mapping[str, Any], key: str) -> list[str]:
    """Return the references at one end, which is a single reference or a list."""
    found = stated.get(key)
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, str)]


def _name(text: str, side: RelationshipSide) -> str:
    """Return the normalised target of a reference, with id and major version for another contract.

    If it is unresolved, return its text.
    """
    target = target_of(text, side.contract, side.mesh)
    if not isinstance(target, Resolved) or target.object is None:
        return _spelled(text)
    fact = target.contract.fact
    name = (
        fact.objects[target.object].name
        if target.field is None
        else fact.fields.name(target.field, fact.objects)
    )
    return name if target.contract is side.contract else f"{fact.id}@{major_of(fact.version)}:{name}"


def _spelled(text: str) -> str:
    """Return the names in an unresolved reference if it points into its own contract, or else its text."""
    path = _PATH.fullmatch(text)
    if path is not None:
        return path["names"].replace("/properties/", "/")
    return text.replace(".", "/") if _SHORTHAND.fullmatch(text) else text
