"""Reasons for a planned change in access: the grants behind it, and the document edits that cause it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.inheritance import exposing_product

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.mesh.items import Contract, Product


class Cell(NamedTuple):
    """A field at one server or all servers of a port, and an identity that may read it."""

    identity: Identity
    address: str
    server: str
    """The server; empty for all servers."""
    field: str
    """The path of the field, starting with the object's name."""


def causes_of(granted: Access, cell: Cell, day: date, visibility: int) -> tuple[Grant, ...]:
    """Return the grants in force on a day that result in the given visibility of a cell."""
    contract = granted.mesh.contract_at.get(cell.address)
    field = _field(contract, cell.field)
    if contract is None or field is None:
        return ()
    return tuple(
        grant
        for grant in granted.grants_of.get(contract, ())
        if grant.identity == cell.identity
        and grant.is_in_force(day)
        and grant.server in ("", cell.server)
        and granted.visibilities(grant)[field] == visibility
    )


def reasons_of(
    base: Access, head: Access, cell: Cell, causes: tuple[Grant, ...], *, is_widening: bool
) -> tuple[str, ...]:
    """Describe the edits that cause a change."""
    was, now = (each.mesh.contract_at.get(cell.address) for each in (base, head))
    if was is None or now is None:
        return ("the port is new" if was is None else "the port is removed",)
    old, new = _field(was, cell.field), _field(now, cell.field)
    if old is None or new is None:
        return ("the field is new" if old is None else "the field is removed",)
    reasons = [*_of_field(((base, was, old), (head, now, new)))]
    for grant in causes:
        reasons += _of_grant(grant, cell, base, head, is_widening=is_widening)
    return tuple(dict.fromkeys(reasons))


def _field(contract: Contract | None, name: str) -> int | None:
    if contract is None:
        return None
    fields, objects = contract.fact.fields, contract.fact.objects
    return next((each for each in range(len(fields)) if fields.name(each, objects) == name), None)


def _of_field(sides: tuple[tuple[Access, Contract, int], tuple[Access, Contract, int]]) -> Iterator[str]:
    """Yield changes to the status of the port and its product, and to the field's level."""
    before, after = (granted.mesh.status(contract) or "none" for granted, contract, _ in sides)
    if before != after:
        yield f"the status changes from {before} to {after}"
    else:
        yield from _of_product(*(exposing_product(contract, granted.mesh) for granted, contract, _ in sides))
    one, other = (granted.levels.name(contract, field) or "unreadable" for granted, contract, field in sides)
    if one != other:
        yield f"the level changes from {one} to {other}"
    elif len({level for granted, _, _ in sides for level in granted.levels.levels if level.name == one}) > 1:
        yield f"level {one} has a different definition"


def _of_product(before: Product | None, after: Product | None) -> Iterator[str]:
    """Yield a change to the product's status, which contracts without their own status inherit."""
    if before is not None and after is not None and before.fact.status != after.fact.status:
        states = before.fact.status or "none", after.fact.status or "none"
        yield f"the status of product `{after.address}` changes from {states[0]} to {states[1]}"


def _of_grant(grant: Grant, cell: Cell, base: Access, head: Access, *, is_widening: bool) -> Iterator[str]:
    """Yield the differences between a grant and its counterpart in the other revision."""
    contract = (base if is_widening else head).mesh.contract_at.get(cell.address)
    others = (base if is_widening else head).grants_of.get(contract, ()) if contract is not None else ()
    same = [each for each in others if each.cause[:2] == grant.cause[:2] and each.server == grant.server]
    if not same:
        yield f"{grant.cause} is {'new' if is_widening else 'removed, or no longer effective'}"
        return
    before, after = (same[0], grant) if is_widening else (grant, same[0])
    if before.identity != after.identity:
        yield f"the reader named by {grant.cause} changes from {before.identity} to {after.identity}"
    clearances = _clearance(before, base), _clearance(after, head)
    if clearances[0] != clearances[1]:
        yield f"the clearance of {grant.cause} changes from {clearances[0]} to {clearances[1]}"
    if (before.starts, before.ends) != (after.starts, after.ends):
        yield f"the dates of {grant.cause} change"
    if before.rows != after.rows:
        yield f"the row filter of {grant.cause} changes"
    if _includes(before, cell.field) != _includes(after, cell.field):
        yield _of_columns(grant, before, after)


def _of_columns(grant: Grant, before: Grant, after: Grant) -> str:
    """Describe why a grant's columns differ: its own declaration changed, or the contract version has other columns."""
    stated = [[each[2:] for each in one.limits] for one in (before, after)]
    versions = before.contract.fact.version, after.contract.fact.version
    if not grant.limits or grant.is_listed or stated[0] != stated[1]:
        return f"the columns of {grant.cause} change"
    if versions[0] == versions[1]:
        return f"the contract version that {grant.cause} states has different columns"
    return f"the contract version changes from {versions[0]} to {versions[1]}, which {grant.cause} does not state"


def _clearance(grant: Grant, granted: Access) -> str:
    levels = granted.levels.levels
    return levels[grant.clearance].name if grant.clearance < len(levels) else "every level"


def _includes(grant: Grant, name: str) -> bool:
    return grant.fields is None or _field(grant.contract, name) in grant.fields
