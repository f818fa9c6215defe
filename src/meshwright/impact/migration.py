"""The road of a breaking change: a version that others read stays, and the change goes into the next one beside it.

Does not: judge changes, or make the version (`meshwright new version` does).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.impact.consumers import readers
from meshwright.quantities.version import parse_version

if TYPE_CHECKING:
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


def road(contract: Contract, before: Mesh, after: Mesh) -> str:
    """Return what to do where declared readers of a contract remain; empty where there are none.

    The contract is that of the earlier mesh. Its own product reads it where other ports are made of it.
    """
    if contract.port is None or parse_version(contract.fact.version) is None:
        return ""
    found = [each for each in readers(contract, None, before, after) if each.hops == 1 or each.ports]
    if not found:
        return ""
    count = "1 consumer" if len(found) == 1 else f"{len(found)} consumers"
    return f"`{contract.port}` has {count}; {way(contract)}"


def way(contract: Contract) -> str:
    """Return the command that keeps a contract and makes the change the next version."""
    version = parse_version(contract.fact.version)
    assert version is not None
    command = f"meshwright new version {contract.port} --changed-since BASE"
    return f"keep it and make the change in version {version.major + 1}: `{command}`"
