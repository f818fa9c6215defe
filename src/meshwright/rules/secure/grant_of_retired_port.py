"""
A retired port still names roles that may read it.

No access is granted to a retired port, and a list of readers says otherwise. Remove the roles, or what grants in an emergency.
Agreements on a retired port are reported by `retired-with-consumers`.

```yaml bad other_product
status: retired
```
```yaml bad other_contract
status: retired
roles:
  - role: royalty-accountant
#         ^^^^^^^^^^^^^^^^^^ role `royalty-accountant` reads nothing: `payments/royalties/statements@1` is retired
    access: read
```
```yaml good other_product
status: retired
```
```yaml good other_contract
status: retired
roles: []
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.registries import text
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.facts import RoleFact


@rule(
    "grant-of-retired-port", on=Mesh, severity=Severity.NOTICE, since="0.1", preset="strict", needs=("Role",)
)
def grant_of_retired_port(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the roles of contracts and of their servers, and grants in an emergency."""
    for contract in mesh.contracts:
        if mesh.status(contract) != "retired":
            continue
        named: list[tuple[RoleFact, tuple[str | int, ...]]] = [
            (role, ("roles", role.position)) for role in contract.fact.roles
        ]
        named += [
            (role, ("servers", server.position, "roles", role.position))
            for server in contract.fact.servers
            for role in server.roles
        ]
        for role, path in named:
            yield Finding(
                f"role `{role.role}` reads nothing: `{contract.address}` is retired",
                contract.home.at(*path, "role"),
                discriminator=role.role,
            )
    for entry in mesh.register("BreakGlass"):
        port = mesh.ports.get(text(entry.get("port")))
        if port is not None and port.contract is not None and mesh.status(port.contract) == "retired":
            yield Finding(f"`{port.address}` is retired, so this gives nothing", entry.home.at("port"))
