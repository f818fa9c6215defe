"""
A contract does not name a role that may read its data.

Without one, consumers do not know how to request access, and owners do not know who has it.

```yaml bad contract
name: play events daily
#     ^^^^^^^^^^^^^^^^^ missing `roles`; name the roles that may read the data
roles: []
```
```yaml good contract
roles:
  - role: analyst
    access: read
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Lack, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("missing-access-role", on=Contract, severity=Severity.WARNING, since="0.1")
def missing_access_role(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check the contract and its servers; a contract that is not yet or no longer in use needs no role."""
    fact = contract.fact
    if fact.roles or any(server.roles for server in fact.servers) or not fact.is_sound("roles"):
        return
    if mesh.status(contract) not in ("proposed", "draft", "retired"):
        yield Finding(
            "missing `roles`; name the roles that may read the data",
            contract.home.name(),
            lack=Lack("role that may read the data", f"the {contract.kind}"),
        )
