"""The platform's offers: the types of servers in `Platform` documents, with their regions and protections."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.registries import mappings, text, texts
from meshwright.quantities.service_level import duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.facts.facts import ServerFact
    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh
    from meshwright.quantities.service_level import Duration


class Offer(NamedTuple):
    """One type of server on the platform."""

    type: str
    regions: tuple[str, ...] | None
    """The regions in which the type is offered; None if it is offered in any region."""
    protections: Mapping[str, bool]
    """Whether the servers have each declared protection, by the protection's key in the document."""
    shapes: tuple[str, ...] | None
    """The kinds of objects that the servers offer, as in `physicalType`; None if they offer any kind."""
    cache: Duration | None
    """The longest time for which readers get a cached answer; None if not stated."""
    at: At
    """The location in the document."""

    def is_in(self, region: object) -> bool:
        """Return whether the type of server is or may be offered in a region."""
        return self.regions is None or not isinstance(region, str) or region in self.regions


Offers = dict[str, tuple[Offer, ...]]
"""The offers by type of server."""


def offers(mesh: Mesh) -> Offers:
    """Return the platform's offers; empty if a document is broken. Call it through `mesh.derived(offers)`."""
    found: Offers = {}
    entries = mesh.register("Platform")
    for entry in entries:
        for position, each in enumerate(mappings(entry.get("servers"))):
            regions, shapes = (texts(each[key]) if key in each else None for key in ("regions", "shapes"))
            stated = {key: value for key in _STATED if isinstance(value := each.get(key), bool)}
            place = entry.home.at("servers", position)
            offer = Offer(text(each.get("type")), regions, stated, shapes, duration(each.get("cache")), place)
            found[offer.type] = (*found.get(offer.type, ()), offer)
    return {} if any(entry.fact.faults for entry in entries) else found


def offers_for(server: ServerFact, offered: Offers) -> tuple[Offer, ...]:
    """Return the offers that may match a server: those of its type that are or may be in its region."""
    region = server.custom.get("region")
    return tuple(each for each in offered.get(server.type, ()) if each.is_in(region))


def lacks(server: ServerFact, protection: str, offered: Offers) -> bool:
    """Return whether the platform declares that a server with real data lacks a protection."""
    own = offers_for(server, offered)
    return (
        bool(own)
        and is_on_platform(server)
        and all(each.protections.get(protection) is False for each in own)
    )


PROTECTIONS = {"encryptedAtRest": "at rest", "encryptedInTransit": "in transit"}
"""The protections of a server in words, by the custom property that declares them."""
SHAPES = ("table", "view", "topic", "file")
"""The kinds of objects in offers; other values of `physicalType` are not compared."""
_STATED = (*PROTECTIONS, "logsReads")


def is_on_platform(server: ServerFact) -> bool:
    """Return whether a server has real data; synthetic rows can be anywhere."""
    return server.custom.get("synthetic") is not True
