"""Explanations of access: what identities may read at a port on a given day, and the reasons.

The reasons also explain why access to other fields is denied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.atoms import Visibility
from meshwright.analysis.access.levels import CLOSED
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.mesh.items import Contract


class Refusal(NamedTuple):
    """Fields that are masked or absent for the same reasons."""

    visibility: Visibility
    fields: tuple[int, ...]
    reasons: tuple[str, ...]
    """The reasons; empty if no declaration covers these fields."""


class GivenBy(NamedTuple):
    """A grant in force, with the fields that it alone shows."""

    grant: Grant
    clear: tuple[int, ...]
    masked: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The visibility of a port, or of part of it, to the given identities on a day."""

    identities: tuple[Identity, ...]
    contract: Contract
    clear: tuple[int, ...]
    masked: tuple[int, ...]
    absent: tuple[int, ...]
    given_by: tuple[GivenBy, ...]
    refusals: tuple[Refusal, ...]

    @property
    def is_empty(self) -> bool:
        """Whether all fields are absent."""
        return not self.clear and not self.masked


def reading(
    granted: Access, identities: Collection[Identity], contract: Contract, fields: Iterable[int], day: date
) -> Reading:
    """Explain the given identities' combined access to fields of a contract, at any server."""
    chosen = tuple(fields)
    grants = [each for each in granted.grants_of.get(contract, ()) if each.identity in identities]
    best = dict.fromkeys(chosen, Visibility.ABSENT)
    given: list[GivenBy] = []
    for grant in grants:
        if not grant.is_in_force(day):
            continue
        shown = granted.visibilities(grant)
        for field in chosen:
            best[field] = max(best[field], Visibility(shown[field]))
        parts = [
            tuple(field for field in chosen if shown[field] == each)
            for each in (Visibility.CLEAR, Visibility.MASKED)
        ]
        if any(parts):
            given.append(GivenBy(grant, parts[0], parts[1]))
    withheld = [
        f"{each.cause}: {each.reason}"
        for each in granted.withheld
        if each.contract is contract and each.identity in identities
    ]
    refused: dict[tuple[Visibility, tuple[str, ...]], list[int]] = {}
    for field in chosen:
        if best[field] is not Visibility.CLEAR:
            own = (obstacle(granted, grant, field, day, best[field]) for grant in grants)
            reasons = tuple(dict.fromkeys((*filter(None, own), *withheld)))
            refused.setdefault((best[field], reasons), []).append(field)
    by = {each: tuple(field for field in chosen if best[field] is each) for each in Visibility}
    return Reading(
        tuple(sorted(identities, key=lambda each: each.order)),
        contract,
        by[Visibility.CLEAR],
        by[Visibility.MASKED],
        by[Visibility.ABSENT],
        tuple(given),
        tuple(Refusal(visibility, tuple(found), reasons) for (visibility, reasons), found in refused.items()),
    )


def obstacle(granted: Access, grant: Grant, field: int, day: date, best: Visibility) -> str:
    """Return the reason why a grant does not show a field in the clear.

    The reason is empty if the grant shows the field in the clear, or if the grant is not in force and would not show more
    than `best` anyway.
    """
    shown = granted.visibilities(grant)[field]
    if not grant.is_in_force(day):
        if shown <= best:
            return ""
        if grant.starts is not None and day < grant.starts:
            return f"{grant.cause} starts on {grant.starts}"
        return f"{grant.cause} ended on {grant.ends}"
    return _limit(granted, grant, field) if shown != Visibility.CLEAR else ""


def _limit(granted: Access, grant: Grant, field: int) -> str:
    """Return the reason why a grant in force does not show a field in the clear."""
    levels = granted.levels
    rank = levels.ranks[grant.contract][field]
    if rank == CLOSED:
        return "its level cannot be read"
    level, is_included = levels.levels[rank], grant.fields is None or field in grant.fields
    without = [each for each in grant.limits if each.fields is not None and field not in each.fields]
    if not is_included and not grant.limits:
        return f"{grant.cause} does not cover it" + (f"; {grant.doubt}" if grant.doubt else "")
    if listed := [each.by for each in without if each.is_listed]:
        return f"{_joined(listed)} not cover it"
    if rank > grant.clearance:
        return f"level {level.name} is above the clearance of {grant.cause}, {levels.levels[grant.clearance].name}"
    if not is_included:
        named = _joined([each.by for each in without])
        return f"level {level.name} is above the open level, and {named} not state this contract version"
    if level.needs_agreement and not grant.is_admitted:
        return f"level {level.name} requires an agreement, but {grant.cause} is not one"
    if granted.is_unfiltered(grant, field):
        return f"the row filter of {grant.cause} names a field that its object does not have"
    if granted.is_limited(grant.contract):
        return "the port is deprecated and accepts no new readers"
    return f"{grant.cause} does not show all fields inside it"


def _joined(names: list[str]) -> str:
    return f"{' and '.join(names)} {'do' if len(names) > 1 else 'does'}"
