"""
A contract does not state the location of its data.

Even with access, consumers must ask which table, topic or bucket to use, and tools cannot check the promises
of the contract. Proposed products and drafts may not be served yet, and retired ones are no longer served.

```yaml bad contract
id: play-events.daily
name: play events daily
#     ^^^^^^^^^^^^^^^^^ missing `servers`; the contract does not state where its data is
status: active
servers: []
```
```yaml good contract
servers:
  - server: lake
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

_ELSEWHERE = ("proposed", "draft", "retired")


@rule("missing-server", on=Contract, severity=Severity.WARNING, since="0.1")
def missing_server(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check contracts whose data must already be available."""
    fact = contract.fact
    if not fact.servers and fact.is_sound("servers") and mesh.status(contract) not in _ELSEWHERE:
        lack = Lack("server", f"the {contract.kind}")
        yield Finding(
            "missing `servers`; the contract does not state where its data is",
            contract.home.name(),
            lack=lack,
        )
