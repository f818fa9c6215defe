"""Values that a contract inherits from the product that exposes the contract, and values that both inherit from their team.

A contract's own value takes precedence; a rule reports a value that contradicts the product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.owning import is_owner
from meshwright.mesh.items import Contract
from meshwright.mesh.registries import mappings, text

if TYPE_CHECKING:
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh


def exposing_product(contract: Contract, mesh: Mesh) -> Product | None:
    """Return the product whose port exposes a contract."""
    return mesh.product_of[mesh.ports[contract.port].product] if contract.port is not None else None


def domain_of(contract: Contract, mesh: Mesh) -> str | None:
    """Return a contract's domain."""
    product = exposing_product(contract, mesh)
    return contract.fact.domain or (product.fact.domain if product else None)


def is_at_home(contract: Contract, mesh: Mesh) -> bool:
    """Return whether a contract's domain is known; if not, other rules report that the contract or domain is
    unregistered.
    """
    product = exposing_product(contract, mesh)
    stated = {contract.fact.domain, product.fact.domain if product else None} - {None}
    return len(stated) == 1 and mesh.is_usable("Domain", *stated)


def team_of(thing: Contract | Product, mesh: Mesh) -> str | None:
    """Return the name of the team that owns a contract or product."""
    product = exposing_product(thing, mesh) if isinstance(thing, Contract) else None
    return thing.fact.team or (product.fact.team if product else None)


def owners_of(thing: Contract | Product, mesh: Mesh) -> tuple[str, ...]:
    """Return the user names of a contract's or product's owners, including members of its team."""
    product = exposing_product(thing, mesh) if isinstance(thing, Contract) else None
    stated = thing.fact.owners or (product.fact.owners if product else ())
    return stated or owners_in(team_of(thing, mesh), mesh)


def owners_in(team: str | None, mesh: Mesh) -> tuple[str, ...]:
    """Return the user names of a registered team's members who have the owner role."""
    known = mesh.derived(_no_owners_yet)
    name = team or ""
    if name not in known:
        entry = mesh.teams.get(name)
        members = mappings(entry.get("members")) if entry else iter(())
        known[name] = tuple(text(each.get("username")) for each in members if is_owner(each.get("role")))
    return known[name]


def _no_owners_yet(_: Mesh) -> dict[str, tuple[str, ...]]:
    return {}


def has_support(thing: Contract | Product, mesh: Mesh) -> bool:
    """Return whether a contract or product has a support channel."""
    product = exposing_product(thing, mesh) if isinstance(thing, Contract) else None
    team = mesh.teams.get(team_of(thing, mesh) or "")
    is_stated = thing.fact.has_support or (product is not None and product.fact.has_support)
    return is_stated or (team is not None and bool(team.get("support")))


def accountable(mesh: Mesh) -> tuple[Product | Contract, ...]:
    """Return the documents that must have their own descriptions.

    These are the products, from which contracts inherit, or the contracts if the repository describes no products.
    """
    return mesh.products or (() if mesh.has_products else mesh.contracts)
