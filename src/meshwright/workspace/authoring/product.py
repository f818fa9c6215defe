"""A new data product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.mesh.archetype import ARCHETYPES, SOURCE_ALIGNED
from meshwright.mesh.product_properties import archetype_of, profiles_of, tier_of
from meshwright.mesh.registries import text
from meshwright.quantities.lifecycle import STATUSES
from meshwright.workspace.authoring.inputs import input_ports
from meshwright.workspace.authoring.names import name, prose, registered
from meshwright.workspace.authoring.organisation import NEW_DOMAIN, NEW_TEAM
from meshwright.workspace.authoring.places import product_place
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.workspace.authoring.drafts import Drafts
    from meshwright.workspace.authoring.names import ProductName

API_VERSION = "v1.1.0"
FIRST_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class NewProduct:
    """The facts for a new product; empty facts get a default or are omitted."""

    name: ProductName
    archetype: str
    purpose: str
    owner: str = ""
    """The owning team; by default, the team that owns the domain."""
    limitations: str = ""
    system: str = ""
    """The source system of a source-aligned product."""
    tier: int | None = None
    status: str = "draft"
    reads: tuple[str, ...] = ()
    """The addresses of the ports that the product reads."""


def draft_product(new: NewProduct, drafts: Drafts) -> None:
    """Draft a product without output ports; raises DraftError."""
    mesh = drafts.mesh
    found = mesh.product_of.get(new.name.address)
    if found is not None:
        _refuse_other(new, found, drafts)
        drafts.exists(f"product `{new.name.address}`", found.home.at("name"))
        return
    registered("Domain", new.name.domain, mesh, NEW_DOMAIN)
    if new.archetype not in ARCHETYPES:
        raise DraftError(f"`{new.archetype}` is not an archetype; available: {', '.join(ARCHETYPES)}")
    if new.status not in STATUSES:
        raise DraftError(f"`{new.status}` is not a status; available: {', '.join(STATUSES)}")
    if new.archetype == SOURCE_ALIGNED and new.reads:
        raise DraftError("a source-aligned product reads a system, not products; leave out `--reads`")
    owner = new.owner or owner_of(new.name.domain, mesh)
    if not owner:
        raise DraftError(f"domain `{new.name.domain}` has no owner; name the team with `--owner`")
    place = product_place(new.name, mesh)
    drafts.create(
        place,
        {
            "apiVersion": API_VERSION,
            "kind": "DataProduct",
            "id": _identity(new.name, mesh),
            "name": new.name.product,
            "version": FIRST_VERSION,
            "status": new.status,
            "domain": new.name.domain,
            "type": new.archetype,
            "description": {
                "purpose": prose(new.purpose, "--purpose"),
                "limitations": prose(new.limitations, "--limitations") if new.limitations else "",
            },
            "team": {"name": registered("Team", owner, mesh, NEW_TEAM)},
            "customProperties": list(_custom(new, mesh)),
            "inputPorts": input_ports(new.reads, (), mesh),
        },
    )
    drafts.wrote.append(f"{place}: product `{new.name.address}`, version {FIRST_VERSION}, {new.status}")


def owner_of(domain: str, mesh: Mesh) -> str:
    """Return the team that owns a domain; empty if the team is unknown."""
    entry = next((each for each in mesh.register("Domain") if each.name == domain), None)
    return text(entry.get("owner")) if entry else ""


def required_levels(name: ProductName, mesh: Mesh) -> tuple[str, ...]:
    """Return the service levels that standards require for a product, because of its archetype and tier."""
    product = mesh.product_of.get(name.address)
    found = profiles_of(product, mesh) if product else ()
    return tuple(dict.fromkeys(level for _, _, profile in found for level in profile.slos))


def _identity(new: ProductName, mesh: Mesh) -> str:
    """Return an unused id: the name, or the domain and the name if the name is in use."""
    taken = {each.fact.id for each in mesh.products}
    return new.product if new.product not in taken else f"{new.domain}.{new.product}"


def _custom(new: NewProduct, mesh: Mesh) -> Iterator[dict[str, Any]]:
    if new.system:
        system = registered("System", name(new.system, "a system"), mesh)
        entry = next((each for each in mesh.register("System") if each.name == system), None)
        kind = text(entry.get("type")) if entry else ""
        yield {"property": "origin", "value": {"system": system, "kind": kind or "operational"}}
    if new.tier is not None:
        yield {"property": "tier", "value": new.tier}


def _refuse_other(new: NewProduct, found: Product, drafts: Drafts) -> None:
    """Raise DraftError if an existing product differs from the requested one."""
    requested = {
        "type": (new.archetype, archetype_of(found)),
        "team": (new.owner, found.fact.team),
        "tier": (new.tier, tier_of(found)),
    }
    for key, (wanted, said) in requested.items():
        if wanted and wanted != said:
            place = drafts.place(found.home.at(key) if key != "tier" else found.home.at("name"))
            raise DraftError(
                f"product `{found.address}` already exists with a different `{key}`; edit it in {place}"
            )
