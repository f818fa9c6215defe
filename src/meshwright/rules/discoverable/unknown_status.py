"""
A status is none of the five that a product or contract goes through.

The standards leave the word open, so that no two readers agree on what `live` or `prod` lets a consumer expect.
It is `proposed`, `draft`, `active`, `deprecated` or `retired`.

```yaml bad product
status: actve
#       ^^^^^ `actve` is no status; did you mean `active`?
```
```yaml fixed product
status: active
```
```yaml bad product
status: in production
#       ^^^^^^^^^^^^^ `in production` is no status; there is `proposed`, `draft`, `active`, `deprecated`, `retired`
```
```yaml good product
status: active
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.finding import Finding, Fix, Replace, Severity, did_you_mean
from meshwright.mesh.lifecycle import STATUSES
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.near import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Contract, Product


@rule("unknown-status", on=Mesh, severity=Severity.ERROR, since="0.1")
def unknown_status(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Look at products and contracts; another case of the letters can be mended without asking."""
    things: tuple[Product | Contract, ...] = (*mesh.products, *mesh.contracts)
    for thing in things:
        status = thing.fact.status
        if not status or status in STATUSES:
            continue
        at = thing.home.at("status")
        folded = status.strip().casefold()
        near = folded if folded in STATUSES else nearest(status, STATUSES)
        fix = Fix((Replace(at, near),), safe=near == folded, title=f"write `{near}`") if near else None
        listed = ", ".join(f"`{each}`" for each in STATUSES)
        yield Finding(f"`{status}` is no status{did_you_mean(near) or f'; there is {listed}'}", at, fix=fix)
