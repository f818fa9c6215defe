"""
Two major versions of a contract are in use, and the older one is not deprecated.

Parallel versions let consumers migrate at their own pace. Without a deprecation, the migration never ends, and both
versions must be maintained forever.

```yaml bad contract
version: 1.0.0
#        ^^^^^ major 1 of `play-events.daily` is active alongside major 2, but not deprecated
```
```yaml bad contract products/player/play-events/contracts/daily.v2.odcs.yaml
version: 2.0.0
```
```yaml bad product
outputPorts:
  - name: daily
    version: 1.0.0
  - name: daily
    description: Plays of a day, by pseudonymous listener.
    version: 2.0.0
```
```yaml good contract
version: 1.0.0
```
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.version import major_of
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract


@rule("two-majors-without-deprecation", on=Mesh, severity=Severity.NOTICE, since="0.1", preset="strict")
def two_majors_without_deprecation(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare each active major version with the next active major version of the same contract id."""
    for identity, contracts in mesh.contracts_by_id.items():
        active: dict[str, Contract] = {}
        for contract in contracts if identity else ():
            if mesh.status(contract) == "active":
                active.setdefault(major_of(contract.fact.version), contract)
        for (older, contract), (newer, other) in pairwise(active.items()):
            yield Finding(
                f"major {older} of `{identity}` is active alongside major {newer}, but not deprecated",
                contract.home.at("version"),
                (Related(f"major {newer}", other.home.at("version")),),
            )
