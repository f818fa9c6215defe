"""
A role is not in the registry of roles.

A role represents a group in the identity provider. An unregistered role gives access to no one, or to an unintended
group.

```yaml bad contract
roles:
  - role: analist
#         ^^^^^^^ unknown role `analist`; did you mean `analyst`?
    access: read
```
```yaml fixed contract
roles:
  - role: analyst
    access: read
```
```yaml good contract
roles:
  - role: analyst
    access: read
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At


@rule("unknown-role", on=Mesh, severity=Severity.ERROR, since="0.1", needs=("Role",))
def unknown_role(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check contracts, their servers, and agreements on access."""
    for name, at in _named(mesh):
        if name and not mesh.is_known("Role", name):
            near = nearest(name, mesh.names["Role"])
            yield Finding(f"unknown role `{name}`{did_you_mean(near)}", at, fix=meant(at, near))


def _named(mesh: Mesh) -> Iterator[tuple[str, At]]:
    for contract in mesh.contracts:
        for role in contract.fact.roles:
            yield role.role, contract.home.at("roles", role.position, "role")
        for server in contract.fact.servers:
            for role in server.roles:
                yield role.role, contract.home.at("servers", server.position, "roles", role.position, "role")
    for agreement in mesh.agreements:
        yield agreement.role, agreement.home.at("role")
