"""
The `compatibility` of a product or contract is not a known level.

Some breaking changes are worse than others. The custom property `compatibility` of a product or contract states what
it promises its consumers: `query` (their queries keep running), `meaning` (the queries also return the same
results), or `promise` (freshness, retention and terms also do not get weaker). Each level includes the previous
ones. A change that breaks nothing that was promised is a notice and requires at most a minor version; without a
level, everything is promised. Lowering the level is itself a breaking change, and takes effect with the next change.

```yaml bad contract
customProperties:
  - property: compatibility
    value: meanin
#          ^^^^^^ unknown compatibility level `meanin`; did you mean `meaning`?
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
#          ^^^^^^^^ unknown compatibility level `BACKWARD`; use `query`, `meaning` or `promise`
```
```yaml good contract
customProperties:
  - property: compatibility
    value: query
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.compatibility_level import CUSTOM, parse_level
from meshwright.changes.naming import text
from meshwright.changes.verdict import CompatibilityLevel
from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract, Product


@rule("unknown-promise-level", on=Mesh, severity=Severity.ERROR, since="0.1")
def unknown_promise_level(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the levels of products and contracts, ignoring case."""
    known = [str(each) for each in reversed(CompatibilityLevel)]
    *first, last = (f"`{each}`" for each in known)
    advice = f"; use {', '.join(first)} or {last}"
    things: tuple[Product | Contract, ...] = (*mesh.products, *mesh.contracts)
    for thing in things:
        stated = thing.fact.custom.get(CUSTOM)
        if stated is None or parse_level(stated) is not None:
            continue
        at = thing.home.at("customProperties", CUSTOM, "value")
        near = nearest(stated, known) if isinstance(stated, str) else None
        yield Finding(
            f"unknown compatibility level `{text(stated)}`{did_you_mean(near) or advice}",
            at,
            fix=meant(at, near),
        )
