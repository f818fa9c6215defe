"""Plans: the access that a change to the mesh grants or revokes, on a day and on each later start or end of a grant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.atoms import Visibility
from meshwright.analysis.access.grants import days_of
from meshwright.analysis.access.offers import offers
from meshwright.analysis.access.places import NOWHERE, Place, filters, moves, places
from meshwright.analysis.access.plan_reasons import Cell, causes_of, reasons_of
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.analysis.access.levels import Mask
    from meshwright.mesh.items import Contract


class State(NamedTuple):
    """The visibility of a field to an identity on a day."""

    visibility: Visibility
    mask: Mask | None
    """The mask of a masked field, or of the masked rows of a clear field; None if no mask applies, or if the visibility
    itself changes.
    """
    rows: tuple[str, ...]
    """The row filters for the rows with this visibility; empty for all rows."""
    masked_rows: tuple[str, ...] | None
    """The row filters for the masked rows of a clear field; empty for all other rows, None if no rows are masked."""
    place: Place = NOWHERE
    """The place from which the field is read; `NOWHERE` in a change, whose reasons describe the place."""


JOINS = (
    "the port is deprecated: `access compile` grants this access unless `--base` is a revision from before "
    "this change"
)
"""The reason for each new grant on a deprecated port."""
ABSENT = State(Visibility.ABSENT, None, (), None)


class Difference(NamedTuple):
    """The states of a cell in two revisions, for a range of days."""

    cell: Cell
    before: State
    after: State
    starts: date
    ends: date | None
    """The last day; None for no end."""


@dataclass(frozen=True, slots=True, eq=False)
class AccessChange:
    """Fields of a port whose visibility to an identity differs from that in the base, for a range of days."""

    identity: Identity
    address: str
    server: str
    """The server; empty for all servers."""
    fields: tuple[str, ...]
    before: State
    after: State
    starts: date
    ends: date | None
    """The last day; None for no end."""
    causes: tuple[Grant, ...]
    """The grants behind the access: in the head, or in the base if access is revoked."""
    reasons: tuple[str, ...]
    """The changes to documents that cause this change."""

    @property
    def is_widening(self) -> bool:
        """Whether the head allows more than the base; a different mask or row filter counts as more."""
        return self.after.visibility >= self.before.visibility


def plan(base: Access, head: Access, day: date) -> tuple[AccessChange, ...]:
    """Compare two revisions from a day on; the result is ordered by address, identity and day."""
    found = [*_joined(_differences(base, head, day), base, head), *owner_changes(base, head, day)]
    return tuple(sorted(found, key=_order))


def owner_changes(base: Access, head: Access, day: date) -> Iterator[AccessChange]:
    """Yield the changes for accounts that start or stop owning an existing port; scripts never revoke owners' access."""
    was, now = _owners(base), _owners(head)
    for key in was.keys() ^ now.keys():
        address, identity = key
        contract = head.mesh.contract_at.get(address)
        if contract is None or address not in base.mesh.contract_at:
            continue
        if head.mesh.derived(offers).closed(contract):
            continue
        is_new = key in now
        other = _states(base if is_new else head, address, "", day)
        granted = head if is_new else base
        names = [
            each
            for each in _names(granted.mesh.contract_at[address])
            if (state := other.get((identity, each), ABSENT)).visibility < Visibility.CLEAR or state.rows
        ]
        all_ = ABSENT._replace(visibility=Visibility.CLEAR)
        reason = (
            f"it becomes the account of {now[key]}: scripts no longer revoke its privileges on tables"
            if is_new
            else f"it is no longer the account of {was[key]}: scripts revoke its privileges on tables"
        )
        if names:
            states = (ABSENT, all_) if is_new else (all_, ABSENT)
            yield AccessChange(identity, address, "", tuple(sorted(names)), *states, day, None, (), (reason,))


def _owners(granted: Access) -> dict[tuple[str, Identity], str]:
    """Return the names of each port's owners, by the port's address and the owner's account."""
    return {(each.contract.address, each.identity): each.name for each in reversed(granted.owners)}


def _order(change: AccessChange) -> tuple[object, ...]:
    return change.address, change.server, change.identity.order, change.starts, change.fields


def _differences(base: Access, head: Access, day: date) -> Iterator[Difference]:
    """Yield the differences between cells; consecutive days with the same difference are merged."""
    for address in sorted({each.address for granted in (base, head) for each in granted.grants_of}):
        yield from _differences_at(address, base, head, day)


def _differences_at(address: str, base: Access, head: Access, day: date) -> Iterator[Difference]:
    """Yield a port's differences on each day on which one of its grants starts or ends."""
    grants = (*_grants(base, address), *_grants(head, address))
    days = sorted({day, *(each for each in days_of(grants) if each > day)})
    open_: dict[Cell, Difference] = {}
    for each in days:
        now = {found.cell: found for found in _differences_on(address, base, head, each)}
        for cell, found in list(open_.items()):
            later = now.get(cell)
            if later is None or (later.before, later.after) != (found.before, found.after):
                yield found._replace(ends=each.fromordinal(each.toordinal() - 1))
                del open_[cell]
        for cell, found in now.items():
            open_.setdefault(cell, found)
    yield from open_.values()


def _differences_on(address: str, base: Access, head: Access, day: date) -> Iterator[Difference]:
    servers = {"", *_servers(base, address), *_servers(head, address)}
    general: dict[tuple[Identity, str], tuple[State, State]] = {}
    for server in sorted(servers):
        was, now = _states(base, address, server, day), _states(head, address, server, day)
        for key in was.keys() | now.keys():
            pair = was.get(key, ABSENT), now.get(key, ABSENT)
            if not server:
                general[key] = pair
            elif _placeless(general.get(key, (ABSENT, ABSENT))) == _placeless(pair):
                continue
            if pair[0] != pair[1]:
                yield Difference(Cell(key[0], address, server, key[1]), *pair, day, None)


def _placeless(pair: tuple[State, State]) -> tuple[State, State]:
    """Return two states without their places, so that they can be compared between one server and all servers."""
    return pair[0]._replace(place=NOWHERE), pair[1]._replace(place=NOWHERE)


def _grants(granted: Access, address: str) -> tuple[Grant, ...]:
    contract = granted.mesh.contract_at.get(address)
    return granted.grants_of.get(contract, ()) if contract is not None else ()


def _servers(granted: Access, address: str) -> set[str]:
    return {each.server for each in _grants(granted, address)}


def _states(granted: Access, address: str, server: str, day: date) -> dict[tuple[Identity, str], State]:
    """Return the states at a server by identity and field, except absent fields."""
    by_identity: dict[Identity, list[Grant]] = {}
    for grant in _grants(granted, address):
        if grant.is_in_force(day) and grant.server in ("", server):
            by_identity.setdefault(grant.identity, []).append(grant)
    found: dict[tuple[Identity, str], State] = {}
    for identity, grants in by_identity.items():
        contract = grants[0].contract
        names, stored = _names(contract), places(contract, server)
        shown = [(granted.visibilities(grant), str(grant.rows or "")) for grant in grants]
        rows_of = {str(grant.rows): grant.rows for grant in grants if grant.rows is not None}
        for field, name in enumerate(names):
            state = _state(granted, contract, field, [(each[field], rows) for each, rows in shown])
            if state is not ABSENT:
                stated = [rows_of[each] for each in (*state.rows, *(state.masked_rows or ()))]
                compared = filters(contract, field, stated)
                found[identity, name] = state._replace(place=stored[field]._replace(filters=compared))
    return found


def _state(granted: Access, contract: Contract, field: int, shown: list[tuple[int, str]]) -> State:
    best = max(visibility for visibility, _ in shown)
    if not best:
        return ABSENT
    rows = _rows([each for visibility, each in shown if visibility == best])
    further = [each for visibility, each in shown if 0 < visibility < best]
    masked = _rows(further) if further and rows else None
    is_masked = best == Visibility.MASKED or masked is not None
    mask = granted.levels.mask(contract, field) if is_masked else None
    return State(Visibility(best), mask, rows, masked)


def _is_deprecated(granted: Access, address: str) -> bool:
    contract = granted.mesh.contract_at.get(address)
    return contract is not None and granted.mesh.derived(offers).is_deprecated(contract)


def _rows(filters: list[str]) -> tuple[str, ...]:
    return () if "" in filters else tuple(sorted(set(filters)))


def _names(contract: Contract) -> tuple[str, ...]:
    fields, objects = contract.fact.fields, contract.fact.objects
    return tuple(fields.name(field, objects) for field in range(len(fields)))


def _joined(differences: Iterator[Difference], base: Access, head: Access) -> Iterator[AccessChange]:
    """Merge fields that have the same change, days, causes and reasons."""
    groups: dict[tuple[object, ...], list[tuple[Difference, tuple[Grant, ...], tuple[str, ...]]]] = {}
    for found in differences:
        each, cell = found, found.cell
        is_widening = each.after.visibility >= each.before.visibility
        granted, state = (head, each.after) if is_widening else (base, each.before)
        causes = causes_of(granted, cell, each.starts, state.visibility)
        reasons = reasons_of(base, head, cell, causes, is_widening=is_widening)
        reasons = (*reasons, *moves(each.before.place, each.after.place))
        before, after = _placeless((each.before, each.after))
        each = each._replace(before=before, after=after)
        if each.after.visibility > each.before.visibility and _is_deprecated(head, cell.address):
            reasons = (*reasons, JOINS)
        if (
            each.before.visibility != each.after.visibility
        ):  # masks do not add anything to a changed visibility
            each = each._replace(before=each.before._replace(mask=None), after=each.after._replace(mask=None))
        key = (
            (cell.identity, cell.address, cell.server, *each[1:]),
            tuple(grant.cause for grant in causes),
            reasons,
        )
        groups.setdefault(key, []).append((each, causes, reasons))
    for members in groups.values():
        first, causes, reasons = members[0]
        yield AccessChange(
            first.cell.identity,
            first.cell.address,
            first.cell.server,
            tuple(sorted(each.cell.field for each, _, _ in members)),
            first.before,
            first.after,
            first.starts,
            first.ends,
            causes,
            reasons,
        )
