"""Waivers as values: exceptions to a rule at an address, granted by another team for a limited time.

Missing or wrong values are empty here; they are already reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.registries import day, text
from meshwright.mesh.resolve import SCHEME
from meshwright.records import dataclass
from meshwright.standards.renamed import current_rule

if TYPE_CHECKING:
    from datetime import date

    from meshwright.mesh.items import Home
    from meshwright.mesh.mesh import Mesh


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver, as declared in its document."""

    rule: str
    """The current name of the rule."""
    address: str
    """The address in the mesh; the mesh's own name is removed from it."""
    reason: str
    owner: str
    approved_by: str
    expires: date | None
    """The last day on which the waiver applies; without it, the waiver has no effect."""
    home: Home

    def is_current(self, today: date) -> bool:
        """Return whether the waiver applies on a given day."""
        return self.expires is not None and today <= self.expires


def waivers(mesh: Mesh) -> tuple[Waiver, ...]:
    """Return the waivers of a mesh in the order of its files, including expired ones."""
    return tuple(
        Waiver(
            rule=current_rule(text(entry.get("rule"))),
            address=_local(text(entry.get("address")), mesh),
            reason=text(entry.get("reason")),
            owner=text(entry.get("owner")),
            approved_by=text(entry.get("approvedBy")),
            expires=day(entry.get("expires")),
            home=entry.home,
        )
        for entry in mesh.register("Waiver")
    )


def _local(address: str, mesh: Mesh) -> str:
    for entry in mesh.register("Mesh"):
        address = address.removeprefix(f"{SCHEME}{entry.name}/")
    return address
