"""
A status is not one of the five that products and contracts can have.

The standards permit any word, so it is unclear what `live` or `prod` means for consumers.
The status is `proposed`, `draft`, `active`, `deprecated` or `retired`, in lower case.
Any other word is an error, because no lifecycle rule can be applied to it. Only a difference in letter case is
accepted, with a warning and a fix.

```yaml bad product
status: actve
#       ^^^^^ `actve` is not a status; did you mean `active`?
```
```yaml fixed product
status: active
```
```yaml bad product
status: in production
#       ^^^^^^^^^^^^^ `in production` is not a status; write `active`
```
```yaml bad product
status: Active
#       ^^^^^^ `Active` is read as `active`; write `active`
```
```yaml fixed product
status: active
```
```yaml bad product
status: gold
#       ^^^^ `gold` is not a status; use one of `proposed`, `draft`, `active`, `deprecated`, `retired`
```
```yaml good product
status: active
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Fix, Replace, Severity, did_you_mean
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.lifecycle import STATUSES, meant_by
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract, Product


@rule("unknown-status", on=Mesh, severity=Severity.ERROR, since="0.1")
def unknown_status(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check products and contracts; fixing the letter case is safe."""
    things: tuple[Product | Contract, ...] = (*mesh.products, *mesh.contracts)
    for thing in things:
        fact = thing.fact
        at = thing.home.at("status")
        if fact.status_text:
            message = f"`{fact.status_text}` is read as `{fact.status}`; write `{fact.status}`"
            respelt = Fix((Replace(at, fact.status or ""),), title=f"write `{fact.status}`")
            yield Finding(message, at, fix=respelt, severity=Severity.WARNING)
        if not fact.status or fact.status in STATUSES or has_variable(fact.status):
            continue
        guess = meant_by(fact.status)
        near = guess or nearest(fact.status, STATUSES)
        fix = Fix((Replace(at, near),), safe=False, title=f"write `{near}`") if near else None
        listed = ", ".join(f"`{each}`" for each in STATUSES)
        advice = f"; write `{guess}`" if guess else did_you_mean(near) or f"; use one of {listed}"
        yield Finding(f"`{fact.status}` is not a status{advice}", at, fix=fix)
