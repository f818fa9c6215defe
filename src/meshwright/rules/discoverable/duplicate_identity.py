"""
Two documents claim to be the same product, contract or entry of a register.

Whatever refers to it means one of them, and nobody knows which.
Contracts are told apart by id and major version: a v2 beside a v1 is two contracts.

```yaml bad contract
# see the other one
```
```yaml bad contract products/player/play-events/contracts/other.v1.odcs.yaml
id: play-events.daily
#   ^^^^^^^^^^^^^^^^^ contract `play-events.daily` is described twice in major version 1
version: 1.0.0
```
```yaml good contract
id: play-events.daily
version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.address import slug
from meshwright.mesh.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.version import major_of
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.finding import At


@rule("duplicate-identity", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def duplicate_identity(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare with the first document of each identity; one whose name says the same comes first."""
    first: dict[tuple[str, ...], At] = {}
    for key, at, words in _identities(mesh):
        if key in first:
            yield Finding(f"{words}", at, (Related("the other one", first[key]),))
        else:
            first[key] = at


def _identities(mesh: Mesh) -> Iterator[tuple[tuple[str, ...], At, str]]:
    for contract in sorted(
        mesh.contracts, key=lambda each: (each.port is None, each.home.file, each.home.document)
    ):
        identity, major = contract.fact.id, major_of(contract.fact.version)
        if identity:
            words = f"contract `{identity}` is described twice in major version {major}"
            yield ("contract", identity, major), contract.home.at("id"), words
    for product in sorted(mesh.products, key=lambda each: each.fact.id != slug(each.fact.name or "")):
        if product.fact.id:
            words = f"product `{product.fact.id}` is described twice"
            yield ("product", product.fact.id), product.home.at("id"), words
    for kind, entries in mesh.registers.items():
        for entry in entries:
            if entry.name:
                words = f"{kind} `{entry.name}` is described twice"
                yield (kind, entry.name), entry.home.at("name"), words
