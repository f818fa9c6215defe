"""
A domain is not registered.

People cannot find the product in its domain, and its address will change when the name is corrected.

```yaml bad product
domain: playr
#       ^^^^^ unknown domain `playr`; did you mean `player`?
```
```yaml fixed product
domain: player
```
```yaml good product
domain: player
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Product

_KEYS = {"Domain": "parent", "Meaning": "domain"}
"""The paths in governance documents that name a domain."""


@rule("unknown-domain", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential", needs=("Domain",))
def unknown_domain(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check every path that names a domain."""
    for name, at in _named(mesh):
        if not name or has_variable(name) or mesh.is_known("Domain", name):
            continue
        near = nearest(name, mesh.names["Domain"])
        yield Finding(f"unknown domain `{name}`{did_you_mean(near)}", at, fix=meant(at, near))


def _named(mesh: Mesh) -> Iterator[tuple[str | None, At]]:
    things: tuple[Product | Contract, ...] = (*mesh.products, *mesh.contracts)
    for thing in things:
        yield thing.fact.domain, thing.home.at("domain")
    for kind, key in _KEYS.items():
        for entry in mesh.register(kind):
            yield entry.get(key), entry.home.at(key)
