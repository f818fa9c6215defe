"""The structural diff of two meshes: the documents that differ and their edits, without an assessment.

Documents in files with equal bytes are not compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import CONTRACT, FIELD, PRODUCT, Change, ChangeKind, ChangeLocation, Revision
from meshwright.changes.compound_edits import recognised
from meshwright.changes.default_element import with_default_element
from meshwright.changes.naming import same
from meshwright.changes.pairing import documents
from meshwright.changes.relationships import RelationshipSide, with_paired_relationships
from meshwright.changes.types import with_versions
from meshwright.changes.unreadable import Unreadable, marked
from meshwright.changes.value_diff import difference
from meshwright.finding.finding import At
from meshwright.mesh.address import below
from meshwright.mesh.items import Contract, Product
from meshwright.quantities.version import major_of
from meshwright.source.place import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.changes.change import Thing
    from meshwright.changes.value_diff import RawChange
    from meshwright.facts.unit import Details, Unit
    from meshwright.mesh.mesh import Mesh
    from meshwright.source.place import Path


@dataclass(frozen=True, slots=True)
class LinkedRevision:
    """A mesh with the units from which it was linked."""

    mesh: Mesh
    units: Mapping[str, Unit]
    _last: dict[str, Details] = field(default_factory=dict, compare=False)
    """The values of the most recently read file, cached because a file can contain thousands of documents."""

    def body(self, thing: Thing) -> dict[str, Any]:
        """Return the values of an item's document, with unreadable values marked."""
        file = thing.home.file
        if file not in self._last:
            self._last.clear()
            self._last[file] = self.units[file].details()
        details = self._last[file]
        found = details.bodies[thing.home.document]
        if not isinstance(found, dict):
            return {}
        return marked(found, details.refused[thing.home.document])

    def is_read(self, thing: Thing | None) -> bool:
        """Return whether a document is absent or in a supported version.

        The differences of any other document are meaningless.
        """
        unread = self.units[thing.home.file].not_read if thing is not None else ()
        return thing is None or all(each.document != thing.home.document for each in unread)


_Document = tuple["Thing", LinkedRevision]
"""A document with its revision."""


def diff(before: LinkedRevision, after: LinkedRevision) -> tuple[Revision, ...]:
    """Return the revisions of the documents that differ, sorted by address.

    Equal documents are omitted, as are documents in an unsupported version on either side.
    """
    found = []
    for old, new in documents(before.mesh, after.mesh):
        if not (before.is_read(old) and after.is_read(new)):
            continue
        if old is not None and new is not None:
            if _is_same(before.units[old.home.file], after.units[new.home.file], old, new):
                continue
            changes = _guarded((old, before), (new, after))
        else:
            changes = (_whole(old, new, before, after),)
        if changes:
            found.append(Revision(old, new, changes))
    return tuple(sorted(found, key=_order))


def released(revisions: Iterable[Revision], after: LinkedRevision, tip: LinkedRevision) -> Iterator[Revision]:
    """Mark revisions whose declared version the base branch uses for different content."""
    known = {
        (contract.fact.id, contract.fact.version): contract
        for contract in tip.mesh.contracts
        if contract.fact.version
    }
    for revision in revisions:
        new, old = revision.new, revision.old
        if isinstance(new, Contract) and not (
            isinstance(old, Contract) and old.fact.version == new.fact.version
        ):
            other = known.get((new.fact.id, new.fact.version or ""))
            if other is not None and not same(tip.body(other), after.body(new)):
                revision = replace(revision, released=new.fact.version)  # noqa: PLW2901 - the same one, with a note
        yield revision


def _order(revision: Revision) -> tuple[str, ...]:
    thing = revision.thing
    return (kind_of(thing), address_of(thing), thing.home.file, str(thing.home.document))


def kind_of(thing: Thing) -> str:
    """Return the kind of item that a document describes, as in `Change.thing`."""
    if isinstance(thing, Contract):
        return CONTRACT
    return PRODUCT if isinstance(thing, Product) else thing.fact.kind


def address_of(thing: Thing) -> str:
    """Return a document's address; for a governance document, `team:x`."""
    if isinstance(thing, Contract | Product):
        return thing.address
    kind = thing.fact.kind
    about = (thing.get(key) for key in ("port", "entity", "address"))
    return f"{kind[:1].lower()}{kind[1:]}:{thing.name or next(filter(None, about), '')}"


def _is_same(before: Unit, after: Unit, old: Thing, new: Thing) -> bool:
    if old.home.document != new.home.document:
        return False
    return before is after or before.packed == after.packed


def _guarded(old: _Document, new: _Document) -> tuple[Change, ...]:
    """Return the changes to a document. An exception while comparing it does not affect other documents."""
    try:
        return tuple(_changes(old, new))
    except MemoryError:
        raise  # due to the machine, not to the document
    except Exception as error:  # noqa: BLE001 - the wall around a document: what throws is reported, and the rest compared
        failed = Unreadable(None, "", "", type(error).__name__)
        was = ChangeLocation(address_of(old[0]), replace(old[0].home.name(), in_base=True))
        now = ChangeLocation(address_of(new[0]), new[0].home.name())
        return (Change(ChangeKind.CHANGED, kind_of(new[0]), (), None, failed, was, now),)


def _changes(old: _Document, new: _Document) -> Iterable[Change]:
    (was, before), (now, after) = old, new
    bodies = before.body(was), after.body(now)
    if not (isinstance(was, Contract) and isinstance(now, Contract)):
        pair = _DocumentPair(was, now, *bodies)
        return map(pair.change, difference(*bodies, kind_of(now)))
    bodies = with_default_element(*bodies)
    pair = _DocumentPair(was, now, *bodies)
    found = with_paired_relationships(
        map(pair.change, difference(*bodies, CONTRACT)),
        RelationshipSide(was, before.mesh),
        RelationshipSide(now, after.mesh),
    )
    return recognised(found, *bodies, (was.address, now.address))


@dataclass(frozen=True, slots=True)
class _DocumentPair:
    old: Thing
    new: Thing
    before: dict[str, Any]
    after: dict[str, Any]

    def change(self, raw: RawChange) -> Change:
        """Return a raw change with its addresses and locations."""
        is_gone, is_new = raw.kind is ChangeKind.REMOVED, raw.kind is ChangeKind.ADDED
        before, after = raw.before, raw.after
        if raw.thing == FIELD and raw.aspect == ("type",):
            before, after = with_versions((before, after), (self.before, self.after))
        return Change(
            raw.kind,
            raw.thing,
            raw.aspect,
            before,
            after,
            _spot(self.old, self.before, raw.thing_paths[0], raw.old, raw, is_there=not is_new, in_base=True),
            _spot(
                self.new, self.after, raw.thing_paths[1], raw.new, raw, is_there=not is_gone, in_base=False
            ),
            tuple(map(self.change, raw.echoes)),
        )


def _spot(  # noqa: PLR0913 - a side of a change has that many parts
    thing: Thing, body: dict[str, Any], of: Path, path: Path, raw: RawChange, *, is_there: bool, in_base: bool
) -> ChangeLocation:
    own = address_of(thing)
    is_itself = not raw.aspect
    if isinstance(thing, Product) and of[:1] == ("outputPorts",):
        address = next((port.address for port in thing.outputs if of[1:] == (port.fact.position,)), own)
    else:
        address = below(own, body, of)[0]
    if is_there:
        part = Part.NAME if is_itself and path else Part.VALUE
    else:
        part = Part.NAME
        address = "" if is_itself else address
        if is_itself and raw.thing == FIELD and path[-1:] == ("properties",):
            path = path[:-1]
    return ChangeLocation(address, At(path, part, thing.home.document, thing.home.file, in_base=in_base))


def _whole(old: Thing | None, new: Thing | None, before: LinkedRevision, after: LinkedRevision) -> Change:
    """Describe the addition or removal of a document."""
    thing = new or old
    assert thing is not None
    side = after if new else before
    spot = ChangeLocation(
        address_of(thing), At((), Part.NAME, thing.home.document, thing.home.file, in_base=new is None)
    )
    nearest = _around(thing, before.mesh if new else after.mesh, in_base=new is not None)
    body = side.body(thing)
    if new is not None:
        return Change(ChangeKind.ADDED, kind_of(thing), (), None, body, nearest, spot)
    return Change(ChangeKind.REMOVED, kind_of(thing), (), body, None, spot, nearest)


def _around(thing: Thing, other: Mesh, *, in_base: bool) -> ChangeLocation | None:
    """Return the location of a contract's product, on the side where the contract is missing."""
    port = thing.port if isinstance(thing, Contract) else None
    product = other.product_of.get(port.rpartition("/")[0]) if port else None
    if product is None:
        return None
    at = At((), Part.NAME, product.home.document, product.home.file, in_base=in_base)
    return ChangeLocation("", at)


def line_of(contract: Contract) -> str:
    """Return a readable name for a contract's id and major version: `player.play-events.daily@1`."""
    return f"{contract.fact.id}@{major_of(contract.fact.version)}"
