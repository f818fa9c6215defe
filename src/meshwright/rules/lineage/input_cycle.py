"""
Ports depend on each other in a cycle.

None of them can be refreshed first, and their service levels and classifications cannot be derived.

```yaml bad product
type: aggregate
inputPorts:
  - name: statements
    version: 1.0.0
    contractId: royalties.statements
```
```yaml bad other_product
outputPorts:
  - name: statements
    inputContracts:
      - id: play-events.daily
#           ^^^^^^^^^^^^^^^^^ input cycle: `payments/royalties/statements@1` reads `player/play-events/daily@1`, which reads it in turn
        version: 1.0.0
```
```yaml good product
inputPorts: []
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.inputs import cycles, sources
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("input-cycle", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def input_cycle(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report each cycle once, at its first port by address, with every hop."""
    edges = sources(mesh)
    for cycle in cycles(edges):
        hops = [
            (port, source, edges[port][source])
            for port, source in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
        ]
        way = ", which reads ".join(f"`{port}`" for port in cycle[1:])
        yield Finding(
            f"input cycle: `{cycle[0]}` reads {way}, which reads it in turn",
            hops[0][2],
            tuple(Related(f"`{port}` reads `{source}`", each) for port, source, each in hops[1:]),
            discriminator=" ".join(cycle),
            hides=tuple(each for *_, each in hops[1:]),
        )
