"""Custom properties of products (archetype, tier, origin), and the nature of their ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.mesh.registries import mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.mesh.items import Port, Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.standard import Profile, Standard

_EVENT_TYPES = frozenset(("event", "events", "kafka", "kinesis", "pubsub", "queue", "stream", "topic"))


def archetype_of(product: Product) -> str | None:
    """Return `sourceAligned`, `aggregate` or `consumerAligned`, which ODPS 1.0 declares as a custom property."""
    return product.fact.archetype or text(product.fact.custom.get("archetype")) or None


def tier_of(product: Product) -> int | None:
    """Return the tier of a product; 1 is the most critical."""
    tier = product.fact.custom.get("tier")
    if isinstance(tier, str) and tier.strip().isdecimal():
        return int(tier)
    return tier if isinstance(tier, int) and not isinstance(tier, bool) else None


def profiles_of(product: Product, mesh: Mesh) -> Iterator[tuple[Standard, int, Profile]]:
    """Yield the profiles that apply to a product, each with its standard and its position in that standard."""
    archetype, tier = archetype_of(product), tier_of(product)
    for standard in mesh.standards:
        for position, profile in enumerate(standard.profiles):
            if profile.is_for(archetype, tier):
                yield standard, position, profile


def origin_of(product: Product) -> str:
    """Return the system that a product's facts come from; empty if the product declares no origin."""
    return text(mapping(product.fact.custom.get("origin")).get("system"))


MAIN_PORT = "mainPort"
"""The custom property of a product that names the port for new consumers."""


def stated_main_port(product: Product) -> Port | None:
    """Return the main port of a product, as `daily`, `daily@1` or an address; None if undeclared."""
    name = text(product.fact.custom.get(MAIN_PORT))
    if not name:
        return None
    found = [each for each in product.outputs if name in main_port_names(each)]
    return found[-1] if found else None


def main_port_names(port: Port) -> tuple[str, ...]:
    """Return the names by which a product can refer to its own port."""
    return port.fact.name or "", port.address.rpartition("/")[2], port.address


def success_criteria(product: Product) -> tuple[Mapping[str, Any], ...]:
    """Return a product's success criteria: mappings with `name`, `target` and `measuredAt`."""
    return tuple(
        each for each in mappings(product.fact.custom.get("successCriteria")) if text(each.get("name"))
    )


def operational_systems(product: Product, mesh: Mesh) -> tuple[str, ...]:
    """Return the registered operational systems, including a product's origin if that is an operational system."""
    origin = mapping(product.fact.custom.get("origin"))
    own = {origin_of(product)} if origin.get("kind") == "operational" else set()
    registered = {entry.name for entry in mesh.register("System") if entry.get("type") == "operational"}
    return tuple(sorted((own | registered) - {""}))


def is_event_port(port: Port) -> bool:
    """Return whether a port offers events one by one, judging by its type or by its contract's servers."""
    if port.fact.type:
        return port.fact.type.casefold() in _EVENT_TYPES
    servers = port.contract.fact.servers if port.contract else ()
    return bool(servers) and all((server.type or "").casefold() in _EVENT_TYPES for server in servers)
