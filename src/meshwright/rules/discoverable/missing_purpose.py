"""
A product or contract does not state its purpose.

People who search for data read the purpose first, then decide whether to read on.
For a contract, the purpose of the product that exposes it is enough.

```yaml bad product
name: play-events
#     ^^^^^^^^^^^ missing purpose; add `description.purpose`
description:
  usage: Read whole days.
  # no purpose
```
```yaml good product
description:
  purpose: Every play of every track, so that others need not ask the player for it.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Lack, Severity
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract, Product


@rule("missing-purpose", on=Mesh, severity=Severity.WARNING, since="0.1")
def missing_purpose(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check products, and contracts that no product of the mesh exposes."""
    orphans = (each for each in mesh.contracts if exposing_product(each, mesh) is None)
    things: tuple[Product | Contract, ...] = (*mesh.products, *orphans)
    for thing in things:
        if "purpose" not in thing.fact.described and thing.fact.is_sound("description", "purpose"):
            yield Finding(
                "missing purpose; add `description.purpose`",
                thing.home.name(),
                lack=Lack("purpose", f"the {thing.kind}"),
            )
