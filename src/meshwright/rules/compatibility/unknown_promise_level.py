"""
The level that a product keeps is none of the three that there are.

Some breaks hurt more than others, and a product says in `compatibility` which of them it spares its readers, or a contract for itself:
`query` (their queries go on running), `meaning` (and answer the same question), `promise` (and freshness, retention and terms get no weaker).
Each takes in those before it. What is not kept is news and no break, and takes a minor version at most;
whoever says nothing keeps all. A lower level is a break itself, and counts from the next change on.

```yaml bad contract
customProperties:
  - property: compatibility
    value: meanin
#          ^^^^^^ `meanin` is no level of promises; did you mean `meaning`?
```
```yaml fixed contract
customProperties:
  - property: compatibility
    value: meaning
```
```yaml bad contract
customProperties:
  - property: compatibility
    value: BACKWARD
#          ^^^^^^^^ `BACKWARD` is no level of promises; there is `query`, `meaning`, `promise`
```
```yaml good contract
customProperties:
  - property: compatibility
    value: query
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.naming import text
from meshwright.changes.promised import CUSTOM, level
from meshwright.changes.verdict import Promise
from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract, Product


@rule("unknown-promise-level", on=Mesh, severity=Severity.ERROR, since="0.1")
def unknown_promise_level(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check what products and contracts state; letters may be of either case."""
    known = [str(each) for each in reversed(Promise)]
    listed = ", ".join(f"`{each}`" for each in known)
    things: tuple[Product | Contract, ...] = (*mesh.products, *mesh.contracts)
    for thing in things:
        stated = thing.fact.custom.get(CUSTOM)
        if stated is None or level(stated) is not None:
            continue
        at = thing.home.at("customProperties", CUSTOM, "value")
        near = nearest(stated, known) if isinstance(stated, str) else None
        yield Finding(
            f"`{text(stated)}` is no level of promises{did_you_mean(near) or f'; there is {listed}'}",
            at,
            fix=meant(at, near),
        )
