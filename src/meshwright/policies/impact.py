"""The findings of a policy in a mesh, regardless of its status: by address, with the domain and the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.inheritance import domain_of, team_of
from meshwright.policies.places import placed, without_place
from meshwright.policies.policy import ADDRESS, KEY
from meshwright.relational.database import Database
from meshwright.relational.sandbox import QueryError

if TYPE_CHECKING:
    from meshwright.mesh.mesh import Mesh
    from meshwright.policies.policy import BoundPolicy
    from meshwright.relational.source import MeshSource


class Violation(NamedTuple):
    """A finding of a policy."""

    address: str
    key: str
    message: str
    domain: str
    team: str


def violations(bound: BoundPolicy, source: MeshSource) -> tuple[Violation, ...]:
    """Return the findings of a policy in a mesh; raises QueryError, also for a policy that cannot run."""
    binding, policy = bound.binding, bound.policy
    assert binding is not None
    result = Database(source, (binding,)).run(binding)
    at = result.columns.index(ADDRESS)
    fault = without_place([row[at] for row in result.rows], source.mesh)
    if fault:
        raise QueryError(f"it {fault}")
    found = []
    for values in result.rows:
        row = dict(zip(result.columns, values, strict=True))
        address, key = str(row[ADDRESS] or ""), row.get(KEY)
        if policy.is_about(address):
            owning = _owning(address, source.mesh)
            found.append(Violation(address, "" if key is None else str(key), policy.words(row), *owning))
    return tuple(found)


def _owning(address: str, mesh: Mesh) -> tuple[str, str]:
    """Return the domain and the team of the item at an address; empty if unknown."""
    named = placed(address, mesh)
    if named is None:
        return "", ""
    if named.product is not None:
        return named.product.fact.domain or "", team_of(named.product, mesh) or ""
    if named.contract is not None:
        return domain_of(named.contract, mesh) or "", team_of(named.contract, mesh) or ""
    return "", ""
