"""Offers of the platform: the types of servers in `Platform` documents, with their regions and what they protect."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.registries import mappings, text, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.mesh import Mesh


class Offer(NamedTuple):
    """One type of server on the platform."""

    type: str
    regions: tuple[str, ...] | None
    """None for any region."""
    protections: Mapping[str, bool]
    """Whether it has each stated protection, `encryptedAtRest` and `encryptedInTransit`."""

    def is_in(self, region: object) -> bool:
        """Return whether it is offered in a region, or may be."""
        return self.regions is None or not isinstance(region, str) or region in self.regions


def offers(mesh: Mesh) -> Mapping[str, tuple[Offer, ...]]:
    """Return the offers by type of server; call it by `mesh.derived(offers)`. Empty if a document is broken."""
    found: dict[str, tuple[Offer, ...]] = {}
    entries = mesh.register("Platform")
    for each in mappings([item for entry in entries for item in entry.get("servers") or ()]):
        regions = texts(each.get("regions")) if "regions" in each else None
        stated = {key: value for key in PROTECTIONS if isinstance(value := each.get(key), bool)}
        offer = Offer(text(each.get("type")), regions, stated)
        found[offer.type] = (*found.get(offer.type, ()), offer)
    return {} if any(entry.fact.faults for entry in entries) else found


PROTECTIONS = {"encryptedAtRest": "at rest", "encryptedInTransit": "in transit"}
"""The protections of a server, by the custom property that claims them, in words."""


def is_on_platform(server: ServerFact) -> bool:
    """Return whether a server has real data: made-up rows may be anywhere."""
    return server.custom.get("synthetic") is not True
