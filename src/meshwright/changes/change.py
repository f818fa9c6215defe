"""A change: one edit to a mesh, identified by address, with its locations on both sides, without an assessment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Product, RegistryEntry
    from meshwright.mesh.mesh import Mesh

    Thing = Contract | Product | RegistryEntry


class ChangeKind(Enum):
    """The kind of change."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    """The stable `id` is the same, but the name differs."""
    MOVED = "moved"
    """The item moved: fields were moved into or out of an object."""

    @property
    def mirrored(self) -> ChangeKind:
        """The kind of the change if base and head are swapped."""
        return {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}.get(self, self)


CONTRACT, PRODUCT, OBJECT, FIELD, PORT = "contract", "product", "object", "field", "port"
"""The kinds of items that can change; for governance documents, the kind of document: `Team`, `Role`, …"""
AGREEMENT, ROLE, WAIVER = "AccessAgreement", "Role", "Waiver"
"""The governance documents that grant access or exceptions."""


@dataclass(frozen=True, slots=True)
class ChangeLocation:
    """The location of a change on one side."""

    address: str
    """The address of the changed item; empty if it does not exist on this side."""
    at: At
    """The location of the changed text; for a missing item, the location of the nearest existing container's name."""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit."""

    kind: ChangeKind
    thing: str
    """The kind of the changed item: `contract`, `product`, `object`, `field`, `port`, or a kind of governance document."""
    aspect: tuple[str, ...]
    """The changed part, as keys and item names, such as `("slaProperties", "latency")`; empty for the whole item."""
    before: Any
    """The old value; None if there was none."""
    after: Any
    old: ChangeLocation | None
    """The old location; None if the whole document was added."""
    new: ChangeLocation | None
    echoes: tuple[Change, ...] = ()
    """The raw changes that this edit consists of."""

    @property
    def address(self) -> str:
        """The current address of the item, or else its former address."""
        return (self.new.address if self.new else "") or (self.old.address if self.old else "")

    @property
    def value(self) -> Any:  # noqa: ANN401 - a YAML value
        """The new value, or the old value if the value was removed."""
        return self.before if self.kind is ChangeKind.REMOVED else self.after

    @property
    def mirrored(self) -> Change:
        """The same change, with base and head swapped."""
        return replace(
            self,
            kind=self.kind.mirrored,
            before=self.after,
            after=self.before,
            old=self.new,
            new=self.old,
            echoes=tuple(each.mirrored for each in self.echoes),
        )


class ChangeSides(NamedTuple):
    """The meshes before and after a change, and the contract or product on each side that contains it."""

    before: Mesh
    after: Mesh
    old: Contract | Product | None
    new: Contract | Product | None


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """A document in two revisions, with its changes."""

    old: Thing | None
    new: Thing | None
    changes: tuple[Change, ...]
    released: str | None = None
    """The declared version, if the base branch already uses it for different content."""

    @property
    def thing(self) -> Thing:
        """The current document, or else the former document."""
        found = self.new or self.old
        assert found is not None
        return found


def subject_at(spot: ChangeLocation | None, mesh: Mesh) -> Contract | Product | None:
    """Return the contract or product whose document contains a change."""
    return mesh.derived(_by_home).get((spot.at.file, spot.at.document)) if spot else None


def _by_home(mesh: Mesh) -> dict[tuple[str, int], Contract | Product]:
    subjects: tuple[Contract | Product, ...] = (*mesh.products, *mesh.contracts)
    return {(subject.home.file, subject.home.document): subject for subject in subjects}


def entry_at(spot: ChangeLocation | None, kind: str, mesh: Mesh) -> RegistryEntry | None:
    """Return the governance document that contains a change."""
    return mesh.derived(_entries).get((kind, spot.at.file, spot.at.document)) if spot else None


def _entries(mesh: Mesh) -> dict[tuple[str, str, int], RegistryEntry]:
    return {
        (kind, each.home.file, each.home.document): each
        for kind in mesh.registers
        for each in reversed(mesh.register(kind))
    }
