"""
A version cannot be ordered.

It cannot be decided whether `2024-10`, `latest` or `${VERSION}` is high enough for a change, or for an input that
needs a minimum version: a breaking change looks like any other. ODCS and ODPS leave the format of versions open;
semantic versions have three numbers that define an order. A date can be written as a semantic version: `2024.10.0`.

```yaml bad product
version: latest
#        ^^^^^^ version `latest` has no order; use a semantic version such as `1.0.0`
```
```yaml good contract
version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.version import parse_version
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract, Product


@rule("unordered-version", on=Mesh, severity=Severity.WARNING, since="0.1", preset="essential")
def unordered_version(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Yield versions of contracts and products that have no order; missing versions are reported elsewhere."""
    things: tuple[Product | Contract, ...] = (*mesh.products, *mesh.contracts)
    for thing in things:
        version = thing.fact.version
        if version and version.strip() and parse_version(version) is None and thing.fact.is_sound("version"):
            yield Finding(
                f"version `{version}` has no order; use a semantic version such as `1.0.0`",
                thing.home.at("version"),
            )
