"""Which faulty promises are told: of those that have one cause, one; and the way that led to each."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from meshwright.lineage.amounts import NOTHING, written
from meshwright.lineage.promises import promises
from meshwright.mesh.finding import Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.lineage.promises import Promises
    from meshwright.lineage.verdict import Judgement
    from meshwright.mesh.mesh import Mesh

MOST_HOPS = 50
"""So many hops of a path are shown."""
_CAUSES = {"latency": "time", "frequency": "time", "endOfSupport": "end", "endOfLife": "end"}


def faults(mesh: Mesh) -> tuple[Judgement, ...]:
    """Give the faulty promises to tell of; ask for it by `mesh.once(faults)`."""
    return tuple(each for found in mesh.once(promises).of.values() for each in _told(found))


def _told(judgements: tuple[Judgement, ...]) -> Iterator[Judgement]:
    """Give for each cause the gravest fault, and of equal ones the first."""
    gravest: dict[str, Judgement] = {}
    for each in judgements:
        if each.is_fault:
            cause = _CAUSES.get(each.level.name, each.level.name)
            known = gravest.get(cause)
            if known is None or (each.is_contradicted and not known.is_contradicted):
                gravest[cause] = each
    yield from gravest.values()


def hops(judgement: Judgement, promised: Promises) -> tuple[Related, ...]:
    """Show the way to a verdict: what its bound is made of, then hop by hop what that is made of."""
    own = tuple(
        Related(f"{share.label} {written(share.amount)}", share.at)
        for share in judgement.shares
        if share.amount != NOTHING
    )
    also = tuple(
        Related(
            f"also {each.verdict.value}: {each.level.name} {each.level.text}; {each.reason}", each.level.at
        )
        for each in promised.of[judgement.making.contract]
        if each.is_fault and each is not judgement and _is_one_cause(each, judgement)
    )
    return own + tuple(map(_hop, islice(promised.path(judgement), MOST_HOPS))) + also


def _is_one_cause(one: Judgement, other: Judgement) -> bool:
    first, second = one.level.name, other.level.name
    return _CAUSES.get(first, first) == _CAUSES.get(second, second)


def _hop(judgement: Judgement) -> Related:
    shares = ", ".join(
        f"{each.label} {written(each.amount)}" for each in judgement.shares if each.amount != NOTHING
    )
    promise = f"`{judgement.making.contract.address}` promises {judgement.level.text}"
    return Related(f"{promise}: {shares}" if shares else promise, judgement.level.at)
