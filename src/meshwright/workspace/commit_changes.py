"""The changes that one commit made to each product, in words.

Only the files in the commit are compared, together with the documents that determine addresses and classification levels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meshwright.catalog.history import HistoryChange, HistoryVersion
from meshwright.changes.assessment import assess
from meshwright.changes.change import CONTRACT, PORT, PRODUCT, ChangeKind
from meshwright.changes.diff import LinkedRevision, diff
from meshwright.changes.verdict import Bump
from meshwright.mesh.items import Contract, Product
from meshwright.mesh.link import link
from meshwright.mesh.registries import mapping, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from meshwright.changes.change import Change, Revision
    from meshwright.changes.verdict import Verdict
    from meshwright.facts.unit import Unit
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.terms import CompatibilityTerms

MOST = 12
"""The maximum number of changes to list for each product; any others are only counted."""
_VERSION = ("version",)


@dataclass(frozen=True, slots=True)
class ProductChanges:
    """The changes of one product."""

    said: tuple[HistoryChange, ...]
    """The changes in words, most severe first."""
    more: int
    versions: tuple[HistoryVersion, ...]
    worst: str
    is_breaking: bool | None


@dataclass(slots=True)
class _Gathered:
    """The facts collected about one product."""

    changes: list[tuple[Change, Verdict, str]] = field(default_factory=list)
    versions: list[HistoryVersion] = field(default_factory=list)


def retold(  # noqa: PLR0913, PLR0917 - two sides, as of when, and whose
    before: Mapping[str, Unit],
    after: Mapping[str, Unit],
    day: date,
    terms: CompatibilityTerms,
    owner: Callable[[Contract | Product, Mesh], str | None],
    blank: Callable[[str], str],
) -> dict[str, ProductChanges]:
    """Return the changes by product address; changes outside products are omitted.

    `owner` returns the address of the product that a contract or product document belongs to.
    """
    old, new = (LinkedRevision(link(units, day, terms), units) for units in (before, after))
    gathered: dict[str, _Gathered] = {}
    for revision in diff(old, new):
        thing = revision.thing
        if not isinstance(thing, Contract | Product):
            continue
        mesh = new.mesh if revision.new is not None else old.mesh
        product = owner(thing, mesh)
        if product is None:
            continue
        found = gathered.setdefault(product, _Gathered())
        for change in revision.changes:
            place = _place(change, revision)
            if change.aspect == _VERSION:
                found.versions += _moved(change, place)
            else:
                found.changes.append((change, assess(change, old.mesh, new.mesh), place))
    return {
        product: _product_changes(each, blank)
        for product, each in gathered.items()
        if each.changes or each.versions
    }


def _place(change: Change, revision: Revision) -> str:
    """Return a change's address relative to its product; for an unexposed contract, it starts with the contract's id."""
    thing, old = revision.thing, revision.old
    if isinstance(thing, Product):
        product = thing.address
    else:
        port = next((each.port for each in (thing, old) if isinstance(each, Contract) and each.port), "-/")
        product = port.rpartition("/")[0]
    return change.address.removeprefix(product).lstrip("/#")


def _moved(change: Change, place: str) -> Iterator[HistoryVersion]:
    """Yield a version change; a port's version is omitted, because its contract reports it."""
    if change.thing in (CONTRACT, PRODUCT):
        yield HistoryVersion(place, str(change.before or ""), str(change.after or ""))


def _product_changes(gathered: _Gathered, blank: Callable[[str], str]) -> ProductChanges:
    changes = list(_telling(gathered.changes))
    in_order = sorted(changes, key=lambda each: (-each[1].bump, each[1].readers is False))
    said = (
        HistoryChange(
            change.address,
            blank(place),
            blank(verdict.words),
            str(verdict.bump),
            verdict.readers,
            _read(change),
            change.kind is ChangeKind.REMOVED,
        )
        for change, verdict, place in in_order
    )
    distinct = tuple(dict.fromkeys(said))
    readers = {verdict.readers for _, verdict, _ in changes}
    return ProductChanges(
        distinct[:MOST],
        max(0, len(distinct) - MOST),
        tuple(dict.fromkeys(gathered.versions)),
        str(max((verdict.bump for _, verdict, _ in changes), default=Bump.NONE)),
        True if True in readers else None if None in readers else False,
    )


def _read(change: Change) -> str:
    """Return the contract id of an input that was added or removed; empty for other changes."""
    is_whole = change.aspect[:1] == ("inputPorts",) and change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
    return text(mapping(change.value).get("contractId")) if is_whole else ""


def _telling(changes: list[tuple[Change, Verdict, str]]) -> Iterator[tuple[Change, Verdict, str]]:
    """Yield the changes, without those that follow from another change.

    Adding or removing a product implies all its other changes; adding or removing a port implies the same for its contract.
    """
    whole = [
        each
        for each in changes
        if not each[0].aspect and each[0].kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
    ]
    product = next((each for each in whole if each[0].thing == PRODUCT), None)
    if product is not None:
        yield product
        return
    ports = {(each[0].address, each[0].kind) for each in whole if each[0].thing == PORT}
    for each in changes:
        change = each[0]
        is_reported = (
            change.thing == CONTRACT and not change.aspect and (change.address, change.kind) in ports
        )
        if not is_reported:
            yield each
